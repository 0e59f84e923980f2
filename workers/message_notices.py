"""Reads the log for messages, and lets whoever they are for be told that something waits: bundled, so that ten messages
of one evening are one notice.

It is a reader like a read model: what it writes is committed with its place in the log.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.clinic.decider import CLINIC, Clinic
from domain.decider import Event, fold
from domain.patient.decider import PATIENT
from domain.patient.state import Patient, policy_on
from domain.reminder.manners import Manners, manners_under
from domain.thread.events import MessageSent
from domain.thread.notices import GATHERED_FOR, for_patient, for_staff
from domain.zones import Span, local_date
from eventstore.records import Recorded
from eventstore.walls import Connection
from projections.base import Fact, PersonKey
from projections.desk import Desk, columns
from services.places import Log
from workers.effect_rows import write_effects
from workers.message_effects import MESSAGE_NOTIFY, MessageNotice, notice

KEPT_FOR = timedelta(days=30)

# The newest bundle of some receivers each, where nobody has begun to tell of it: what joins it is told of with it.
# Until this is committed nobody can begin; what somebody has in hand at this moment is passed over.
OPEN = """
SELECT w.org_id, w.receiver, n.bundle_id, n.due_at, e.expires_at
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, receiver)
CROSS JOIN LATERAL (
  SELECT bundle_id, due_at FROM rm.message_notice WHERE org_id = w.org_id AND receiver = w.receiver
  ORDER BY due_at DESC LIMIT 1
) n
JOIN log.effect e ON e.org_id = w.org_id AND e.kind = $3 AND e.dedupe_key = w.receiver || ':' || n.bundle_id
WHERE e.state = 'pending' AND e.calling_since IS NULL
ORDER BY e.org_id, e.effect_id
FOR UPDATE OF e SKIP LOCKED
"""

# A thread belongs to a bundle, whether it was said before or not.
JOIN = """
INSERT INTO rm.message_notice (org_id, receiver, bundle_id, patient_id, due_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
ON CONFLICT DO NOTHING
"""

# The receivers who are told something now have no use for bundles of long ago.
DROP_OLD = """
DELETE FROM rm.message_notice n USING unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS w(org_id, receiver, before)
WHERE n.org_id = w.org_id AND n.receiver = w.receiver AND n.due_at < w.before
"""


class Begun(NamedTuple):
    """A bundle that was not there yet, with when it is to be told, and until when that is of use."""

    org_id: UUID
    payload: MessageNotice
    due_at: datetime
    until: datetime


class Joined(NamedTuple):
    """A thread that belongs to a bundle: a row of the table."""

    org_id: UUID
    receiver: UUID
    bundle_id: UUID
    patient_id: UUID
    due_at: datetime


class Bundle(NamedTuple):
    """What a receiver is told of together, when, and until when. Whatever comes before anybody begins belongs to it."""

    bundle_id: UUID
    due_at: datetime
    until: datetime


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
        people = await self._people({(recorded.org_id, event.patient_id) for recorded, event in sent})
        told = [
            (recorded, event, person, (recorded.org_id, receiver_of(event, person.patient)))
            for recorded, event in sent
            for person in [people[recorded.org_id, event.patient_id]]
        ]
        bundles = await _open(desk.db, sorted({key for *_, key in told}))
        begun, joined = list[Begun](), set[Joined]()
        for recorded, event, person, key in told:
            bundle = bundles.get(key)
            if bundle is None or bundle.until <= recorded.recorded_at + GATHERED_FOR:
                due_at, until = _when(recorded, event, person)
                bundle = bundles[key] = Bundle(event.message_id, due_at, until)
                payload = MessageNotice(
                    receiver=key[1],
                    bundle_id=bundle.bundle_id,
                    patient_id=event.patient_id,
                    clinic_id=event.clinic_id,
                )
                begun.append(Begun(recorded.org_id, payload, due_at, until))
            joined.add(Joined(*key, bundle.bundle_id, event.patient_id, bundle.due_at))
        await _keep(desk.db, begun, sorted(joined))

    async def _people(self, keys: Collection[PersonKey]) -> Mapping[PersonKey, "Person"]:
        """As the log has them now: what was said of them last counts for what is told from now on."""
        patients = {key: fold(PATIENT, events) for key, events in (await self._told(keys)).items()}
        homes = {(org_id, patient.clinic_id) for (org_id, _), patient in patients.items() if patient.clinic_id}
        clinics = {key: fold(CLINIC, events) for key, events in (await self._told(homes)).items()}
        return {
            key: Person(patient, clinics[key[0], patient.clinic_id] if patient.clinic_id else Clinic())
            for key, patient in patients.items()
        }

    async def _told(self, keys: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], list[Event]]:
        """The events of some streams, each by its organisation and id."""
        streams: dict[tuple[UUID, UUID], list[Event]] = {key: [] for key in keys}
        for recorded in await self._context.store.load_many(list(streams)):
            event = self._context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
            streams[recorded.org_id, recorded.stream_id].append(event)
        return streams


class Person(NamedTuple):
    patient: Patient
    clinic: Clinic

    def manners(self, at: datetime) -> Manners:
        own = policy_on(self.patient, local_date(self.patient.zones, at))
        return manners_under(self.clinic.policy, own, self.patient.quiet)


def receiver_of(event: MessageSent, patient: Patient) -> UUID:
    """Of what staff write the patient; of what the patient writes the therapist, or the clinic where there is none."""
    return event.patient_id if event.author != event.patient_id else patient.therapist_id or event.clinic_id


def _when(recorded: Recorded, event: MessageSent, person: Person) -> Span:
    at = recorded.recorded_at
    if event.author == event.patient_id:
        return for_staff(at)
    return for_patient(at, person.patient.zones, person.manners(at))


async def _open(db: Connection, keys: Sequence[ReceiverKey]) -> dict[ReceiverKey, Bundle]:
    """The bundles of some receivers that are still to be told of; nobody begins before this transaction ends."""
    rows = await db.fetch(OPEN, *columns(keys, 2), MESSAGE_NOTIFY)
    return {(org_id, receiver): Bundle(*bundle) for org_id, receiver, *bundle in rows}


async def _keep(db: Connection, begun: Sequence[Begun], joined: Sequence[Joined]) -> None:
    old = [(one.org_id, one.payload.receiver, one.due_at - KEPT_FOR) for one in begun]
    await db.execute(DROP_OLD, *columns(old, 3))
    await db.execute(JOIN, *columns(joined, 5))
    await write_effects(db, [(one.org_id, notice(one.payload, one.due_at, one.until)) for one in begun])
