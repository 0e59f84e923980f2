"""Alerts: the inbox, and one alert with what happened, what it rests on, and what is done about it."""
