"""Parts started one by one with `carryover run`: servers that are away or not prepared, and being told to stop."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from msgspec.structs import replace

from eventstore.migrate import bootstrap
from eventstore.migration_files import read_migrations
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE, migrate_all
from services.clock import RealClock
from services.context import open_context
from services.embedded.mail import HOST, mail_sink
from services.embedded.port import free_port
from services.settings import Settings
from tests.support.clinic_day import ClinicDay
from tests.support.command import carryover
from tests.support.database import Database
from tests.support.proxy import proxy_to
from tests.support.running import lose_valkey, running_engine
from tests.support.servers import ServerAddresses
from tests.support.waiting import until
from tests.support.worker_process import HoldingMailServer, part_process, worker_process
from workers.actors import QUEUE, hand_over
from workers.broker import NAMESPACE, close_broker, make_broker
from workers.dispatcher import Handful

STOP_SECONDS = 15.0
READY = {"api": "Started worker", "engine": "engine_ready", "worker": "worker_ready"}
"""What each part says when it has begun."""


@pytest.fixture
async def nothing(servers: ServerAddresses) -> AsyncIterator[Settings]:
    """The settings of databases that do not exist; they are removed afterwards."""
    names = f"bare_{os.getpid()}", f"bare_keys_{os.getpid()}"
    yield Database(servers, *names).settings
    admin = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
    for name in names:
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.close()


async def test_two_who_migrate_from_nothing_at_once_make_one_schema(
    nothing: Settings, servers: ServerAddresses
) -> None:
    admin_url = servers.postgres_url("postgres", "postgres")
    told = await asyncio.gather(*(carryover(nothing, "migrate", "--admin-url", admin_url) for _ in range(2)))
    assert [one.code for one in told] == [0, 0]
    ran = [line for one in told for line in one.lines if line.startswith("migrating")]
    waiting = [*read_migrations(LOG_DATABASE), *read_migrations(KEYS_DATABASE)]
    assert sorted(ran) == sorted(f"migrating {migration.name}" for migration in waiting), "each is run once, by either"
    assert await carryover(nothing, "rebuild", "adherence") == (0, "adherence: rebuilt from 0 events.\n", "")


@pytest.fixture
async def unmigrated(nothing: Settings, servers: ServerAddresses) -> Settings:
    """Of databases in which nothing has run."""
    await bootstrap(servers.postgres_url("postgres", "postgres"), [f"bare_{os.getpid()}", f"bare_keys_{os.getpid()}"])
    return nothing


async def test_a_database_that_is_not_migrated_is_told(unmigrated: Settings) -> None:
    assert await carryover(unmigrated, "rebuild", "course") == (
        1,
        "",
        "carryover: The database of CARRYOVER_APP_URL lacks 0001_log.sql: run `carryover migrate`.\n",
    )


async def test_each_part_waits_for_migrations_and_then_begins_by_itself(unmigrated: Settings) -> None:
    settings = replace(unmigrated, http_port=free_port())
    async with AsyncExitStack() as opened:
        parts = {part: await opened.enter_async_context(part_process(part, settings)) for part in READY}
        for process in parts.values():
            await process.says("lacks 0001_log.sql: run `carryover migrate`")
        async with httpx2.AsyncClient(base_url=f"http://{HOST}:{settings.http_port}", trust_env=False) as client:
            assert (await client.get("/livez")).json() == {"status": "ok"}
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()["database"]) == (503, "not_migrated")
            early = await client.get("/v1/exercises")
            assert (early.status_code, early.json()["code"], early.headers["retry-after"]) == (503, "busy", "1")
            await migrate_all(settings.owner_url, settings.keys_owner_url, lambda line: None)
            for part, word in READY.items():
                await parts[part].says(word)

            async def is_ready() -> bool:
                return (await client.get("/readyz")).status_code == 200

            await until(is_ready)
            await lose_last_migration(settings)
            assert (await client.get("/readyz")).json()["database"] == "not_migrated"


@pytest.mark.parametrize("part", ["api", "engine", "worker"])
async def test_a_part_that_waits_ends_when_told_to(part: str, unmigrated: Settings) -> None:
    async with part_process(part, replace(unmigrated, http_port=free_port())) as process:
        await process.says("waiting_for_migrations")
        process.process.terminate()
        async with asyncio.timeout(STOP_SECONDS):
            assert await process.ended() == 0
    assert "Traceback" not in process.output


async def test_a_part_of_an_earlier_release_waits_where_a_later_one_runs_alone(database: Database) -> None:
    settings = replace(database.settings, http_port=free_port())
    async with part_process("api", settings) as process:
        await process.says(READY["api"])
        await later_release(database.settings, "visits are counted otherwise")
        async with httpx2.AsyncClient(base_url=f"http://{HOST}:{settings.http_port}", trust_env=False) as client:
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()["database"]) == (503, "newer")
    async with part_process("engine", database.settings) as process:
        await process.says("is of a later release that runs alone: visits are counted otherwise")


async def lose_last_migration(settings: Settings) -> None:
    """As a database has it that was put back from before the last upgrade."""
    db = await asyncpg.connect(settings.owner_url)
    await db.execute("DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)")
    await db.close()


async def later_release(settings: Settings, alone: str) -> None:
    db = await asyncpg.connect(settings.owner_url)
    await db.execute("INSERT INTO schema_migrations VALUES ('9999', '9999_later.sql', '', now(), $1)", alone)
    await db.close()


async def test_a_database_that_is_not_there_is_told(nothing: Settings) -> None:
    told = await carryover(nothing, "run", "engine")
    assert (told.code, told.out) == (1, "")
    assert told.err == (
        f'carryover: CARRYOVER_APP_URL: Postgres refuses: database "bare_{os.getpid()}" does not exist. '
        "`carryover migrate --admin-url URL` makes the databases and their roles.\n"
    )


@pytest.mark.parametrize("part", ["api", "engine", "worker"])
async def test_every_part_starts_and_stops_while_valkey_is_away(part: str, database: Database) -> None:
    port = free_port()
    away = replace(
        database.settings, valkey_url=f"redis://{HOST}:1/0", broker_url=f"redis://{HOST}:1/1", http_port=port
    )
    async with part_process(part, away) as process:
        await process.says(READY[part])
        if part == "api":
            async with httpx2.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as client:
                assert (await client.get("/readyz")).json() == {
                    "status": "ok",
                    "database": "ok",
                    "valkey": "unreachable",
                }
        process.process.terminate()
        async with asyncio.timeout(STOP_SECONDS):
            assert await process.ended() == 0
    assert "Traceback" not in process.output


async def test_an_api_whose_port_is_taken_is_told(database: Database) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        assert await carryover(replace(database.settings, http_port=port), "run", "api") == (
            1,
            "",
            f"carryover: CARRYOVER_HTTP_PORT: {HOST}:{port} cannot be listened on: Address already in use\n",
        )


async def test_a_worker_whose_queue_went_away_still_ends_when_told_to(database: Database, tmp_path: Path) -> None:
    await lose_valkey(database.settings)
    async with (
        proxy_to(database.settings.broker_url) as way,
        mail_sink(tmp_path / "mail.jsonl") as sink,
        HoldingMailServer(sink).listening() as mail,
    ):
        settings = replace(database.settings, smtp_url=f"smtp://{HOST}:{mail.port}")
        cut_off = replace(settings, broker_url=way.url(settings.broker_url))
        async with (
            open_context(settings) as context,
            running_engine(settings, RealClock()),
            worker_process(cut_off) as worker,
        ):
            await worker.says("worker_ready")
            await (await ClinicDay.open(context)).pain("seven", 70)
            await mail.in_hand()
            await _more_in_the_queue(settings)
            await way.cut()
            worker.process.terminate()
            await worker.says("worker_stopping")
            mail.release()
            async with asyncio.timeout(STOP_SECONDS + 10):
                assert await worker.ended() == 0
        assert '"worker_stopped' in worker.output  # with or without something to give back


async def _more_in_the_queue(settings: Settings) -> None:
    """Ids behind what the worker has in hand, until it has taken one of them to itself."""
    broker = make_broker(settings)
    try:
        hand_over(broker)([Handful(uuid4(), (uuid4(),)) for _ in range(3)])

        async def taken() -> bool:
            waiting: int = await asyncio.to_thread(broker.client.llen, f"{NAMESPACE}:{QUEUE}")
            return waiting < 3

        await until(taken)
    finally:
        close_broker(broker)
