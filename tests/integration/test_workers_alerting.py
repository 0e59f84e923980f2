"""From a patient's report in the log to an alert with its deliveries: once each, whatever crashes in between."""

import random
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import pytest

from domain.alert.events import AlertAttached, AlertRaised, AlertResolved, AlertWithheld, Grade, WithheldBecause
from domain.clinic.events import Policy
from domain.values import BodyRegion
from eventstore.codec import Codec
from eventstore.group_commit import GroupCommit
from eventstore.postgres import PostgresStore
from eventstore.store import EventStore
from eventstore.walls import Pool, reading, walled
from projections.base import Fact
from projections.desk import Desk
from projections.places import FIRST_BUILD
from projections.runner import run_once
from services.call import Answer
from services.clock import SetClock
from services.context import Context
from services.guards import Guards
from services.places import Step
from services.turns import Turns
from tests.support.clinic_day import ClinicDay
from workers.alert_commands import LogUnavailable
from workers.reactor import Alerting

HOUR = timedelta(hours=1)
EFFECTS = "SELECT * FROM log.effect WHERE org_id = $1 ORDER BY dedupe_key"


async def react(pool: Pool, context: Context) -> None:
    """Until the alert rules have read all there is, what they wrote themselves included."""
    while await run_once(pool, [Alerting(context)]):
        pass


async def remembers(pool: Pool, org_id: UUID) -> list[tuple[object, ...]]:
    """Every row and byte that the alert rules keep of an organisation."""
    async with reading(pool, org_id) as db:
        return [tuple(row) for table in Alerting.tables for row in await db.fetch(f"SELECT * FROM {table} ORDER BY 2")]


