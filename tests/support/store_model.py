"""What a store has to answer, said as plainly as possible: one list of rows for each organisation, searched anew."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from eventstore.records import Append, NewEvent, Outcome, Recorded, Status


class Row(Struct, frozen=True):
    """One stored event."""

    stream_id: UUID
    version: int
    recorded_at: datetime
    event: NewEvent


class StoreModel:
    """Outcomes without their hashes; rows in the order of their positions, which count from 1."""

    def __init__(self) -> None:
        self.feeds: dict[UUID, list[Row]] = {}
        self._keys: dict[tuple[UUID, UUID], tuple[bytes, Outcome]] = {}
        self._names: set[tuple[UUID, UUID, bytes]] = set()

    def append(self, append: Append) -> Outcome:
        if append.opens_feed:
            self.feeds.setdefault(append.org_id, [])
        if append.org_id not in self.feeds:
            return Outcome(Status.UNKNOWN_FEED)
        return self._by_key(append) or self._by_ids(append) or self._by_version(append) or self._stored(append)

    def version(self, org_id: UUID, stream_id: UUID) -> int:
        return sum(row.stream_id == stream_id for row in self.feeds.get(org_id, ()))

    def _by_key(self, append: Append) -> Outcome | None:
        """A key that was used is answered with what became of it then."""
        if append.key is None or (append.org_id, append.key.key) not in self._keys:
            return None
        fingerprint, outcome = self._keys[append.org_id, append.key.key]
        same = fingerprint == append.key.fingerprint
        return Outcome(Status.DUPLICATE if same else Status.ID_REUSED, outcome.pos, outcome.version)

    def _by_ids(self, append: Append) -> Outcome | None:
        """Ids that are there: a repeat where all are and say the same, else another's."""
        feed = self.feeds[append.org_id]
        there = {row.event.event_id: (pos, row) for pos, row in enumerate(feed, start=1)}
        known = [(event, *there[event.event_id]) for event in append.events if event.event_id in there]
        if not known:
            return None
        same = all(row.stream_id == append.stream_id and said(row.event) == said(event) for event, _, row in known)
        if not same or len(known) < len(append.events):
            return Outcome(Status.ID_REUSED)
        _, pos, row = known[-1]
        return Outcome(Status.DUPLICATE, pos, row.version)

    def _by_version(self, append: Append) -> Outcome | None:
        current = self.version(append.org_id, append.stream_id)
        names = {(append.org_id, alias.partner_id, alias.hash) for alias in append.aliases}
        return Outcome(Status.CONFLICT, 0, current) if current != append.expected or names & self._names else None

    def _stored(self, append: Append) -> Outcome:
        feed = self.feeds[append.org_id]
        at = max([append.recorded_at, *(row.recorded_at for row in feed)])
        for version, event in enumerate(append.events, start=append.expected + 1):
            feed.append(Row(append.stream_id, version, at, event))
        outcome = Outcome(Status.STORED, len(feed), append.expected + len(append.events))
        if append.key is not None:
            self._keys[append.org_id, append.key.key] = append.key.fingerprint, outcome
        self._names |= {(append.org_id, alias.partner_id, alias.hash) for alias in append.aliases}
        return outcome


def said(event: NewEvent) -> tuple[Any, ...]:
    """What an event says, apart from how it arrived."""
    body = {key: value for key, value in msgspec.json.decode(event.data).items() if not key.startswith("_")}
    return event.type, event.occurred_at, event.occurred_zone, event.subject_id, body


def row_of(recorded: Recorded) -> Row:
    """A stored event as the model knows it."""
    event = NewEvent(
        event_id=recorded.event_id,
        type=recorded.type,
        schema_v=recorded.schema_v,
        occurred_at=recorded.occurred_at,
        occurred_zone=recorded.occurred_zone,
        subject_id=recorded.subject_id,
        target_event_id=recorded.target_event_id,
        data=recorded.data.encode(),
    )
    return Row(recorded.stream_id, recorded.version, recorded.recorded_at, event)
