"""The log on Postgres: one call appends many commands of many organisations."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec.structs import replace

from eventstore.chain import digest_of
from eventstore.records import Append, Head, NewEvent, Outcome, Recorded, Status
from eventstore.sharded import append_here, load_here, sharded
from eventstore.walls import Pool, reading

APPEND = """
SELECT status::varchar[], pos, version::bigint[], hash
FROM log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
"""
"""What comes back is of types that no connection can only send (arrays.py)."""
OUTCOME = ("status", "pos", "version", "hash")
LOAD = "SELECT * FROM log.load_streams($1, $2)"
READ = "SELECT * FROM log.events WHERE org_id = $1 AND lane = 0 AND pos > $2 ORDER BY pos LIMIT $3"
BY_SUBJECT = (
    "SELECT * FROM log.events WHERE org_id = $1 AND subject_id = $2 AND lane = 0 AND pos > $3 ORDER BY pos LIMIT $4"
)
HEAD = "SELECT pos, last_at, chain FROM log.feed_head WHERE org_id = $1 AND lane = 0"


WIDTH = len(Recorded.__struct_fields__)


def recorded(row: asyncpg.Record) -> Recorded:
    """A row that begins with the columns of log.events as the struct: by place, for it is made of every event read."""
    event = Recorded(*row[:WIDTH])
    if event.occurred_at.tzinfo is None:
        return replace(event, occurred_at=in_utc(event.occurred_at))
    return event


def in_utc(instant: datetime) -> datetime:
    """The calendar's first and last instant are infinities to asyncpg, which gives them back without a zone."""
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def beside(append: Append) -> str | None:
    """What a command writes beside its events, as the JSON the append function takes; None when nothing."""
    if not (append.effects or append.sealed or append.links or append.aliases):
        return None
    rows: dict[str, list[dict[str, Any]]] = {
        "effects": [
            {
                **msgspec.structs.asdict(effect),
                "payload": msgspec.Raw(effect.payload),
                "correlation_id": append.correlation_id,
            }
            for effect in append.effects
        ],
        "sealed": [msgspec.structs.asdict(item) for item in append.sealed],
        "links": [{**msgspec.structs.asdict(link), "about": msgspec.Raw(link.about)} for link in append.links],
        "aliases": [msgspec.structs.asdict(alias) for alias in append.aliases],
    }
    return msgspec.json.encode(rows).decode()


def columns(appends: Sequence[Append]) -> list[Any]:
    """The arrays of one call of log.append, in its order; one that would hold nothing but nulls is null itself."""
    orgs = sorted({append.org_id for append in appends})
    place = {org_id: number for number, org_id in enumerate(orgs, start=1)}
    commands = [
        (
            place[append.org_id],
            append.stream_id,
            append.expected,
            len(append.events),
            append.key and append.key.key,
            append.key and append.key.fingerprint,
            beside(append),
        )
        for append in appends
    ]
    events = [
        _event_row(append, version, event)
        for append in appends
        for version, event in enumerate(append.events, start=append.expected + 1)
    ]
    opening = sorted({append.org_id for append in appends if append.opens_feed})
    arrays = [list(column) for rows in (commands, events) for column in zip(*rows, strict=True)]
    return [orgs, opening, *(array if any(item is not None for item in array) else None for array in arrays)]


def _event_row(append: Append, version: int, event: NewEvent) -> tuple[Any, ...]:
    return (
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
        event.data.decode(),
        digest_of(append, version, event),
    )


def _outcomes(answer: asyncpg.Record) -> list[Outcome]:
    return [
        Outcome(Status(status), pos, version, hash_ or b"")
        for status, pos, version, hash_ in zip(*(answer[name] for name in OUTCOME), strict=True)
    ]


class PostgresStore:
    """An EventStore. Its pool belongs to the role app or engine: it reads behind the wall and writes by append."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @property
    def apart(self) -> bool:
        """Whether an append is one transaction for each organisation, and not for all of them: so it is on Citus."""
        return sharded(self._pool)

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        """All in one transaction. Raises asyncpg's errors when the database cannot be reached or refuses the call."""
        if not appends:
            return []
        if self.apart:
            return await self._append_apart(appends)
        [answer] = await self._pool.fetch(APPEND, *columns(appends))
        return _outcomes(answer)

    async def _append_apart(self, appends: Sequence[Append]) -> list[Outcome]:
        """Each organisation's in a transaction of its own, one after the other."""
        places: dict[UUID, list[int]] = {}
        for place, append in enumerate(appends):
            places.setdefault(append.org_id, []).append(place)
        outcomes: dict[int, Outcome] = {}
        for own in places.values():
            answer = await append_here(self._pool, columns([appends[place] for place in own]))
            outcomes |= zip(own, _outcomes(answer), strict=True)
        return [outcomes[place] for place in range(len(appends))]

    async def load(self, org_id: UUID, stream_ids: Sequence[UUID]) -> list[Recorded]:
        return await self.load_many([(org_id, stream_id) for stream_id in stream_ids])

    async def load_many(self, streams: Sequence[tuple[UUID, UUID]]) -> list[Recorded]:
        """All events of these (organisation, stream) pairs, by organisation, stream and version."""
        if self.apart:
            rows = await load_here(self._pool, streams)
        else:
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
            return Head(row["pos"], in_utc(row["last_at"]), row["chain"]) if row else None
