"""Business time: each organisation's own clock, so that history can be seeded, simulated and moved forward."""

from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    def now(self, org_id: UUID) -> datetime:
        """The present instant, in UTC, for this organisation."""
        ...


class RealClock:
    def now(self, org_id: UUID) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was set; for tests and for seeding a history."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self, org_id: UUID) -> datetime:
        return self.instant
