"""The log on Postgres: one call appends many commands of many organisations."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from eventstore.chain import digest
from eventstore.records import Append, Head, Outcome, Recorded, Status
from eventstore.walls import Pool, reading

APPEND = """
SELECT status, pos, version FROM log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
  $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)
"""
LOAD = "SELECT * FROM log.load_streams($1, $2)"
READ = "SELECT * FROM log.events WHERE org_id = $1 AND lane = 0 AND pos > $2 ORDER BY pos LIMIT $3"
BY_SUBJECT = (
    "SELECT * FROM log.events WHERE org_id = $1 AND subject_id = $2 AND lane = 0 AND pos > $3 ORDER BY pos LIMIT $4"
)
HEAD = "SELECT pos, last_at, chain FROM log.feed_head WHERE org_id = $1 AND lane = 0"


def recorded(row: asyncpg.Record) -> Recorded:
    """A row of log.events as the struct."""
    return Recorded(
        org_id=row["org_id"],
        lane=row["lane"],
        pos=row["pos"],
        stream_id=row["stream_id"],
        version=row["version"],
        event_id=row["event_id"],
        type=row["type"],
        schema_v=row["schema_v"],
        occurred_at=_in_utc(row["occurred_at"]),
        occurred_zone=row["occurred_zone"],
        recorded_at=row["recorded_at"],
        subject_id=row["subject_id"],
        target_event_id=row["target_event_id"],
        actor=row["actor"],
        correlation_id=row["correlation_id"],
        causation_id=row["causation_id"],
        data=row["data"],
        hash=row["hash"],
    )


def _in_utc(instant: datetime) -> datetime:
    """The calendar's first and last instant are infinities to asyncpg, which gives them back without a zone."""
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def beside(appends: Sequence[Append]) -> str | None:
    """What the commands write beside their events, as the JSON the append function takes; None when nothing."""
    rows: dict[str, list[dict[str, Any]]] = {"effects": [], "sealed": [], "links": [], "aliases": []}
    for number, append in enumerate(appends, start=1):
        of = {"cmd": number, "org_id": append.org_id}
        for effect in append.effects:
            rows["effects"].append({**of, **msgspec.structs.asdict(effect), "payload": msgspec.Raw(effect.payload)})
        rows["sealed"] += [{**of, **msgspec.structs.asdict(item)} for item in append.sealed]
        rows["aliases"] += [{**of, **msgspec.structs.asdict(alias)} for alias in append.aliases]
        rows["links"] += [
            {**of, "kind": link.kind, "hash": link.hash, "about": msgspec.Raw(link.about)} for link in append.links
        ]
    return msgspec.json.encode(rows).decode() if any(rows.values()) else None


class _Columns:
    """The arrays of one call of log.append, in its order."""

    def __init__(self, appends: Sequence[Append]) -> None:
        self.orgs = sorted({append.org_id for append in appends})
        place = {org_id: number for number, org_id in enumerate(self.orgs, start=1)}
        self.commands: list[list[Any]] = [[] for _ in range(7)]
        self.anchors: list[list[Any]] = [[] for _ in range(3)]
        self.events: list[list[Any]] = [[] for _ in range(15)]
        reached: set[tuple[UUID, UUID, int]] = set()
        for append in appends:
            org = place[append.org_id]
            first = len(self.events[0]) + 1
            key = append.key
            row = (org, append.stream_id, append.expected, first, len(append.events))
            _add(self.commands, (*row, key and key.key, key and key.fingerprint))
            if append.expected and (append.org_id, append.stream_id, append.expected) not in reached:
                _add(self.anchors, (append.org_id, append.stream_id, append.expected))
            for version, event in enumerate(append.events, start=append.expected + 1):
                reached.add((append.org_id, append.stream_id, version))
                _add(self.events, _event_row(org, append, version, event))


def _add(columns: list[list[Any]], row: Sequence[Any]) -> None:
    for column, value in zip(columns, row, strict=True):
        column.append(value)


def _event_row(org: int, append: Append, version: int, event: Any) -> tuple[Any, ...]:
    hashed = digest(
        append.org_id,
        append.stream_id,
        version,
        event.event_id,
        event.type,
        event.schema_v,
        event.occurred_at,
        event.occurred_zone,
        event.subject_id,
        event.target_event_id,
        append.actor,
        append.correlation_id,
        append.causation_id,
        event.data,
    )
    return (
        org,
        append.stream_id,
        version,
        event.event_id,
        event.type,
        event.schema_v,
        event.occurred_at,
        event.occurred_zone,
        append.recorded_at,
        event.subject_id,
        event.target_event_id,
        append.actor,
        append.correlation_id,
        append.causation_id,
        (event.data.decode(), hashed),
    )


class PostgresStore:
    """An EventStore. Its pool belongs to the role app or engine: it reads behind the wall and writes by append."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        """All in one transaction. Raises asyncpg's errors when the database cannot be reached or refuses the call."""
        if not appends:
            return []
        columns = _Columns(appends)
        *events, bodies = columns.events
        [answer] = await self._pool.fetch(
            APPEND,
            columns.orgs,
            sorted({append.org_id for append in appends if append.opens_feed}),
            *columns.commands,
            *columns.anchors,
            *events,
            [body for body, _ in bodies],
            [hashed for _, hashed in bodies],
            beside(appends),
        )
        return [
            Outcome(Status(status), pos, version)
            for status, pos, version in zip(answer["status"], answer["pos"], answer["version"], strict=True)
        ]

    async def load(self, org_id: UUID, stream_ids: Sequence[UUID]) -> list[Recorded]:
        return await self.load_many([(org_id, stream_id) for stream_id in stream_ids])

    async def load_many(self, streams: Sequence[tuple[UUID, UUID]]) -> list[Recorded]:
        """All events of these (organisation, stream) pairs, by organisation, stream and version."""
        rows = await self._pool.fetch(LOAD, [org for org, _ in streams], [stream for _, stream in streams])
        return [recorded(row) for row in rows]

    async def read(self, org_id: UUID, after: int = 0, limit: int = 2000) -> list[Recorded]:
        async with reading(self._pool, org_id) as db:
            return [recorded(row) for row in await db.fetch(READ, org_id, after, limit)]

    async def by_subject(self, org_id: UUID, subject_id: UUID, after: int = 0, limit: int = 2000) -> list[Recorded]:
        async with reading(self._pool, org_id) as db:
            return [recorded(row) for row in await db.fetch(BY_SUBJECT, org_id, subject_id, after, limit)]

    async def head(self, org_id: UUID) -> Head | None:
        async with reading(self._pool, org_id) as db:
            row = await db.fetchrow(HEAD, org_id)
            return Head(row["pos"], row["last_at"], row["chain"]) if row else None
