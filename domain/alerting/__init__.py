"""The alert rules, and what they remember of a patient. Pure: the same events give the same alerts, always."""
