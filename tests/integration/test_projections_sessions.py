"""Where adherence keeps sessions: in their weeks, but for the few that stand by themselves."""

from datetime import date
from uuid import UUID

import pytest

from domain.patient.events import PatientZoneSet
from domain.session.events import SessionCorrected, SessionRetracted
from eventstore.walls import Pool, reading
from projections.runner import run_once
from tests.support.one_patient import MONDAY, STRETCH, Patient, done, on


@pytest.fixture
async def patient(engine_pool: Pool) -> Patient:
    return await Patient(engine_pool).enrolled()


async def apart(patient: Patient) -> list[tuple[UUID, date | None]]:
    """The sessions that stand by themselves, and the weeks they count in."""
    async with reading(patient.pool, patient.feed.org_id) as db:
        rows = await db.fetch("SELECT session_id, monday FROM rm.adherence_apart ORDER BY monday, session_id")
    return [(row["session_id"], row["monday"]) for row in rows]


async def test_what_was_done_before_the_enrolment_counts_from_it_on(engine_pool: Pool) -> None:
    patient = Patient(engine_pool)
    session = await patient.did(on(1), done(STRETCH))
    while await run_once(engine_pool):
        pass
    assert await apart(patient) == [(session, None)]
    await patient.enrolled()
    assert (await patient.judged()).ranges[0].doses.done == "1"
    assert await apart(patient) == []


async def test_only_what_was_corrected_or_taken_back_stands_by_itself(patient: Patient) -> None:
    sessions = [await patient.did(on(day), done(STRETCH)) for day in (1, 3, 5)]
    assert (await patient.judged()).ranges[0].doses.done == "3"
    assert await apart(patient) == []
    await patient.happened(SessionCorrected(patient_id=patient.id, session_id=sessions[0], entries=()))
    await patient.happened(SessionRetracted(patient_id=patient.id, session_id=sessions[1]))
    assert (await patient.judged()).ranges[0].doses.done == "1"
    assert await apart(patient) == [(sessions[0], MONDAY), (sessions[1], None)]


async def test_a_zone_told_of_later_moves_what_was_corrected_too(patient: Patient) -> None:
    late = await patient.did(on(5), done(STRETCH))
    moved = SessionCorrected(patient_id=patient.id, session_id=late, moved_to=on(7, 21))  # Sunday 23:00 in Berlin
    await patient.happened(moved, on(6))
    await patient.judged()
    assert await apart(patient) == [(late, MONDAY)]
    await patient.happened(PatientZoneSet(patient_id=patient.id, zone="Asia/Kolkata", since=on(7)))  # Monday there
    await patient.judged()
    assert await apart(patient) == [(late, date(2026, 6, 8))]
