"""What a look at the database finds, and that nothing of anybody is in what is scraped."""

from datetime import timedelta

import asyncpg
from msgspec.structs import replace
from prometheus_client import CollectorRegistry, generate_latest

from eventstore.walls import Pool
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context
from services.measured.found import Found
from services.measured.instruments import REGISTRY
from services.measured.look import look
from services.measured.sighting import DueStanding, HookStanding, QueueStanding, ReaderStanding, Sighting
from services.measured.statements import DATABASE
from services.wake import open_valkey
from tests.support.canaries import WORDS, enrolled
from tests.support.choosy import GARBLED, tell_unread
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.doors import open_doors
from tests.support.running import lose_valkey, running_engine, running_worker
from tests.support.waiting import until
from workers.engine import KEPT_UP
from workers.measuring import measure
from workers.reactor import Alerting

TOLD = {"kind": "alert.tell", "how": "done"}
VERSIONS = {model.name: model.version for model in KEPT_UP}


def of(sighting: Sighting, reader: str) -> ReaderStanding:
    [found] = [one for one in sighting.readers if one.reader == reader]
    return found


async def test_an_empty_database_is_looked_at_without_complaint(engine_pool: Pool, clock: SetClock) -> None:
    seen = await look(engine_pool, clock, VERSIONS)
    assert (seen.organisations, seen.events, seen.last_append, seen.readers) == (0, 0, None, [])
    assert {one.what: (one.waiting, one.late_seconds) for one in seen.due} == dict.fromkeys(
        ("rounds", "reminders", "alerts", "others"), (0, 0.0)
    )
    assert (seen.in_hand, seen.retrying, seen.dead) == (0, {}, {})
    assert seen.hooks == HookStanding(waiting=0, late_seconds=0.0, paused=0, stopped=0)


