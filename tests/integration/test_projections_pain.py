"""What adherence keeps of sessions beside the judged weeks: who asks for sessions by time, or for pain by exercise."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from domain.adherence.facts import SessionFact
from domain.program.events import ProgramRevised
from domain.session.events import SessionCorrected, SessionRetracted
from domain.symptom.exercise_pain import Rated, RatedExercise
from domain.values import Entry, Prescription, Provenance, Side
from domain.zones import FIRST_INSTANT, LAST_INSTANT, ZoneChange
from eventstore.walls import Pool, reading
from projections.adherence.pain import patients_of, rated_in_sessions
from projections.adherence.sessions import Dated, sessions
from projections.runner import run_once
from tests.support.one_patient import CLINIC, SQUAT, STRETCH, Patient, done, on
from tests.unit.domain.adherence.stories import prescribed

BERLIN = (ZoneChange(FIRST_INSTANT, "Europe/Berlin"),)
HEEL_RAISE = prescribed(9, side=Side.LEFT)


@pytest.fixture
async def patient(engine_pool: Pool) -> Patient:
    return await Patient(engine_pool).enrolled()


def hurt(prescription: Prescription, *levels: int) -> tuple[Entry, ...]:
    return tuple(Entry(prescription_id=prescription.prescription_id, pain=level) for level in levels)


async def rated(
    patient: Patient, since: datetime = FIRST_INSTANT, until: datetime = LAST_INSTANT
) -> list[tuple[int, UUID, Side, tuple[int, ...]]]:
    """Day of June, exercise, side and levels of what is rated, in that order."""
    while await run_once(patient.pool):
        pass
    async with reading(patient.pool, patient.feed.org_id) as db:
        found = await rated_in_sessions(db, patient.feed.org_id, [patient.id], since, until)
    return sorted(
        (session.at.day, exercise.exercise_id, exercise.side, session.levels)
        for _, week in found
        for exercise in week
        for session in exercise.sessions
    )


async def test_pain_is_told_by_exercise_as_sessions_stand_after_corrections(patient: Patient) -> None:
    await patient.did(on(1), *hurt(STRETCH, 20, 30), done(SQUAT))
    corrected = await patient.did(on(2), *hurt(SQUAT, 70))
    taken_back = await patient.did(on(3), *hurt(SQUAT, 90))
    moved = await patient.did(on(4), *hurt(SQUAT, 10))
    await patient.did(on(5), done(SQUAT))
    own: dict[str, Any] = {"patient_id": patient.id}
    await patient.happened(SessionCorrected(**own, session_id=corrected, entries=hurt(STRETCH, 40)))
    await patient.happened(SessionRetracted(**own, session_id=taken_back))
    await patient.happened(SessionCorrected(**own, session_id=moved, moved_to=on(20)))
    in_all = [
        (1, STRETCH.exercise_id, Side.NONE, (20, 30)),
        (2, STRETCH.exercise_id, Side.NONE, (40,)),
        (20, SQUAT.exercise_id, Side.NONE, (10,)),
    ]
    assert await rated(patient) == in_all
    assert await rated(patient, on(9), on(20)) == in_all[2:]


async def test_a_prescription_told_of_later_gives_pain_its_exercise_also_of_work_in_the_clinic(
    patient: Patient,
) -> None:
    await patient.did(on(1), *hurt(HEEL_RAISE, 50), in_clinic=True)
    assert await rated(patient) == []
    revised = ProgramRevised(
        patient_id=patient.id,
        program_id=patient.program_id,
        version=2,
        prescriptions=(HEEL_RAISE,),
        effective=on(22).date(),
    )
    await patient.happened(revised)
    assert await rated(patient) == [(1, HEEL_RAISE.exercise_id, Side.LEFT, (50,))]


async def test_a_week_of_which_nothing_is_rated_keeps_nothing_of_pain(patient: Patient) -> None:
    session = await patient.did(on(1), *hurt(STRETCH, 50))
    await patient.happened(SessionCorrected(patient_id=patient.id, session_id=session, entries=(done(STRETCH),)))
    assert await rated(patient) == []
    async with reading(patient.pool, patient.feed.org_id) as db:
        assert [row["pain"] for row in await db.fetch("SELECT pain FROM rm.adherence_week")] == [None]


async def test_pain_of_many_patients_takes_one_statement(patient: Patient) -> None:
    other = Patient(patient.pool)
    other.feed = patient.feed
    await other.enrolled("Pacific/Kiritimati")
    for whose, level in ((patient, 20), (other, 40)):
        await whose.did(on(3), *hurt(STRETCH, level))
    await rated(patient)
    org_id = patient.feed.org_id
    async with reading(patient.pool, org_id) as db:
        whose_clinic = await patients_of(db, org_id, CLINIC)
        elsewhere = await patients_of(db, org_id, UUID(int=8))
        statements: list[str] = []
        db.add_query_logger(lambda query: statements.append(query.query))
        found = await rated_in_sessions(db, org_id, whose_clinic, on(1), on(9))
    assert (sorted(whose_clinic), elsewhere) == (sorted([patient.id, other.id]), [])
    assert dict(found) == {
        whose.id: (RatedExercise(STRETCH.exercise_id, Side.NONE, (Rated(on(3), (level,)),)),)
        for whose, level in ((patient, 20), (other, 40))
    }
    assert sum("rm." in statement for statement in statements) == 1


async def test_sessions_of_a_stretch_of_time_are_told_as_they_stand(patient: Patient) -> None:
    first, inside, last = [await patient.did(on(day), done(STRETCH)) for day in (1, 8, 15)]
    moved = await patient.did(on(30), done(SQUAT), in_clinic=True)
    taken_back = await patient.did(on(9), done(SQUAT))
    await patient.happened(SessionCorrected(patient_id=patient.id, session_id=moved, moved_to=on(10)))
    await patient.happened(SessionRetracted(patient_id=patient.id, session_id=taken_back))
    await patient.judged()

    def fact(session_id: UUID, day: int, prescription: Prescription, in_clinic: bool = False) -> SessionFact:
        return SessionFact(session_id, on(day), (done(prescription),), Provenance.PATIENT, in_clinic)

    async def between(since: datetime, until: datetime) -> Dated:
        async with reading(patient.pool, patient.feed.org_id) as db:
            found = await sessions(db, patient.feed.org_id, patient.id, since, until)
        assert found is not None
        return Dated(found.zones, sorted(found.sessions, key=lambda fact: fact.happened_at))

    both = [fact(inside, 8, STRETCH), fact(moved, 10, SQUAT, in_clinic=True)]
    assert await between(on(1, 11), on(15, 9)) == Dated(BERLIN, both)
    assert await between(on(1), on(15)) == Dated(BERLIN, [fact(first, 1, STRETCH), *both, fact(last, 15, STRETCH)])
    assert await between(FIRST_INSTANT, FIRST_INSTANT) == Dated(BERLIN, [])
    assert len((await between(FIRST_INSTANT, LAST_INSTANT)).sessions) == 4


async def test_nobody_knows_the_sessions_of_a_patient_whom_nobody_enrolled(patient: Patient) -> None:
    await patient.judged()
    async with reading(patient.pool, patient.feed.org_id) as db:
        assert await sessions(db, patient.feed.org_id, UUID(int=5), on(1), on(9)) is None