async def forgets(pool: Pool, org_id: UUID) -> None:
    """The alert rules begin anew, before the first event."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        for table in Alerting.tables:
            await db.execute(f"DELETE FROM {table}")
        await db.execute("DELETE FROM log.checkpoint WHERE reader = 'alerting'")


@pytest.fixture
async def day(context: Context) -> ClinicDay:
    return await ClinicDay.open(context)


async def test_high_pain_raises_one_alert_with_a_delivery_for_each_channel(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    report = await day.pain("seven", 70)
    position = (await day.recorded())[-1].pos
    now = context.clock.now(day.org_id)
    await react(engine_pool, context)

    alert = day.alert_of("high_pain", "knee", "seven")
    assert await day.told() == [
        AlertRaised(
            alert_id=alert,
            patient_id=day.patient_id,
            clinic_id=day.clinic_id,
            rule="high_pain",
            rule_version=1,
            policy_version=0,
            grade=Grade.CRITICAL,
            scope="knee",
            position=position,
            facts=(report,),
            answer_by=now + timedelta(hours=4),
            therapist_id=day.therapist_id,
            figures={"level": "70"},
        )
    ]
    [raised] = [one for one in await day.recorded() if one.type == "alert.raised"]
    assert (raised.actor, raised.causation_id, raised.subject_id) == ("system:alerting", report, day.patient_id)
    async with reading(engine_pool, day.org_id) as db:
        rows = await db.fetch(EFFECTS, day.org_id)
    assert [(row["kind"], row["due_at"], row["urgent"], row["state"]) for row in rows] == [
        ("alert.due", now + timedelta(hours=4), False, "pending"),
        ("alert.deliver", now, True, "pending"),  # a line on the console
        ("alert.tell", now, True, "pending"),
    ]


async def test_deciding_again_after_a_crash_before_the_checkpoint_meets_itself(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    await day.pain("first", 80)
    await day.pain("second", 90)
    stored = await day.recorded()
    facts = [Fact(one, context.codec.decode(one.type, one.schema_v, one.data)) for one in stored]
    async with engine_pool.acquire() as db:
        crashed = db.transaction()
        await crashed.start()
        await walled(db, [day.org_id])
        await Alerting(context).apply(Desk(db, FIRST_BUILD), facts)
        await crashed.rollback()
    before = await day.told()
    assert [type(event) for event in before] == [AlertRaised, AlertAttached]

    await react(engine_pool, context)
    assert await day.told() == before
    async with reading(engine_pool, day.org_id) as db:
        assert len(await db.fetch(EFFECTS, day.org_id)) == 3


async def test_event_by_event_or_all_at_once_gives_the_same_alerts(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    other = await ClinicDay.open(context)
    for one in (day, other):
        await one.pain("first", 80)
        await one.pain("second", 90)
        await one.pain("hip", 75)
    while await run_once(engine_pool, [Alerting(context)], at_once=1):
        pass
    assert [type(event) for event in await day.told()] == [AlertRaised, AlertAttached, AlertAttached]
    assert [type(event) for event in await other.told()] == [AlertRaised, AlertAttached, AlertAttached]
    before, step_by_step = await day.told(), await remembers(engine_pool, day.org_id)
    await forgets(engine_pool, day.org_id)
    await react(engine_pool, context)
    assert await remembers(engine_pool, day.org_id) == step_by_step
    assert await day.told() == before


async def test_after_it_is_resolved_only_a_new_report_raises_again(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    await day.pain("first", 80)
    await react(engine_pool, context)
    await day.resolve(day.alert_of("high_pain", "knee", "first"))
    await react(engine_pool, context)
    assert len(await day.told("alert.raised")) == 1
    await day.pain("again", 80)
    await react(engine_pool, context)
    raised = [event for event in await day.told() if isinstance(event, AlertRaised)]
    assert [event.facts for event in raised] == [(day.named("first"),), (day.named("again"),)]


async def test_a_report_that_no_therapist_saw_before_resolving_raises_its_own_alert(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    await day.pain("first", 80)
    await react(engine_pool, context)
    await day.pain("second", 80)
    await day.pain("third", 80)
    await day.resolve(day.alert_of("high_pain", "knee", "first"))
    await react(engine_pool, context)
    await day.pain("fourth", 80)
    await react(engine_pool, context)
    own = day.alert_of("high_pain", "knee", "second")
    told = [event for event in await day.told() if isinstance(event, AlertRaised | AlertAttached)]
    assert [(type(event), event.alert_id) for event in told] == [
        (AlertRaised, day.alert_of("high_pain", "knee", "first")),
        (AlertRaised, own),
        (AlertAttached, own),
        (AlertAttached, own),
    ]


async def test_read_again_after_a_crash_what_was_attached_before_the_resolving_stays_attached(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    await day.pain("first", 80)
    await day.pain("second", 80)
    await react(engine_pool, context)
    await day.pain("third", 80)
    await day.resolve(day.alert_of("high_pain", "knee", "first"))
    await react(engine_pool, context)
    before, remembered = await day.told(), await remembers(engine_pool, day.org_id)
    assert [type(event) for event in before] == [AlertRaised, AlertAttached, AlertResolved, AlertRaised]

    await forgets(engine_pool, day.org_id)
    await react(engine_pool, context)
    assert await day.told() == before
    assert await remembers(engine_pool, day.org_id) == remembered


@pytest.mark.parametrize("seed", range(4))
async def test_the_log_read_again_tells_nothing_new_whatever_came_between(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock, seed: int
) -> None:
    chance = random.Random(seed)
    for number in range(30):
        clock.instant += timedelta(hours=chance.choice([0, 1, 5]))
        told = await day.told()
        open_alerts = sorted(
            {event.alert_id for event in told if isinstance(event, AlertRaised)}
            - {event.alert_id for event in told if isinstance(event, AlertResolved)}
        )
        what = chance.random()
        if what < 0.5:
            region = chance.choice([BodyRegion.KNEE, BodyRegion.KNEE, BodyRegion.HIP])
            await day.pain(f"{number}", chance.choice([50, 80]), region, ago=chance.choice([HOUR, HOUR, 30 * HOUR]))
        elif what < 0.6:
            await day.hurts(f"{number}")
        elif what < 0.75 and open_alerts:
            await day.resolve(chance.choice(open_alerts))
        else:
            await run_once(engine_pool, [Alerting(context)], at_once=chance.choice([1, 2, 2000]))
    await react(engine_pool, context)
    before, remembered = await day.told(), await remembers(engine_pool, day.org_id)
    for at_once in (2000, 3):
        await forgets(engine_pool, day.org_id)
        while await run_once(engine_pool, [Alerting(context)], at_once=at_once):
            pass
        assert await day.told() == before
        assert await remembers(engine_pool, day.org_id) == remembered


async def test_a_clinics_threshold_holds_from_where_it_stands_in_the_log(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    await day.pain("before", 50)
    await day.policy("from five on", Policy(high_pain=50))
    await day.pain("after", 50)
    await react(engine_pool, context)
    [raised] = await day.told()
    assert isinstance(raised, AlertRaised)
    assert (raised.policy_version, raised.facts) == (1, (day.named("after"),))


async def test_a_match_that_is_too_old_is_recorded_and_nothing_is_sent(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    await day.pain("late", 90, ago=timedelta(hours=25))
    await react(engine_pool, context)
    [withheld] = await day.told()
    assert isinstance(withheld, AlertWithheld)
    assert (withheld.because, withheld.facts) == (WithheldBecause.TOO_OLD, (day.named("late"),))
    async with reading(engine_pool, day.org_id) as db:
        assert await db.fetch(EFFECTS, day.org_id) == []


class FullLog(NamedTuple):
    """A log that takes no command at the moment."""

    store: EventStore
    codec: Codec
    guards: Guards
    turns: Turns[Step, Answer]


async def test_a_busy_log_sets_nobody_aside_and_the_alert_comes_when_it_is_free(
    day: ClinicDay, context: Context, engine_pool: Pool
) -> None:
    await day.pain("seven", 70)
    full = FullLog(GroupCommit(PostgresStore(context.app), queue=0), context.codec, context.guards, context.turns)
    with pytest.raises(LogUnavailable):
        await run_once(engine_pool, [Alerting(full)])
    async with reading(engine_pool, day.org_id) as db:
        assert await db.fetch("SELECT * FROM log.parked") == []
    await react(engine_pool, context)
    assert [type(event) for event in await day.told()] == [AlertRaised]


# With a parameter: without any, a connection plans it once, which on Citus is for the organisations of that moment.
COUNT = "SELECT count(*) FROM {} WHERE $1::boolean"


async def test_what_the_rules_remember_is_behind_the_wall(
    day: ClinicDay, context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    await day.pain("seven", 70)
    await day.policy("own", Policy(high_pain=60))
    await react(engine_pool, context)
    stranger = UUID(int=9)
    for pool in (engine_pool, context.app):
        async with reading(pool, stranger) as db:
            for table in Alerting.tables:
                assert await db.fetchval(COUNT.format(table), True) == 0
        async with reading(pool, day.org_id) as db:
            for table in Alerting.tables:
                assert await db.fetchval(COUNT.format(table), True) == 1
