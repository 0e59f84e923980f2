"""The alert rules on the real log: what holds for a clinic and a patient at a moment, and what is remembered."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.alert.events import AlertAttached, AlertRaised
from domain.clinic.events import Policy
from domain.clinic.hours import Opening
from domain.values import Entry
from eventstore.walls import Pool, reading, walled
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context
from tests.support.clinic_day import ClinicDay
from workers.reactor import Alerting

DAY = timedelta(days=1)
BRIDGE = UUID(int=77)


async def react(pool: Pool, context: Context) -> None:
    while await run_once(pool, [Alerting(context)]):
        pass


async def raised(day: ClinicDay) -> list[AlertRaised]:
    return [event for event in await day.told() if isinstance(event, AlertRaised)]


async def remembers(pool: Pool, org_id: UUID) -> list[tuple[object, ...]]:
    async with reading(pool, org_id) as db:
        return [tuple(row) for table in Alerting.tables for row in await db.fetch(f"SELECT * FROM {table}")]


@pytest.fixture
async def day(context: Context) -> ClinicDay:
    return await ClinicDay.open(context)


async def test_pain_over_the_band_is_remembered_from_one_reading_to_the_next(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    await day.session("first", Entry(exercise_id=BRIDGE, pain=60))
    await react(engine_pool, context)
    await day.session("second", Entry(exercise_id=BRIDGE, pain=60))
    await react(engine_pool, context)
    told = await day.told()
    assert [type(event) for event in told] == [AlertRaised, AlertAttached]
    assert (told[0].rule, told[0].scope, told[0].figures) == (  # type: ignore[attr-defined]
        "over_the_band",
        str(BRIDGE),
        {"level": "60"},
    )


async def test_pain_that_rises_over_weeks_is_noticed(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    for name, level in (("usual", 30), ("usual too", 30), ("as usual", 30), ("a rise", 50), ("a second", 55)):
        await day.pain(name, level)
        clock.instant += DAY
        await react(engine_pool, context)
    [alert] = await raised(day)
    assert (alert.rule, alert.facts) == ("rising_pain", (day.named("a rise"), day.named("a second")))
    assert alert.figures == {"level": "55", "baseline": "30"}


async def test_a_patients_own_threshold_holds_until_the_end_of_its_last_date(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    today = clock.instant.date()
    await day.policy("from six on", Policy(high_pain=60))
    await day.own_policy("from eight on, today", Policy(high_pain=80), until=today)
    await day.pain("today", 65)
    await react(engine_pool, context)
    assert await raised(day) == []
    clock.instant += DAY
    await day.pain("tomorrow", 65)
    await react(engine_pool, context)
    [alert] = await raised(day)
    assert (alert.facts, alert.policy_version, alert.patient_policy_version) == ((day.named("tomorrow"),), 1, 0)


async def test_a_patients_own_threshold_is_named(day: ClinicDay, context: Context, engine_pool: Pool) -> None:
    await day.own_policy("from five on", Policy(high_pain=50))
    await day.pain("five", 50)
    await react(engine_pool, context)
    [alert] = await raised(day)
    assert (alert.policy_version, alert.patient_policy_version) == (0, 1)


async def test_a_high_alert_waits_for_the_clinic_to_open_and_a_critical_one_does_not(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    """From noon on a Wednesday, of a clinic that is open on Thursdays and Fridays for twelve hours."""
    assert clock.instant.isoweekday() == 3
    midnight = clock.instant.replace(hour=0, minute=0, second=0, microsecond=0)
    await react(engine_pool, context)  # the clinic was opened before the rules hear of hours
    await day.open_on("hours", *(Opening(weekday=weekday, opens="08:00", closes="20:00") for weekday in (4, 5)))
    await day.hurts("hurts")
    await day.pain("eight", 80)
    await react(engine_pool, context)
    alerts = {alert.rule: alert for alert in await raised(day)}
    assert alerts["high_pain"].answer_by == clock.instant + timedelta(hours=4)
    assert alerts["hurts"].answer_by == midnight + timedelta(days=2, hours=20)


async def test_what_an_older_making_remembered_is_made_again_from_the_log(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    await day.session("first", Entry(exercise_id=BRIDGE, pain=60))
    await day.pain("high", 80)
    await react(engine_pool, context)
    told = await day.told()
    older = """
    SELECT json_build_object(
      'pos', history->'pos', 'clinic_id', history->'clinic_id', 'open_alerts', history->'open_alerts',
      'symptoms', json_build_object(gen_random_uuid(), json_build_object('touched_at', now())))
    FROM rm.alerting_patient WHERE org_id = $1
    """
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [day.org_id])
        [(history,)] = await db.fetch(older, day.org_id)
        put_back = "UPDATE rm.alerting_patient SET making = 1, history = $2 WHERE org_id = $1"
        await db.execute(put_back, day.org_id, history)
    await day.pain("something to read", 10)
    await react(engine_pool, context)
    assert await day.told() == told
    made_again = await remembers(engine_pool, day.org_id)

    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [day.org_id])
        await db.execute("DELETE FROM rm.alerting_patient")
        await db.execute("DELETE FROM log.checkpoint WHERE reader = 'alerting'")
    await react(engine_pool, context)
    assert await remembers(engine_pool, day.org_id) == made_again
    assert await day.told() == told
