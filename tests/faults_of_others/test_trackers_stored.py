"""Faults from other systems' trackers that only a database can show, none of which may come back here."""

from datetime import date, timedelta

from eventstore.walls import Pool, reading, walled
from projections.runner import run_once
from tests.support.one_patient import MONDAY, STRETCH, Patient, done, on

UNTOUCHED = "{}"


async def test_one_more_session_judges_its_own_week_and_no_other(engine_pool: Pool) -> None:
    """CHT: each interaction computed everything again, and tasks took hours to appear."""
    patient = await Patient(engine_pool).enrolled()
    for week in range(8):
        await patient.did(on(1) + timedelta(days=7 * week), done(STRETCH))
    await patient.judged()
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [patient.feed.org_id])
        await db.execute("UPDATE rm.adherence_week SET week = $1", UNTOUCHED)
    await patient.did(on(15), done(STRETCH))
    while await run_once(engine_pool):
        pass
    async with reading(engine_pool, patient.feed.org_id) as view:
        rows = await view.fetch("SELECT monday, week::text FROM rm.adherence_week ORDER BY monday")
    assert [row["monday"] for row in rows] == [MONDAY + timedelta(days=7 * week) for week in range(8)]
    assert [row["monday"] for row in rows if row["week"] != UNTOUCHED] == [date(2026, 6, 15)]


async def test_the_numbers_of_any_earlier_day_can_be_asked_for(engine_pool: Pool) -> None:
    """CHT: nothing can be computed for an earlier day, because the code asks the clock in the middle of it."""
    patient = await Patient(engine_pool).enrolled()
    for day in (1, 3, 5):
        await patient.did(on(day), done(STRETCH))
    asked = [(await patient.judged(on(day))).ranges[0].days.done for day in range(2, 14)]
    assert asked == ["1", "1", "2", "2", "3", "3", "3", "2", "2", "1", "1", "0"]
