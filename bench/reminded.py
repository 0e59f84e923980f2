"""Patients who are to be reminded twice a day by e-mail, written into the log by the hundred thousand."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4, uuid5

import asyncpg
import msgspec
from msgspec import Struct

from bench.names import organisation_key
from bench.rounds import BenchFailed
from domain.clinic.events import ClinicOpened
from domain.decider import Event
from domain.exercise.common import LIBRARY
from domain.organisation.events import OrganisationRegistered
from domain.patient.events import Channel, ConsentRecorded, ContactPreferencesSet, PatientEnrolled, Purpose
from domain.program.decider import programs_of
from domain.program.events import ProgramAssigned
from domain.session.events import SessionLogged
from domain.values import Deficit, Dose, Entry, Fixed, Prescription, Provenance
from eventstore.postgres import PostgresStore
from eventstore.records import Append, NewEvent, Status
from eventstore.vault import Vault, seal_bytes
from projections.reading import codec

ZONE = "Europe/Berlin"
DAY = date(2026, 6, 9)
BEGIN = datetime(2026, 6, 8, 10, tzinfo=UTC)
AT_ONCE = 500


class House(Struct, frozen=True):
    org_id: UUID
    patients: tuple[UUID, ...]


def on_the_wall(day: date, hour: int, minute: int = 0) -> datetime:
    """In summer in the patients' zone."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 2, minutes=minute)


async def enrol(
    store: PostgresStore, vault: Vault, url: str, keys_url: str, key: bytes, size: tuple[int, int]
) -> list[House]:
    """So many organisations with so many patients each. The addresses are sealed as the vault does it."""
    houses = []
    log, keys = await asyncpg.connect(url), await asyncpg.connect(keys_url)
    try:
        for _ in range(size[0]):
            house = House(uuid4(), tuple(uuid4() for _ in range(size[1])))
            await _append(store, list(_opened(house)))
            await vault.seal(house.org_id, house.org_id, uuid4(), {"made": "so that the organisation has a key"})
            own = await organisation_key(keys, key, house.org_id)
            items, subjects = _sealed(house, own)
            await log.copy_records_to_table("item", schema_name="vault", records=items)
            await keys.copy_records_to_table("subject", schema_name="keys", records=subjects)
            for some in _some(house.patients):
                await _append(store, [each for patient_id in some for each in _patient(house.org_id, patient_id)])
            houses.append(house)
    finally:
        await log.close()
        await keys.close()
    return houses


async def log_sessions(store: PostgresStore, houses: Sequence[House], at: datetime) -> None:
    """Each patient does one of the two doses."""
    for house in houses:
        for some in _some(house.patients):
            await _append(store, [_session(house.org_id, patient_id, at) for patient_id in some])


def _opened(house: House) -> Iterator[Append]:
    registered = OrganisationRegistered(organisation_id=house.org_id, name="A house")
    yield _one(house.org_id, house.org_id, [registered], BEGIN, opens_feed=True)
    clinic_id = clinic_of(house.org_id)
    opened = ClinicOpened(clinic_id=clinic_id, name="By the harbour", country="DE", zone=ZONE)
    yield _one(house.org_id, clinic_id, [opened], BEGIN)


def _patient(org_id: UUID, patient_id: UUID) -> Iterator[Append]:
    clinic_id = clinic_of(org_id)
    yield _one(
        org_id,
        patient_id,
        [
            PatientEnrolled(patient_id=patient_id, clinic_id=clinic_id, zone=ZONE, private="0" * 64),
            ContactPreferencesSet(patient_id=patient_id, channels=(Channel.EMAIL,), language="en"),
            ConsentRecorded(patient_id=patient_id, purpose=Purpose.REMINDERS, text_version="1"),
        ],
        BEGIN,
        first=_enrolled(patient_id),
    )
    twice = Prescription(
        prescription_id=_prescription(patient_id),
        exercise_id=LIBRARY[0].exercise_id,
        deficit=Deficit.STRENGTH,
        dose=Dose(sets=3, reps=10),
        schedule=Fixed(times_a_day=2),
    )
    assigned = ProgramAssigned(
        patient_id=patient_id, clinic_id=clinic_id, program_id=uuid4(), prescriptions=(twice,), effective=DAY
    )
    yield _one(org_id, programs_of(patient_id), [assigned], BEGIN)


def _session(org_id: UUID, patient_id: UUID, at: datetime) -> Append:
    entry = Entry(prescription_id=_prescription(patient_id))
    logged = SessionLogged(
        patient_id=patient_id, clinic_id=clinic_of(org_id), entries=(entry,), provenance=Provenance.PATIENT
    )
    session_id = uuid4()
    return _one(org_id, session_id, [logged], at, first=session_id)


def clinic_of(org_id: UUID) -> UUID:
    return uuid5(org_id, "clinic")


def _prescription(patient_id: UUID) -> UUID:
    return uuid5(patient_id, "twice a day")


def _enrolled(patient_id: UUID) -> UUID:
    return uuid5(patient_id, "enrolled")


def _one(
    org_id: UUID,
    stream_id: UUID,
    events: Sequence[Event],
    at: datetime,
    *,
    first: UUID | None = None,
    opens_feed: bool = False,
) -> Append:
    new = []
    for number, event in enumerate(events):
        name, schema_v, data = codec().encode(event)
        event_id = first if first is not None and not number else uuid4()
        subject_id = getattr(event, "patient_id", None)
        new.append(
            NewEvent(event_id=event_id, type=name, schema_v=schema_v, occurred_at=at, data=data, subject_id=subject_id)
        )
    return Append(
        org_id=org_id,
        stream_id=stream_id,
        expected=0,
        events=tuple(new),
        recorded_at=at,
        actor="system:bench",
        opens_feed=opens_feed,
    )


async def _append(store: PostgresStore, appends: Sequence[Append]) -> None:
    if any(outcome.status is not Status.STORED for outcome in await store.append(appends)):
        raise BenchFailed("the log did not take the patients")


def _some(patients: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (patients[first : first + AT_ONCE] for first in range(0, len(patients), AT_ONCE))


def _sealed(house: House, key: bytes) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Rows of vault.item and of keys.subject."""
    items, subjects = list[tuple[object, ...]](), list[tuple[object, ...]]()
    for patient_id in house.patients:
        own, person, item_id = os.urandom(32), house.org_id.bytes + patient_id.bytes, _enrolled(patient_id)
        text = msgspec.json.encode({"email": f"{patient_id.hex[:12]}@example.org"})
        items.append((house.org_id, patient_id, item_id, seal_bytes(own, text, person + item_id.bytes)))
        subjects.append((house.org_id, patient_id, seal_bytes(key, own, person)))
    return items, subjects
