"""Alerts and what became of them, the most pressing first."""
