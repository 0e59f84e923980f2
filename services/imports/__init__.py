"""Bringing in by the file what is already written down elsewhere: events by the million, and rosters of patients."""
