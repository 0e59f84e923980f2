"""One patient with a small program in June 2026, told of event by event, and the numbers that come out."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from domain.decider import Event
from domain.patient.events import PatientEnrolled
from domain.program.events import ProgramAssigned
from domain.session.events import SessionLogged
from domain.values import Deficit, Dose, Entry, Fixed, Prescription, Provenance, Weekly
from eventstore.walls import Pool, reading
from projections.adherence.document import PatientAdherence, published
from projections.adherence.queries import known
from projections.runner import run_once
from tests.support.feed import Feed, Told

MONDAY = date(2026, 6, 1)
BEGIN = datetime(2026, 5, 25, 8, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 6, 8, 10, tzinfo=UTC)  # noon in Berlin: the seven closed days are MONDAY to Sunday
CLINIC = UUID(int=7)
STRETCH = Prescription(
    prescription_id=UUID(int=1),
    exercise_id=UUID(int=11),
    deficit=Deficit.MOBILITY,
    dose=Dose(sets=2, reps=10),
    schedule=Fixed(weekdays=(1, 3, 5)),
)
SQUAT = Prescription(
    prescription_id=UUID(int=2),
    exercise_id=UUID(int=12),
    deficit=Deficit.STRENGTH,
    dose=Dose(sets=3, reps=10),
    schedule=Weekly(times_a_week=2),
)


class Patient:
    """One enrolled patient, with a program from MONDAY on: three fixed days and twice a week."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.feed = Feed(pool, uuid4(), BEGIN)
        self.id = uuid4()
        self.program_id = uuid4()

    async def enrolled(self, zone: str = "Europe/Berlin", effective: date = MONDAY) -> "Patient":
        await self.happened(PatientEnrolled(patient_id=self.id, clinic_id=CLINIC, zone=zone))
        await self.happened(
            ProgramAssigned(
                patient_id=self.id,
                clinic_id=CLINIC,
                program_id=self.program_id,
                prescriptions=(STRETCH, SQUAT),
                effective=effective,
            )
        )
        return self

    async def happened(self, event: Event, at: datetime = BEGIN, event_id: UUID | None = None) -> UUID:
        told = Told(event_id or uuid4(), event, at)
        await self.feed.tell([told])
        return told.event_id

    async def did(self, at: datetime, *entries: Entry, **more: Any) -> UUID:
        logged = SessionLogged(
            patient_id=self.id, clinic_id=CLINIC, entries=entries, provenance=Provenance.PATIENT, **more
        )
        return await self.happened(logged, at)

    async def judged(self, now: datetime = NEXT_MONDAY) -> PatientAdherence:
        while await run_once(self.pool):
            pass
        async with reading(self.pool, self.feed.org_id) as db:
            found = await known(db, self.feed.org_id, self.id)
        assert found is not None
        return published(found, (), now)


def on(day: int, hour: int = 10) -> datetime:
    """An hour of a day in June, UTC."""
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def done(prescription: Prescription, sets: int | None = None) -> Entry:
    return Entry(prescription_id=prescription.prescription_id, sets=sets)
