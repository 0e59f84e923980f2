"""Backups and what is made of them, around Postgres's own tools: the log in one place, the keys in another."""
