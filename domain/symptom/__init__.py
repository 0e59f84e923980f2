"""What patients feel: each report as it stands, and what may be said of many of them."""

SYMPTOM_RULES_VERSION = 1
"""Told with every explanation; raised whenever the same reports would be judged otherwise."""
