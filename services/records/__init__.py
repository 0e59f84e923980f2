"""Keeping, giving out and destroying records: what is not HTTP of it."""
