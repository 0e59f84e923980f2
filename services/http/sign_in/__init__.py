"""The doors through which staff come in by themselves."""
