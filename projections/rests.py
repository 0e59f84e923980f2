"""Places that cannot be folded for a reason that is no event's fault: each is left alone for a while, ever longer.

So an organisation in trouble (a lock, a broken table) costs the others neither their speed nor their company.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import asyncpg

from projections.places import Place

FIRST_REST = 1.0
LONGEST_REST = 60.0  # seconds

# What Postgres says of itself and not of one place: connections, resources, shutting down, may only read.
OF_THE_SERVER = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # an answer that the driver did not expect: the connection was cut in the middle
    OSError,  # and of ours that stand for it: the log takes no commands at the moment
)


class _Rest(NamedTuple):
    until: float
    seconds: float


class Due(NamedTuple):
    """Places to be folded now: those that do well all at once, and each that has failed by itself."""

    together: list[Place]
    apart: list[Place]


class Rests:
    """Which places rest, and until when, by a clock in seconds. Kept in memory: a new process tries all at once."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._resting: dict[Place, _Rest] = {}

    def due(self, behind: Iterable[Place]) -> Due:
        """Without those that rest."""
        now, found = self._clock(), Due([], [])
        for place in behind:
            rest = self._resting.get(place)
            if rest is None:
                found.together.append(place)
            elif rest.until <= now:
                found.apart.append(place)
        return found

    def failed(self, place: Place, error: Exception) -> float:
        """For how many seconds it rests: twice as long each time. Trouble of the whole server passes for all at once,
        so nobody rests long for that."""
        before = None if isinstance(error, OF_THE_SERVER) else self._resting.get(place)
        seconds = min(before.seconds * 2, LONGEST_REST) if before else FIRST_REST
        self._resting[place] = _Rest(self._clock() + seconds, seconds)
        return seconds

    def step(self, place: Place, at_once: int) -> int:
        """How many of so many events it is given: the fewer the longer it rests, for it may be its time that is up."""
        rest = self._resting.get(place)
        return max(1, int(at_once / rest.seconds)) if rest else at_once

    def well(self, place: Place, *, more: bool) -> None:
        """It was folded. Where there is more to fold it goes on by itself, with as few events at once."""
        rest = self._resting.pop(place, None)
        if rest and more:
            self._resting[place] = rest._replace(until=self._clock())
