"""Postgres and Valkey on the same machine, from wheels: started, watched and stopped together with Carryover."""
