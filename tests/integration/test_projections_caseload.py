"""A therapist's list: who is on it, page by page, and what was last heard of each."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from domain.barrier.events import BarrierReported, BarrierRetracted
from domain.decider import Event
from domain.patient.events import (
    Channel,
    ContactPreferencesSet,
    DischargeReason,
    PatientDischarged,
    PatientEnrolled,
    PatientZoneSet,
    TherapistAssigned,
)
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomReported, SymptomRetracted
from domain.values import BarrierReason, BodyRegion, Provenance, Side, SymptomKind
from eventstore.walls import Pool, reading
from projections.caseload.queries import After, InCare, caseload, in_care, named_in
from projections.caseload.reports import LastBarrier, LastSymptom
from projections.runner import run_once
from tests.support.feed import Feed, Told

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
AFTER = NOON + 36 * HOUR
HARBOUR, HILL = UUID(int=1), UUID(int=2)
ANNA, BEN = UUID(int=3), UUID(int=4)


class Clinic:
    """An organisation's feed, told event by event; the first is recorded at noon and one second."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.feed = Feed(pool, uuid4(), NOON)

    async def happened(self, event: Event, hours: int = 0, event_id: UUID | None = None) -> UUID:
        told = Told(event_id or uuid4(), event, NOON + hours * HOUR)
        await self.feed.tell([told])
        return told.event_id

    async def enrols(self, therapist_id: UUID | None = ANNA, clinic_id: UUID = HARBOUR, zone: str = "UTC") -> UUID:
        patient_id = uuid4()
        await self.happened(
            PatientEnrolled(patient_id=patient_id, clinic_id=clinic_id, zone=zone, therapist_id=therapist_id)
        )
        return patient_id

    async def session(self, patient_id: UUID, hours: int) -> UUID:
        logged = SessionLogged(patient_id=patient_id, clinic_id=HARBOUR, entries=(), provenance=Provenance.PATIENT)
        return await self.happened(logged, hours)

    async def line(self, patient_id: UUID) -> InCare:
        await self.folded()
        async with reading(self.pool, self.feed.org_id) as db:
            line = await in_care(db, self.feed.org_id, patient_id, NOON + 10 * HOUR)
        assert line is not None
        return line

    async def folded(self) -> None:
        while await run_once(self.pool):
            pass


async def test_a_line_says_whose_the_patient_is_and_what_was_last_heard(engine_pool: Pool) -> None:
    clinic = Clinic(engine_pool)
    patient = await clinic.enrols()
    await clinic.session(patient, 1)
    pain = SymptomReported(
        patient_id=patient,
        clinic_id=HARBOUR,
        kind=SymptomKind.PAIN,
        level=70,
        region=BodyRegion.KNEE,
        side=Side.LEFT,
        provenance=Provenance.PATIENT,
    )
    await clinic.happened(pain, 2)
    barrier = BarrierReported(
        patient_id=patient, clinic_id=HARBOUR, reason=BarrierReason.HURTS, provenance=Provenance.PATIENT
    )
    await clinic.happened(barrier, 3)
    assert await clinic.line(patient) == InCare(
        patient_id=patient,
        clinic_id=HARBOUR,
        therapist_id=ANNA,
        status="active",
        enrolled_at=NOON + timedelta(seconds=1),
        discharged_last_day=None,
        language="en",
        last_session_at=NOON + HOUR,
        last_symptom=LastSymptom(NOON + 2 * HOUR, SymptomKind.PAIN, 70, BodyRegion.KNEE, Side.LEFT),
        last_barrier=LastBarrier(NOON + 3 * HOUR, BarrierReason.HURTS, None),
    )


async def test_a_barrier_that_was_taken_back_is_not_the_last_one_whenever_that_arrived(engine_pool: Pool) -> None:
    clinic = Clinic(engine_pool)
    patient = await clinic.enrols()

    async def hindered(reason: BarrierReason, hours: int, event_id: UUID) -> None:
        barrier = BarrierReported(patient_id=patient, clinic_id=HARBOUR, reason=reason, provenance=Provenance.PATIENT)
        await clinic.happened(barrier, hours, event_id)

    first, second, third = uuid4(), uuid4(), uuid4()
    await hindered(BarrierReason.FORGOT, 1, first)
    await hindered(BarrierReason.NO_TIME, 2, second)
    assert (await clinic.line(patient)).last_barrier == LastBarrier(NOON + 2 * HOUR, BarrierReason.NO_TIME, None)
    for barrier_id in (second, third):
        await clinic.happened(BarrierRetracted(patient_id=patient, barrier_id=barrier_id), 4)
    await hindered(BarrierReason.HURTS, 3, third)
    assert (await clinic.line(patient)).last_barrier == LastBarrier(NOON + HOUR, BarrierReason.FORGOT, None)


async def test_the_last_session_is_the_newest_that_stands_and_is_not_ahead(engine_pool: Pool) -> None:
    clinic = Clinic(engine_pool)
    patient = await clinic.enrols()
    assert (await clinic.line(patient)).last_session_at is None
    await clinic.session(patient, 2)
    newest = await clinic.session(patient, 5)
    await clinic.session(patient, 3)
    await clinic.session(patient, 99)
    assert (await clinic.line(patient)).last_session_at == NOON + 5 * HOUR
    moved = SessionCorrected(patient_id=patient, session_id=newest, moved_to=NOON + 7 * HOUR)
    await clinic.happened(moved)
    assert (await clinic.line(patient)).last_session_at == NOON + 7 * HOUR
    await clinic.happened(SessionRetracted(patient_id=patient, session_id=newest))
    assert (await clinic.line(patient)).last_session_at == NOON + 3 * HOUR


