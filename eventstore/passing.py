"""What Postgres refuses for a reason that passes: told from what will never go through."""

import asyncpg

PASSING_CLASSES = {"08", "40", "53", "57", "58"}  # connection, rollback, resources, operator, system
PASSING_STATES = {"25006", "3D000"}
"""A server that may only read: another has taken over. No database of that name: a restored one is about to take it."""

HELD = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError)
"""Somebody holds a feed, or the server crawls."""


def passes(error: Exception) -> bool:
    """Whether the same append may go through a moment later: it is the server or the way to it that failed."""
    if isinstance(error, asyncpg.PostgresError):
        return error.sqlstate in PASSING_STATES or str(error.sqlstate)[:2] in PASSING_CLASSES
    lost = isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError | OSError)
    return lost and not isinstance(error, ValueError)  # a wrong value is an InterfaceError too
