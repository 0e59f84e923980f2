"""The organisation: its sites side by side, its staff, partners, webhooks, and who looked at what."""
