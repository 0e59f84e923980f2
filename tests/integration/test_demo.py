"""The demonstration on the real log: recorded once, digested whole, its past alerts met and only today's raised."""

from collections import defaultdict
from datetime import timedelta

import pytest

from domain.alert.events import AlertRaised, AlertWithheld
from eventstore.walls import Pool, walled
from projections.catalogue import PROJECTIONS
from projections.runner import run_once
from services.context import Context
from services.demo import seed_demo
from services.demo.house import CLINICS, ORGANISATION_ID, house
from services.demo.people import GOOD, PEOPLE
from services.provision import Provisioned
from tests.support.derived import derived
from tests.support.patient_story import Told
from tests.support.times import NOON
from workers.reactor import Alerting


async def seeded(context: Context) -> tuple[Provisioned, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    made = await seed_demo(context, now=NOON, progress=lambda done, total: told.append((done, total)))
    return made, told


async def test_the_history_is_recorded_once_however_often_it_is_seeded(context: Context) -> None:
    first, told = await seeded(context)
    head = await context.store.head(ORGANISATION_ID)
    assert head is not None
    founded = 1 + len(CLINICS) + 1 + 4 + 1
    assert told[0] == (0, head.pos - founded)
    assert told[-1] == (head.pos - founded, head.pos - founded)
    assert NOON - timedelta(hours=1) < head.last_at <= NOON

    again, _ = await seeded(context)
    assert again == first
    assert await context.store.head(ORGANISATION_ID) == head


class _Stopped(Exception):
    """Stands for a crash."""


async def test_seeding_goes_on_after_a_crash_with_the_history_it_had_begun(context: Context) -> None:
    def crash(done: int, total: int) -> None:
        if done > total / 3:
            raise _Stopped

    with pytest.raises(_Stopped):
        await seed_demo(context, now=NOON, progress=crash)
    stopped_at = await context.store.head(ORGANISATION_ID)
    later = await seed_demo(context, now=NOON + timedelta(hours=9), progress=lambda done, total: None)
    head = await context.store.head(ORGANISATION_ID)
    assert stopped_at is not None
    assert head is not None
    assert stopped_at.pos < head.pos
    assert head.last_at <= NOON

    whole, _ = await seeded(context)
    assert whole == later
    assert await context.store.head(ORGANISATION_ID) == head


async def test_the_engine_meets_the_old_alerts_and_raises_those_of_today(context: Context, engine_pool: Pool) -> None:
    made, _ = await seeded(context)
    before = await context.store.head(made.organisation_id)
    assert before is not None
    while await run_once(engine_pool, [*PROJECTIONS, Alerting(context)]):
        pass
    new = await context.store.read(made.organisation_id, after=before.pos)
    assert [event.type for event in new] == ["alert.raised"] * 6
    assert {event.subject_id for event in new} >= {made.hurting_patient_id}
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [made.organisation_id])
        effects = await db.fetch("SELECT payload->>'alert_id' AS alert, kind FROM log.effect")
        parked = await db.fetchval("SELECT count(*) FROM log.parked")
    raised = {str(event.stream_id) for event in new}
    assert sorted((row["alert"], row["kind"]) for row in effects) == sorted(
        (alert, kind) for alert in raised for kind in ("alert.deliver", "alert.due", "alert.tell")
    )
    assert parked == 0


async def test_the_alerts_of_the_past_name_the_positions_of_their_causes(context: Context) -> None:
    made, _ = await seeded(context)
    async with context.reading(made.organisation_id) as db:
        rows = await db.fetch(
            "SELECT (a.data->>'position')::bigint AS named, c.pos, a.actor FROM log.events a"
            " JOIN log.events c ON c.org_id = a.org_id AND c.event_id = a.causation_id"
            " WHERE a.type IN ('alert.raised', 'alert.withheld')"
        )
    assert len(rows) > 20
    assert all(row["named"] == row["pos"] for row in rows)
    assert {row["actor"] for row in rows} == {"system:alerting"}


async def test_the_alerts_of_the_past_follow_again_from_the_log(context: Context) -> None:
    made, _ = await seeded(context)
    stored = await context.store.read(made.organisation_id, limit=100_000)
    by_patient = defaultdict(list)
    for one in stored:
        event = context.codec.decode(one.type, one.schema_v, one.data)
        by_patient[one.subject_id].append(Told(one.event_id, one.pos, one.occurred_at, one.recorded_at, event))
    told = [each.event for of_one in by_patient.values() for each in of_one]
    alerts = [event for event in told if isinstance(event, AlertRaised | AlertWithheld)]
    assert {alert.rule for alert in alerts} >= {"high_pain", "over_the_band", "hurts", "not_settled", "blocked"}
    of_clinics = by_patient.pop(None)
    again = [derived([*of_clinics, *by_patient[alert.patient_id]], alert) for alert in alerts]
    assert again == alerts


async def test_names_and_words_stand_in_the_vault_alone(context: Context) -> None:
    made, _ = await seeded(context)
    async with context.reading(made.organisation_id) as db:
        everything = await db.fetchval("SELECT string_agg(to_jsonb(e)::text, ' ') FROM log.events e")
        assert made.good_patient_id is not None
        sealed = await context.vault.open(db, made.organisation_id, made.good_patient_id)
    names = [*(person.name for person in PEOPLE), *(who.name for who in house(NOON).staff.values())]
    for word in {part for name in names for part in name.split()} | {"example", "Much worse", "Guards the movement"}:
        assert word not in everything
    assert {"name": PEOPLE[GOOD].name, "email": PEOPLE[GOOD].email} in sealed.values()
