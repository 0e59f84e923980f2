"""What an organisation's export is read from, source by source and page by page: the log, the texts, the audit and
every read model. A page begins after the place where the one before it ended, so that nobody has to remember more."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from eventstore.cursor import encode_cursor
from eventstore.postgres import recorded
from eventstore.records import Recorded
from eventstore.walls import Connection
from projections.catalogue import PROJECTIONS
from projections.desk import Table
from services.context import Context

PAGE = 500

EVENTS = """
SELECT * FROM log.events WHERE org_id = $1 AND lane = 0 AND pos > $2 AND pos <= $3 ORDER BY pos LIMIT $4
"""
ACCESSES = """
SELECT seq, row_to_json(a)::text AS line FROM access.audit a WHERE org_id = $1 AND seq > $2 AND seq <= $3
ORDER BY seq LIMIT $4
"""

# Which texts there are of patients and staff; what opens doors (secrets of providers and webhooks) stays where it is.
TEXTS = """
SELECT subject_id, item_id, EXISTS (
  SELECT FROM log.events e WHERE e.org_id = i.org_id AND e.stream_id = i.subject_id AND e.version = 1
    AND e.type IN ('patient.enrolled', 'staff.invited')) AS of_people
FROM vault.item i WHERE org_id = $1 AND (subject_id, item_id) > ($2, $3) ORDER BY subject_id, item_id LIMIT $4
"""

Place = list[Any] | None
"""The last row that was read of a source, as JSON; None: none yet."""


class Export(NamedTuple):
    """Whose, and up to where."""

    context: Context
    org_id: UUID
    last_pos: int
    last_seq: int
    rows: int = PAGE  # on a page


class Page(NamedTuple):
    """Lines of JSON, and where they end; without a place the source is at its end."""

    lines: Sequence[bytes]
    place: Place


class Source(NamedTuple):
    """`name`: of its files."""

    name: str
    read: Callable[[Connection, Export, Place], Awaitable[Page]]


async def events(db: Connection, export: Export, place: Place) -> Page:
    """With every column that the chain covers, so that whoever has the export can walk it."""
    after = place[0] if place else 0
    rows = [recorded(row) for row in await db.fetch(EVENTS, export.org_id, after, export.last_pos, export.rows)]
    return Page([_event(row) for row in rows], [rows[-1].pos] if rows else None)


async def texts(db: Connection, export: Export, place: Place) -> Page:
    """By person and event, opened; what has lost its key is left out."""
    after = [UUID(part) for part in place] if place else [UUID(int=0), UUID(int=0)]
    rows = await db.fetch(TEXTS, export.org_id, *after, export.rows)
    if not rows:
        return Page([], None)
    wanted: dict[UUID, list[UUID]] = {}
    for row in rows:
        if row["of_people"]:
            wanted.setdefault(row["subject_id"], []).append(row["item_id"])
    opened = await export.context.vault.open_many(db, export.org_id, wanted)
    lines = [
        msgspec.json.encode({"person_id": person_id, "event_id": event_id, "fields": items[event_id]})
        for person_id, items in sorted(opened.items())
        for event_id in sorted(items)
    ]
    return Page(lines, [str(rows[-1]["subject_id"]), str(rows[-1]["item_id"])])


async def accesses(db: Connection, export: Export, place: Place) -> Page:
    rows = await db.fetch(ACCESSES, export.org_id, place[0] if place else 0, export.last_seq, export.rows)
    return Page(_lines(rows), [rows[-1]["seq"]] if rows else None)


def rows_of(reader: str, table: Table) -> Source:
    """The rows of a read model as they are now, in the build that is read."""
    key = ", ".join(f"t.{column}" for column in table.key)
    texts_of_key = ", ".join(f"t.{column}::text" for column in table.key)
    given = ", ".join(f"($4::text[])[{n}]::{kind}" for n, kind in enumerate(table.key_types, start=1))
    head = (
        f"SELECT row_to_json(t)::text AS line, ARRAY[{texts_of_key}] AS place "  # noqa: S608 (written names)
        f"FROM {table.name} t WHERE t.org_id = $1 AND t.build = (SELECT log.live($1, $2))"
    )
    first = f"{head} ORDER BY {key} LIMIT $3"
    later = f"{head} AND ({key}) > ({given}) ORDER BY {key} LIMIT $3"

    async def read(db: Connection, export: Export, place: Place) -> Page:
        asked = (export.org_id, reader, export.rows)
        rows = await (db.fetch(later, *asked, place) if place else db.fetch(first, *asked))
        return Page(_lines(rows), rows[-1]["place"] if rows else None)

    return Source(table.name.removeprefix("rm."), read)


def _lines(rows: Sequence[asyncpg.Record]) -> list[bytes]:
    return [row["line"].encode() for row in rows]


def _event(stored: Recorded) -> bytes:
    return msgspec.json.encode(
        {
            "position": encode_cursor(stored.pos, stored.hash),
            "stream_id": stored.stream_id,
            "version": stored.version,
            "event_id": stored.event_id,
            "type": stored.type,
            "schema_v": stored.schema_v,
            "occurred_at": stored.occurred_at,
            "occurred_zone": stored.occurred_zone,
            "recorded_at": stored.recorded_at,
            "subject_id": stored.subject_id,
            "target_event_id": stored.target_event_id,
            "actor": stored.actor,
            "correlation_id": stored.correlation_id,
            "causation_id": stored.causation_id,
            "data": msgspec.Raw(stored.data.encode()),
            "hash": stored.hash.hex(),
        }
    )


SOURCES: Sequence[Source] = (
    Source("events", events),
    Source("texts", texts),
    Source("accesses", accesses),
    *(rows_of(model.name, table) for model in PROJECTIONS for table in model.tables),
)
"""In this order. An export that is under way names one by its number."""
