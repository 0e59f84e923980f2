"""What a patient is to do today, and which programs run or are to come."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from msgspec.structs import replace

from domain.adherence.plan import Rest, Version
from domain.adherence.week import Week
from domain.decider import Event
from domain.patient.events import PatientEnrolled
from domain.program.events import PauseReason, ProgramAssigned, ProgramCompleted, ProgramPaused, ProgramRevised
from domain.session.events import SessionLogged
from domain.values import Deficit, Dose, Entry, Fixed, Prescription, Provenance, Weekly
from eventstore.walls import Connection, Pool, reading
from projections.adherence.queries import week_of_many
from projections.program.queries import DueToday, ProgramDocument, TodaysWork, plan_of, today
from projections.runner import run_once
from tests.support.feed import Feed, Told

MONDAY = date(2026, 6, 8)
NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PATIENT, CLINIC, PROGRAM, NEXT_PROGRAM = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
STRETCH = Prescription(
    prescription_id=UUID(int=5),
    exercise_id=UUID(int=6),
    deficit=Deficit.MOBILITY,
    dose=Dose(sets=3),
    schedule=Fixed(times_a_day=2, weekdays=(1,)),
)
SQUAT = replace(STRETCH, prescription_id=UUID(int=7), exercise_id=UUID(int=8), schedule=Weekly(times_a_week=3))
ENROLLED = PatientEnrolled(patient_id=PATIENT, clinic_id=CLINIC, zone="Europe/Berlin")
ASSIGNED = ProgramAssigned(
    patient_id=PATIENT, clinic_id=CLINIC, program_id=PROGRAM, prescriptions=(STRETCH, SQUAT), effective=MONDAY
)


async def given(pool: Pool, *events: Event) -> UUID:
    feed = Feed(pool, uuid4(), NOON)
    await feed.tell([Told(uuid4(), event, NOON) for event in events])
    while await run_once(pool):
        pass
    return feed.org_id


async def todays(
    db: Connection, org_id: UUID, patient_id: UUID, now: datetime, week: Week | None = None
) -> TodaysWork | None:
    plan = await plan_of(db, org_id, patient_id)
    return None if plan is None else today(plan, patient_id, now, week)


async def test_todays_work_and_what_is_left_of_it(engine_pool: Pool) -> None:
    logged = SessionLogged(
        patient_id=PATIENT,
        clinic_id=CLINIC,
        entries=(Entry(prescription_id=STRETCH.prescription_id, sets=1),),
        provenance=Provenance.PATIENT,
    )
    org_id = await given(engine_pool, ENROLLED, ASSIGNED, logged)
    async with reading(engine_pool, org_id) as db:
        fresh = await todays(db, org_id, PATIENT, NOON)
        weeks = await week_of_many(db, org_id, [PATIENT], MONDAY)
        after_some = await todays(db, org_id, PATIENT, NOON, weeks[PATIENT])
        assert await todays(db, org_id, uuid4(), NOON) is None
    assert fresh is not None
    assert after_some is not None
    assert (fresh.day, fresh.zone) == (MONDAY, "Europe/Berlin")
    assert fresh.due == (DueToday(PROGRAM, STRETCH, 2, "2"), DueToday(PROGRAM, SQUAT, 3, "3"))
    assert after_some.due == (DueToday(PROGRAM, STRETCH, 2, "5/3"), DueToday(PROGRAM, SQUAT, 3, "3"))


async def test_today_is_the_patients_own(engine_pool: Pool) -> None:
    org_id = await given(engine_pool, replace(ENROLLED, zone="Pacific/Kiritimati"), ASSIGNED)
    async with reading(engine_pool, org_id) as db:
        work = await todays(db, org_id, PATIENT, NOON)
    assert work is not None
    assert (work.day, work.due) == (MONDAY + DAY, (DueToday(PROGRAM, SQUAT, 3, "3"),))


async def test_the_document_has_what_is_in_force_and_what_is_to_come(engine_pool: Pool) -> None:
    friday, revised = MONDAY + 4 * DAY, MONDAY + 7 * DAY
    org_id = await given(
        engine_pool,
        ENROLLED,
        ASSIGNED,
        ProgramRevised(patient_id=PATIENT, program_id=PROGRAM, version=2, prescriptions=(SQUAT,), effective=revised),
        ProgramPaused(patient_id=PATIENT, program_id=PROGRAM, first_day=friday, reason=PauseReason.UNWELL),
        replace(ASSIGNED, program_id=NEXT_PROGRAM, effective=revised, last_day=revised + DAY),
    )
    async with reading(engine_pool, org_id) as db:
        work = await todays(db, org_id, PATIENT, NOON)
    assert work is not None
    assert work.programs == (
        ProgramDocument(
            program_id=PROGRAM,
            version=1,
            effective=MONDAY,
            last_day=None,
            prescriptions=(STRETCH, SQUAT),
            coming=(Version(2, revised, (SQUAT,)),),
            pauses=(Rest(friday, None),),
            rests=(),
        ),
        ProgramDocument(
            program_id=NEXT_PROGRAM,
            version=0,
            effective=revised,
            last_day=revised + DAY,
            prescriptions=(STRETCH, SQUAT),
            coming=(Version(1, revised, (STRETCH, SQUAT)),),
            pauses=(),
            rests=(),
        ),
    )


async def test_a_version_that_a_later_one_took_the_place_of_is_not_to_come(engine_pool: Pool) -> None:
    def revision(number: int, effective: date, *prescriptions: Prescription) -> ProgramRevised:
        return ProgramRevised(
            patient_id=PATIENT, program_id=PROGRAM, version=number, prescriptions=prescriptions, effective=effective
        )

    friday, next_monday = MONDAY + 4 * DAY, MONDAY + 7 * DAY
    org_id = await given(
        engine_pool,
        ENROLLED,
        replace(ASSIGNED, effective=friday),
        revision(2, next_monday, SQUAT),
        revision(3, friday, STRETCH),
        revision(4, friday + DAY, SQUAT, STRETCH),
        ProgramCompleted(patient_id=PATIENT, program_id=PROGRAM, last_day=next_monday),
        revision(5, next_monday + DAY, STRETCH),
    )
    async with reading(engine_pool, org_id) as db:
        pages = [await todays(db, org_id, PATIENT, NOON + days * DAY) for days in (0, 4, 5)]
    third, fourth = Version(3, friday, (STRETCH,)), Version(4, friday + DAY, (SQUAT, STRETCH))
    assert [
        (document.version, document.effective, document.prescriptions, document.coming)
        for page in pages
        if page is not None
        for document in page.programs
    ] == [
        (0, friday, (STRETCH,), (third, fourth)),
        (3, friday, (STRETCH,), (fourth,)),
        (4, friday + DAY, (SQUAT, STRETCH), ()),
    ]


async def test_a_program_that_is_over_is_gone_from_the_page(engine_pool: Pool) -> None:
    over = ProgramCompleted(patient_id=PATIENT, program_id=PROGRAM, last_day=MONDAY)
    org_id = await given(engine_pool, ENROLLED, ASSIGNED, over)
    async with reading(engine_pool, org_id) as db:
        last = await todays(db, org_id, PATIENT, NOON)
        after = await todays(db, org_id, PATIENT, NOON + DAY)
    assert last is not None
    assert after is not None
    assert [document.last_day for document in last.programs] == [MONDAY]
    assert (after.programs, after.due) == ((), ())
