"""Reads the log for messages, and lets whoever they are for be told that something waits: bundled, so that ten messages
of one evening are one notice.

It is a reader like a read model: what it writes is committed with its place in the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.decider import Event, fold
from domain.patient.decider import PATIENT, Patient
from domain.reminder.manners import Manners
from domain.thread.events import MessageSent
from domain.thread.notices import GATHERED_FOR, outside_quiet
from eventstore.records import Recorded
from eventstore.walls import Connection
from projections.base import Fact, PersonKey
from projections.desk import Desk, columns
from services.places import Log

MESSAGE_NOTIFY = "message.notify"
"""The stored kind of these effects."""

OF_USE_FOR = timedelta(days=1)
"""By the organisation's clock: after it nobody is told of an old message; it still stands in the thread."""

KEPT_FOR = timedelta(days=30)

# The bundles of some receivers that are still open at the instant of a message, each once.
OPEN = """
SELECT DISTINCT n.org_id, n.receiver, n.bundle_id, n.due_at
FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS w(org_id, receiver, at)
JOIN rm.message_notice n ON n.org_id = w.org_id AND n.receiver = w.receiver AND n.due_at > w.at
"""

# A thread belongs to a bundle, whether it was said before or not.
JOIN = """
INSERT INTO rm.message_notice (org_id, receiver, bundle_id, patient_id, due_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
ON CONFLICT DO NOTHING
"""

# A notice that is to go out, one for each bundle.
NOTIFY = """
INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload)
SELECT org_id, effect_id, $7, dedupe_key, due_at, expires_at, payload::json
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[])
  AS w(org_id, effect_id, dedupe_key, due_at, expires_at, payload)
ON CONFLICT DO NOTHING
"""

# The receivers who are told something now have no use for bundles of long ago.
DROP_OLD = """
DELETE FROM rm.message_notice n USING unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS w(org_id, receiver, before)
WHERE n.org_id = w.org_id AND n.receiver = w.receiver AND n.due_at < w.before
"""


class MessageNotice(Struct, frozen=True, kw_only=True):
    """The payload: ids only."""

    receiver: UUID
    bundle_id: UUID  # its first message
    patient_id: UUID  # of that message
    clinic_id: UUID


class Bundle(NamedTuple):
    """What a receiver is told of together, and when. Messages that come before that belong to it."""

    bundle_id: UUID
    due_at: datetime


ReceiverKey = tuple[UUID, UUID]
"""Organisation and receiver."""


class MessageNotices:
    """A reader of the log (projections.base.Reader). There is one build of it, always live."""

    name = "message_notices"
    version = 1
    wants: frozenset[type[Event]] = frozenset({MessageSent})
    tables: tuple[str, ...] = ("rm.message_notice",)

    def __init__(self, context: Log) -> None:
        self._context = context

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        sent = [(recorded, event) for recorded, event in facts if isinstance(event, MessageSent)]
        patients = await self._patients({(recorded.org_id, event.patient_id) for recorded, event in sent})
        told = [
            (recorded, event, patients[recorded.org_id, event.patient_id], (recorded.org_id, receiver))
            for recorded, event in sent
            for receiver in [receiver_of(event, patients[recorded.org_id, event.patient_id])]
        ]
        bundles = await _open(desk.db, [(*key, recorded.recorded_at) for recorded, _, _, key in told])
        begun, joined = list[tuple[UUID, Bundle, MessageNotice]](), set[tuple[UUID, UUID, UUID, UUID, datetime]]()
        for recorded, event, patient, key in told:
            bundle = bundles.get(key)
            if bundle is None or bundle.due_at <= recorded.recorded_at:
                bundle = bundles[key] = Bundle(event.message_id, due_at(recorded, event, patient))
                begun.append((recorded.org_id, bundle, _payload(event, key[1], bundle)))
            joined.add((*key, bundle.bundle_id, event.patient_id, bundle.due_at))
        await _keep(desk.db, begun, sorted(joined))

    async def _patients(self, keys: Iterable[PersonKey]) -> Mapping[PersonKey, Patient]:
        """As the log has them now: what was said of them last counts for what is told from now on."""
        streams: dict[PersonKey, list[Event]] = {key: [] for key in keys}
        for recorded in await self._context.store.load_many(list(streams)):
            event = self._context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
            streams[recorded.org_id, recorded.stream_id].append(event)
        return {key: fold(PATIENT, events) for key, events in streams.items()}


def receiver_of(event: MessageSent, patient: Patient) -> UUID:
    """Of what staff write the patient; of what the patient writes the therapist, or the clinic where there is none."""
    return event.patient_id if event.author != event.patient_id else patient.therapist_id or event.clinic_id


def due_at(recorded: Recorded, event: MessageSent, patient: Patient) -> datetime:
    """When the receiver is told. Staff have no quiet hours: nothing rings for them."""
    gathered = recorded.recorded_at + GATHERED_FOR
    return gathered if event.author == event.patient_id else outside_quiet(patient.zones, gathered, Manners())


async def _open(db: Connection, keys: Sequence[tuple[UUID, UUID, datetime]]) -> dict[ReceiverKey, Bundle]:
    """The newest of each receiver's bundles, if it is open at one of these instants."""
    rows = await db.fetch(OPEN, *columns(keys, 3))
    found = dict[ReceiverKey, Bundle]()
    for org_id, receiver, *bundle in sorted(rows, key=lambda row: row["due_at"]):
        found[org_id, receiver] = Bundle(*bundle)
    return found


async def _keep(
    db: Connection,
    begun: Sequence[tuple[UUID, Bundle, MessageNotice]],
    joined: Sequence[tuple[UUID, UUID, UUID, UUID, datetime]],
) -> None:
    effects = [
        (
            org_id,
            uuid5(bundle.bundle_id, f"{MESSAGE_NOTIFY}:{payload.receiver}"),
            f"{payload.receiver}:{bundle.bundle_id}",
            bundle.due_at,
            bundle.due_at + OF_USE_FOR,
            msgspec.json.encode(payload).decode(),
        )
        for org_id, bundle, payload in begun
    ]
    old = [(org_id, payload.receiver, bundle.due_at - KEPT_FOR) for org_id, bundle, payload in begun]
    await db.execute(DROP_OLD, *columns(old, 3))
    await db.execute(JOIN, *columns(joined, 5))
    await db.execute(NOTIFY, *columns(effects, 6), MESSAGE_NOTIFY)


def _payload(event: MessageSent, receiver: UUID, bundle: Bundle) -> MessageNotice:
    return MessageNotice(
        receiver=receiver, bundle_id=bundle.bundle_id, patient_id=event.patient_id, clinic_id=event.clinic_id
    )
