"""When a part says that it is ready, where it is watched: the same for all three, and as the doors say it."""

import asyncio

import asyncpg
import msgspec
import pytest
from msgspec.structs import replace

from services.cli.watched import readiness
from services.measured.beats import LOOP, Beats
from tests.support.database import Database

EVERY = pytest.mark.parametrize("part", ["api", "engine", "worker"])
NOWHERE = "unix:///nowhere/valkey.sock"


async def asked(part: str, database: Database, *, valkey: str = "") -> tuple[int, dict[str, str]]:
    beats = Beats()
    beats.turn(LOOP)
    settings = database.settings
    if valkey:
        settings = replace(settings, valkey_url=valkey, broker_url=valkey)
    answer = await asyncio.to_thread(readiness(part, settings, beats))
    return answer.status, msgspec.json.decode(answer.body, type=dict[str, str])


@EVERY
async def test_no_part_is_unready_because_valkey_is_away(part: str, database: Database) -> None:
    away = {"valkey": "unreachable", "broker": "unreachable"}
    assert await asked(part, database, valkey=NOWHERE) == (
        200,
        {"status": "ok", "database": "ok", "keys": "ok", **away},
    )


@EVERY
async def test_no_part_is_ready_on_a_server_that_may_only_be_read(part: str, database: Database) -> None:
    admin = await asyncpg.connect(database.url("postgres"))
    try:
        await admin.execute(f'ALTER DATABASE "{database.name}" SET default_transaction_read_only = on')
        status, told = await asked(part, database, valkey=NOWHERE)
        await admin.execute("SET default_transaction_read_only = off")
        await admin.execute(f'ALTER DATABASE "{database.name}" RESET default_transaction_read_only')
    finally:
        await admin.close()
    assert (status, told["status"], told["database"], told["keys"]) == (503, "unready", "read_only", "ok")
