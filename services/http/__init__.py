"""The doors: what the world asks of Carryover over HTTP."""
