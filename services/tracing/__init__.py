"""Traces: what became of a request, in all processes. Off unless a setting names a collector."""
