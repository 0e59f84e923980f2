"""What every store can do; the one on Postgres and the one in memory pass the same contract."""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from eventstore.records import Append, Head, Outcome, Recorded

Committed = Callable[[Sequence[Append], Sequence[Outcome], int], None]
"""Told after each call of the log what was in it, what became of it, and when it began, in nanoseconds since 1970. Must
be quick, and raise nothing."""


class StoreBusy(Exception):
    """Too many commands wait; try again in a moment."""


class EventStore(Protocol):
    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        """All of them in one transaction, an outcome for each, in order. A conflict leaves its neighbours alone."""
        ...

    async def load(self, org_id: UUID, stream_ids: Sequence[UUID]) -> list[Recorded]:
        """All events of these streams of one organisation, by stream and version."""
        ...

    async def load_many(self, streams: Sequence[tuple[UUID, UUID]]) -> list[Recorded]:
        """All events of these (organisation, stream) pairs, by organisation, stream and version."""
        ...

    async def read(self, org_id: UUID, after: int = 0, limit: int = 2000) -> list[Recorded]:
        """Up to `limit` events of the feed behind position `after`, in order, none missing."""
        ...

    async def by_subject(self, org_id: UUID, subject_id: UUID, after: int = 0, limit: int = 2000) -> list[Recorded]:
        """Up to `limit` events about one person behind position `after`, in order."""
        ...

    async def head(self, org_id: UUID) -> Head | None:
        """The end of the organisation's feed; None where there is no such organisation."""
        ...