async def test_a_reader_lags_by_what_it_has_not_read_and_by_the_age_of_the_oldest_of_it(
    context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    day = await ClinicDay.open(context)
    while await run_once(engine_pool):
        pass
    await day.pain("low", 10)
    clock.instant += timedelta(seconds=90)
    await day.pain("again", 20)
    clock.instant += timedelta(seconds=30)
    seen = await look(engine_pool, clock, VERSIONS)
    assert (seen.organisations, seen.last_append) == (1, clock.instant - timedelta(seconds=30))
    lagging = of(seen, "symptoms")
    assert (lagging.positions, lagging.seconds, lagging.parked, lagging.other_code) == (2, 120.0, 0, 0)
    while await run_once(engine_pool):
        pass
    assert of(await look(engine_pool, clock, VERSIONS), "symptoms") == ReaderStanding(
        reader="symptoms", positions=0, seconds=0.0
    )


async def test_whom_a_reader_set_aside_is_counted_for_it_and_rows_of_other_code_are(
    context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    day = await ClinicDay.open(context)
    await tell_unread(engine_pool, day.org_id, day.patient_id, GARBLED, clock.instant)
    while await run_once(engine_pool, [Alerting(context)]) or await run_once(engine_pool):
        pass
    seen = await look(engine_pool, clock, {**VERSIONS, "course": VERSIONS["course"] + 1})
    assert {one.reader for one in seen.readers if one.parked} == {"symptoms", "caseload", "alerting"}
    assert {one.reader: one.other_code for one in seen.readers if one.other_code} == {"course": 1}


async def test_what_is_due_is_late_from_the_moment_it_was_due(
    context: Context, engine_pool: Pool, clock: SetClock
) -> None:
    day = await ClinicDay.open(context)
    await day.pain("high", 90)
    while await run_once(engine_pool, [Alerting(context)]):
        pass
    clock.instant += timedelta(seconds=40)
    seen = await look(engine_pool, clock, VERSIONS)
    [alerts] = [one for one in seen.due if one.what == "alerts"]
    assert alerts == DueStanding(what="alerts", waiting=2, late_seconds=40.0)  # who is to be told, and the console


async def test_a_transaction_of_somebody_else_that_is_held_open_is_seen(
    database: Database, engine_pool: Pool, clock: SetClock
) -> None:
    holding = await asyncpg.connect(database.url("carryover_app"))
    try:
        async with holding.transaction(isolation="repeatable_read"):
            await holding.fetchval("SELECT count(*) FROM log.feed_head")
            held = (await look(engine_pool, clock, VERSIONS)).database
    finally:
        await holding.close()
    assert held.oldest_transaction_seconds is not None
    assert held.oldest_transaction_seconds > 0
    assert held.connections >= 2


async def test_who_may_not_read_statistics_still_sees_connections_and_snapshots(
    database: Database, engine_pool: Pool
) -> None:
    admin = await asyncpg.connect(database.url("postgres"))
    try:
        async with engine_pool.acquire() as holding, holding.transaction(isolation="repeatable_read"):
            await holding.fetchval("SELECT count(*) FROM log.feed_head")
            for _ in range(3):
                await admin.execute("SELECT pg_current_xact_id()")
            await admin.execute("SET ROLE carryover_app")
            [seen] = await admin.fetch(DATABASE)
    finally:
        await admin.close()
    assert seen["connections"] >= 2
    assert seen["oldest_snapshot_transactions"] >= 3
    assert (seen["oldest_transaction_seconds"], seen["long_transactions"]) == (None, None)


async def test_while_the_database_is_away_nothing_old_is_told(database: Database, clock: SetClock) -> None:
    await lose_valkey(database.settings)
    found = Found()
    valkey = open_valkey(database.settings.broker_url)
    try:
        await measure(database.settings, clock, VERSIONS, valkey, found)
        assert found.sighting is not None
        assert found.queue.waiting == {"effects": 0, "effects-urgent": 0}
        nowhere = database.servers.postgres_url("carryover_engine", "no_such_database")
        await measure(replace(database.settings, engine_url=nowhere), clock, VERSIONS, valkey, found)
        assert found.sighting is None
    finally:
        await valkey.aclose()


async def test_while_the_broker_is_away_its_queues_are_unknown_and_not_empty(
    database: Database, clock: SetClock
) -> None:
    found = Found()
    valkey = open_valkey("unix:///nowhere/valkey.sock")
    await measure(database.settings, clock, VERSIONS, valkey, found)
    await valkey.aclose()
    assert (found.queue, found.sighting is None) == (QueueStanding(waiting=None), False)


async def test_whoever_scrapes_after_a_lively_day_reads_of_nobody(
    context: Context, database: Database, clock: SetClock
) -> None:
    found, registry = Found(), CollectorRegistry()
    registry.register(found)
    found.looks = True
    valkey = open_valkey(database.settings.broker_url)

    async def somebody_was_told() -> bool:
        return (REGISTRY.get_sample_value("carryover_effects_ended_total", TOLD) or 0) > 0

    async with (
        open_doors(context) as doors,
        running_engine(database.settings, clock),
        running_worker(database.settings, clock),
    ):
        patient_id = await enrolled(doors)
        refused = await doors.partner.post("/v1/commands/canary-name", json={"text": "canary-message"})
        nothing = await doors.partner.get("/canary-mail/canary-phone", params={"q": "canary-session"})
        await until(somebody_was_told)
        await measure(database.settings, clock, VERSIONS, valkey, found)
    await valkey.aclose()
    assert (refused.status_code, nothing.status_code) == (404, 404)
    scraped = (generate_latest(REGISTRY) + generate_latest(registry)).decode()
    assert "carryover_alert" in scraped
    house = [doors.org.organisation_id, *doors.org.clinic_ids, *doors.org.therapist_ids, patient_id]
    keys = (doors.org.owner_key, doors.org.partner_key, doors.org.therapist_key)
    assert [word for word in (*WORDS, *map(str, house), *keys, "Harbour", "kim@test") if word in scraped] == []
