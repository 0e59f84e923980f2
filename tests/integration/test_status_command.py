"""`carryover status` as an operator uses it: one screen, an exit code, and clear words when a server is away."""

import asyncio
import json

import pytest
from msgspec.structs import replace

from services.context import Context
from services.measured.beats import Beats
from services.measured.parts import parts_seen, tell_of
from services.wake import ended, open_valkey
from tests.support.clinic_day import ClinicDay
from tests.support.command import carryover
from tests.support.database import Database
from tests.support.running import lose_valkey
from tests.support.waiting import until


@pytest.fixture
async def day(context: Context, database: Database) -> ClinicDay:
    await lose_valkey(database.settings)
    return await ClinicDay.open(context)


async def test_a_database_without_engines_is_told_with_all_that_it_holds(database: Database, day: ClinicDay) -> None:
    told = await carryover(database.settings, "status", "--json")
    assert (told.code, told.err) == (1, "")
    found = json.loads(told.out)
    assert (found["sighting"]["organisations"], found["parts"], found["pending"]) == (1, [], [])
    assert {one["alarm"] for one in found["complaints"]} >= {"ApiAway", "EngineAway", "WorkerAway"}


async def test_servers_that_are_away_are_named_and_the_rest_is_told(database: Database, day: ClinicDay) -> None:
    nowhere = "unix:///nowhere/valkey.sock"
    lost = database.servers.postgres_url("carryover_engine", "no_such_database")
    away = replace(database.settings, engine_url=lost, valkey_url=f"{nowhere}?db=1", broker_url=f"{nowhere}?db=2")
    told = await carryover(away, "status")
    assert told.code == 1
    assert "Traceback" not in told.err
    assert 'Postgres refuses: database "no_such_database" does not exist.' in told.out
    assert "Valkey does not answer, so nobody knows which parts run." in told.out


async def test_a_process_is_seen_while_it_runs_and_not_after_it_has_ended(database: Database, day: ClinicDay) -> None:
    valkey = open_valkey(database.settings.valkey_url)
    beats = Beats()

    async def seen() -> bool:
        return bool(await parts_seen(valkey))

    telling = asyncio.create_task(tell_of("engine", beats, valkey))
    await until(seen)
    [part] = await parts_seen(valkey) or []
    await ended([telling])
    assert (part.part, part.late) == ("engine", [])
    assert await parts_seen(valkey) == []
    await valkey.aclose()
