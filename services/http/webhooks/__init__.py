"""Webhooks at the doors: what they are given, and how they are doing."""