async def test_lists_by_therapist_clinic_and_status(engine_pool: Pool) -> None:
    clinic = Clinic(engine_pool)
    annas, bens, nobodys = await clinic.enrols(ANNA), await clinic.enrols(BEN, HILL), await clinic.enrols(None)
    gone = await clinic.enrols(ANNA)
    last_day = date(2026, 6, 10)
    await clinic.happened(PatientDischarged(patient_id=gone, last_day=last_day, reason=DischargeReason.GOALS_MET))
    await clinic.happened(TherapistAssigned(patient_id=bens, therapist_id=ANNA))
    await clinic.folded()
    org_id = clinic.feed.org_id
    async with reading(engine_pool, org_id) as db:

        async def listed(**wanted: object) -> list[UUID]:
            return [line.patient_id for line in await caseload(db, org_id, AFTER, **wanted)]  # type: ignore[arg-type]

        assert await listed() == [nobodys, bens, annas]
        assert await listed(therapist_id=ANNA) == [bens, annas]
        assert await listed(therapist_id=BEN) == []
        assert await listed(clinic_ids=[HARBOUR]) == [nobodys, annas]
        assert await listed(clinic_ids=[]) == []
        assert await listed(therapist_id=ANNA, clinic_ids=[HARBOUR, HILL], status=None) == [gone, bens, annas]
        assert await listed(status="discharged") == [gone]
        [line] = await caseload(db, org_id, AFTER, status="discharged")
        assert line.discharged_last_day == last_day
        assert await in_care(db, org_id, uuid4(), NOON) is None


async def test_the_vaults_items_with_a_name_are_known_in_their_order_and_the_language_is_the_newest(
    engine_pool: Pool,
) -> None:
    clinic = Clinic(engine_pool)
    patient, unnamed = uuid4(), await clinic.enrols()
    enrolled = await clinic.happened(
        PatientEnrolled(patient_id=patient, clinic_id=HARBOUR, zone="UTC", language="de", private="a digest")
    )
    set_, later = (
        ContactPreferencesSet(patient_id=patient, channels=(Channel.EMAIL,), language="fr", private=private)
        for private in ("another", None)
    )
    reached = await clinic.happened(set_)
    await clinic.happened(later)
    assert (await clinic.line(patient)).language == "fr"
    async with reading(engine_pool, clinic.feed.org_id) as db:
        found = await named_in(db, clinic.feed.org_id, [patient, unnamed, uuid4()])
    assert found == {patient: (enrolled, reached), unnamed: ()}


async def test_who_is_discharged_stays_on_the_list_until_the_last_day_is_over_there(engine_pool: Pool) -> None:
    clinic = Clinic(engine_pool)
    patient = await clinic.enrols(zone="America/New_York")
    last_day = date(2026, 6, 12)
    await clinic.happened(PatientDischarged(patient_id=patient, last_day=last_day, reason=DischargeReason.GOALS_MET))

    async def listed(status: str, now: datetime) -> list[str]:
        await clinic.folded()
        async with reading(engine_pool, clinic.feed.org_id) as db:
            return [line.status for line in await caseload(db, clinic.feed.org_id, now, status=status)]

    async def is_over_at(midnight: datetime) -> None:
        before = midnight - timedelta(seconds=1)
        assert [await listed("active", before), await listed("discharged", before)] == [["active"], []]
        assert [await listed("active", midnight), await listed("discharged", midnight)] == [[], ["discharged"]]

    await is_over_at(datetime(2026, 6, 13, 4, tzinfo=UTC))
    await clinic.happened(PatientZoneSet(patient_id=patient, zone="Europe/Berlin", since=NOON))
    await is_over_at(datetime(2026, 6, 12, 22, tzinfo=UTC))


async def test_pages_hold_everybody_once(engine_pool: Pool) -> None:
    clinic = Clinic(engine_pool)
    patients = [await clinic.enrols() for _ in range(7)]
    await clinic.folded()
    pages: list[list[UUID]] = []
    after: After | None = None
    async with reading(engine_pool, clinic.feed.org_id) as db:
        while page := await caseload(db, clinic.feed.org_id, NOON, therapist_id=ANNA, after=after, limit=3):
            pages.append([line.patient_id for line in page])
            after = After(page[-1].enrolled_at, page[-1].patient_id)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [patient for page in pages for patient in page] == patients[::-1]


async def test_what_is_said_of_another_patients_report_or_of_another_kind_changes_nothing(engine_pool: Pool) -> None:
    clinic = Clinic(engine_pool)
    patient, stranger = await clinic.enrols(), await clinic.enrols()
    session = await clinic.session(patient, 2)
    before = await clinic.line(patient)
    await clinic.happened(SessionRetracted(patient_id=stranger, session_id=session))
    await clinic.happened(SymptomRetracted(patient_id=patient, symptom_id=session))
    assert await clinic.line(patient) == before
    assert (await clinic.line(stranger)).last_session_at is None
