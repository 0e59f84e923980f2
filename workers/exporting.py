"""Putting a patient's complete record together: what is stored, what was said, who looked, and a page to be read."""

import asyncio
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from eventstore.cursor import encode_cursor
from eventstore.postgres import recorded
from eventstore.records import Recorded
from eventstore.vault import PersonErased
from eventstore.walls import Connection, Pool, reading, writing
from services.context import Context
from services.patients_known import records_of
from services.records.exporting import EXPORT_FORGET, EXPORT_MAKE, Make, decode_make
from workers.doing import Doing, one_by_one
from workers.effects import Claim, End
from workers.sending import Channels

PAGE_OF_LOG = 2_000

EVENTS = """
SELECT * FROM log.events WHERE org_id = $1 AND subject_id = ANY ($2::uuid[]) AND lane = 0 AND pos > $3
ORDER BY pos LIMIT $4
"""
ACCESSES = """
SELECT a.at, a.kind, a.actor, a.by_right, a.operation FROM access.audit a
WHERE a.org_id = $1 AND a.seq IN (
  SELECT p.seq FROM access.audit_patient p WHERE p.org_id = $1 AND p.patient_id = ANY ($2::uuid[]))
ORDER BY a.seq
"""
KEEP = "UPDATE access.export SET sealed = $3, size = $4, digest = $5 WHERE org_id = $1 AND export_id = $2"

FORGET = "DELETE FROM access.export WHERE org_id = $1 AND export_id = $2"

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "wording"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Event(Struct, frozen=True):
    """A line of events.jsonl: an event as the log has it. Instants in UTC."""

    position: str
    event_id: UUID
    type: str
    schema_v: int
    occurred_at: datetime  # as its sender claims
    occurred_zone: str | None
    recorded_at: datetime
    actor: str
    data: msgspec.Raw


class Text(Struct, frozen=True):
    """A line of texts.jsonl: what was said with an event, and of contacts."""

    event_id: UUID
    fields: dict[str, str]


class Access(Struct, frozen=True):
    """A line of accesses.jsonl: who looked at the record or changed it, and by which right."""

    at: datetime
    kind: str
    actor: str
    right: str
    operation: str


class Record(Struct, frozen=True):
    """All that there is of a patient, also what was kept under the ids of duplicates."""

    patient_id: UUID
    made_at: datetime
    events: Sequence[Event]
    texts: Sequence[Text]
    accesses: Sequence[Access]


class Exporting:
    """It keeps what it makes in rows of the doors, so it takes the engine's pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @property
    def kinds(self) -> Mapping[str, Doing]:
        return {EXPORT_MAKE: one_by_one(self.make), EXPORT_FORGET: one_by_one(self.forget)}

    async def make(self, context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
        """Reads, packs and seals; moot where the patient was erased meanwhile."""
        org_id, wish = claimed.org_id, decode_make(claimed.payload)
        async with reading(self._pool, org_id) as db:
            record = await _record(context, db, org_id, wish)
        packed = await asyncio.to_thread(pack, record)
        try:
            about = wish.export_id.bytes
            sealed = await context.vault.seal_for_person(org_id, wish.patient_id, about, packed)
        except PersonErased:
            return End.MOOT, "erased"
        async with writing(self._pool, org_id) as db:
            await db.execute(KEEP, org_id, wish.export_id, sealed, len(packed), sha256(packed).digest())
        return End.DONE, None

    async def forget(self, context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
        """Its day is over."""
        async with writing(self._pool, claimed.org_id) as db:
            await db.execute(FORGET, claimed.org_id, decode_make(claimed.payload).export_id)
        return End.DONE, None


async def _record(context: Context, db: Connection, org_id: UUID, wish: Make) -> Record:
    whose = await records_of(context, org_id, wish.patient_id)
    events: list[Event] = []
    pos = 0
    while page := await db.fetch(EVENTS, org_id, whose, pos, PAGE_OF_LOG):
        events += map(_event, map(recorded, page))
        pos = page[-1]["pos"]
    texts = {key: fields for one in whose for key, fields in (await context.vault.open(db, org_id, one)).items()}
    return Record(
        patient_id=wish.patient_id,
        made_at=context.clock.now(org_id),
        events=events,
        texts=[Text(event_id, fields) for event_id, fields in sorted(texts.items())],
        accesses=[Access(*row) for row in await db.fetch(ACCESSES, org_id, whose)],
    )


def _event(stored: Recorded) -> Event:
    return Event(
        position=encode_cursor(stored.pos, stored.hash),
        event_id=stored.event_id,
        type=stored.type,
        schema_v=stored.schema_v,
        occurred_at=stored.occurred_at,
        occurred_zone=stored.occurred_zone,
        recorded_at=stored.recorded_at,
        actor=stored.actor,
        data=msgspec.Raw(stored.data.encode()),
    )


def pack(record: Record) -> bytes:
    """The zip: three files of JSON lines, a page, and a manifest with the SHA-256 of each of them."""
    files = {
        "events.jsonl": _lines(record.events),
        "texts.jsonl": _lines(record.texts),
        "accesses.jsonl": _lines(record.accesses),
        "patient.html": _page(record),
    }
    manifest = {
        "patient_id": record.patient_id,
        "made_at": record.made_at,
        "last_position": record.events[-1].position if record.events else None,
        "files": {
            name: {"sha256": sha256(content).hexdigest(), "bytes": len(content)} for name, content in files.items()
        },
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, "manifest.json": msgspec.json.format(msgspec.json.encode(manifest))}.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _lines(rows: Sequence[Struct]) -> bytes:
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def _page(record: Record) -> bytes:
    texts = {text.event_id: text.fields for text in record.texts}
    lines = list(_told(record.events, texts))
    return PAGES.get_template("patient.html").render(record=record, lines=lines).encode()


def _told(events: Sequence[Event], texts: Mapping[UUID, dict[str, str]]) -> Iterator[dict[str, Any]]:
    for event in events:
        said: dict[str, Any] = msgspec.json.decode(event.data)
        yield {
            "at": event.occurred_at,
            "what": event.type.replace(".", ": ").replace("_", " "),
            "data": {key: value for key, value in said.items() if key not in ("patient_id", "private")},
            "texts": texts.get(event.event_id, {}),
        }
