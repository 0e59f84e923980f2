"""The log in memory: for demonstrations and quick tests. It passes the same contract as the one on Postgres."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from eventstore.chain import genesis, link_recorded
from eventstore.codec import said
from eventstore.records import Append, CommandKey, Head, NewEvent, Outcome, Recorded, Sealed, Status

BEGINNING = datetime.min.replace(tzinfo=UTC)


class _Feed:
    def __init__(self, org_id: UUID) -> None:
        self.events: list[Recorded] = []
        self.by_id: dict[UUID, Recorded] = {}
        self.streams: dict[UUID, list[Recorded]] = {}
        self.keys: dict[UUID, tuple[CommandKey, Outcome]] = {}
        self.effects: dict[tuple[str, str], Any] = {}
        self.sealed: list[Sealed] = []
        self.aliases: dict[tuple[UUID, bytes], UUID] = {}
        self.head = Head(0, BEGINNING, genesis(org_id))


class MemoryStore:
    """An EventStore that forgets everything when it goes."""

    def __init__(self) -> None:
        self._feeds: dict[UUID, _Feed] = {}
        self.links: dict[tuple[str, bytes], tuple[UUID, bytes]] = {}

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        return [self._append(append) for append in appends]

    def _append(self, append: Append) -> Outcome:
        if append.opens_feed:
            self._feeds.setdefault(append.org_id, _Feed(append.org_id))
        feed = self._feeds.get(append.org_id)
        if feed is None:
            return Outcome(Status.UNKNOWN_FEED)
        if append.key is not None and append.key.key in feed.keys:
            kept, outcome = feed.keys[append.key.key]
            same = kept.fingerprint == append.key.fingerprint
            return msgspec.structs.replace(outcome, status=Status.DUPLICATE if same else Status.ID_REUSED)
        duplicate = _answer_for_known_ids(feed, append)
        if duplicate is not None:
            return duplicate
        current = len(feed.streams.get(append.stream_id, ()))
        taken = any((alias.partner_id, alias.hash) in feed.aliases for alias in append.aliases) or any(
            (line.kind, line.hash) in self.links for line in append.links
        )
        if current != append.expected or taken:
            return Outcome(Status.CONFLICT, 0, current)
        for version, event in enumerate(append.events, start=append.expected + 1):
            _store(feed, append, version, event)
        outcome = Outcome(Status.STORED, feed.head.pos, append.expected + len(append.events), feed.head.chain)
        self._write_beside(feed, append, outcome)
        return outcome

    def _write_beside(self, feed: _Feed, append: Append, outcome: Outcome) -> None:
        if append.key is not None:
            feed.keys[append.key.key] = (append.key, outcome)
        for effect in append.effects:
            feed.effects.setdefault((effect.kind, effect.dedupe_key), effect)
        feed.sealed += append.sealed
        feed.aliases |= {(alias.partner_id, alias.hash): alias.subject_id for alias in append.aliases}
        self.links |= {(line.kind, line.hash): (append.org_id, line.about) for line in append.links}

    async def load(self, org_id: UUID, stream_ids: Sequence[UUID]) -> list[Recorded]:
        return await self.load_many([(org_id, stream_id) for stream_id in stream_ids])

    async def load_many(self, streams: Sequence[tuple[UUID, UUID]]) -> list[Recorded]:
        found: list[Recorded] = []
        for org_id, stream_id in sorted(streams):
            feed = self._feeds.get(org_id)
            found += feed.streams.get(stream_id, ()) if feed else ()
        return found

    async def read(self, org_id: UUID, after: int = 0, limit: int = 2000) -> list[Recorded]:
        feed = self._feeds.get(org_id)
        return feed.events[after : after + limit] if feed else []

    async def by_subject(self, org_id: UUID, subject_id: UUID, after: int = 0, limit: int = 2000) -> list[Recorded]:
        feed = self._feeds.get(org_id)
        later = feed.events[after:] if feed else []
        return [event for event in later if event.subject_id == subject_id][:limit]

    async def head(self, org_id: UUID) -> Head | None:
        feed = self._feeds.get(org_id)
        return feed.head if feed else None


def _answer_for_known_ids(feed: _Feed, append: Append) -> Outcome | None:
    """Duplicate where these very events are known, id reused where some of their ids are; None where all are new."""
    known = [(feed.by_id[event.event_id], event) for event in append.events if event.event_id in feed.by_id]
    if not known:
        return None
    same = all(there.stream_id == append.stream_id and _says_the_same(there, event) for there, event in known)
    if not same or len(known) < len(append.events):
        return Outcome(Status.ID_REUSED)
    there, _ = known[-1]
    return Outcome(Status.DUPLICATE, there.pos, there.version, there.hash)


def _says_the_same(there: Recorded, event: NewEvent) -> bool:
    return (
        there.type == event.type
        and there.schema_v == event.schema_v
        and there.occurred_at == event.occurred_at
        and there.occurred_zone == event.occurred_zone
        and there.subject_id == event.subject_id
        and said(there.data) == said(event.data)
    )


def _store(feed: _Feed, append: Append, version: int, event: NewEvent) -> None:
    stored = Recorded(
        org_id=append.org_id,
        lane=0,
        pos=feed.head.pos + 1,
        stream_id=append.stream_id,
        version=version,
        event_id=event.event_id,
        type=event.type,
        schema_v=event.schema_v,
        occurred_at=event.occurred_at,
        occurred_zone=event.occurred_zone,
        recorded_at=max(append.recorded_at, feed.head.last_at),
        subject_id=event.subject_id,
        target_event_id=event.target_event_id,
        actor=append.actor,
        correlation_id=append.correlation_id,
        causation_id=append.causation_id,
        data=event.data.decode(),
        hash=b"",
    )
    stored = msgspec.structs.replace(stored, hash=link_recorded(feed.head.chain, stored))
    feed.events.append(stored)
    feed.by_id[stored.event_id] = stored
    feed.streams.setdefault(stored.stream_id, []).append(stored)
    feed.head = Head(stored.pos, stored.recorded_at, stored.hash)
