"""Parts started one by one with `carryover run`: servers that are away or not prepared, and being told to stop."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from msgspec.structs import replace

from eventstore.migrate import bootstrap, read_migrations
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
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


@pytest.mark.parametrize("words", [("run", "api"), ("run", "engine"), ("run", "worker"), ("rebuild", "course")])
async def test_a_database_that_is_not_migrated_is_told(
    words: tuple[str, ...], nothing: Settings, servers: ServerAddresses
) -> None:
    await bootstrap(servers.postgres_url("postgres", "postgres"), [f"bare_{os.getpid()}", f"bare_keys_{os.getpid()}"])
    assert await carryover(nothing, *words) == (
        1,
        "",
        "carryover: The database of CARRYOVER_APP_URL lacks 0001_log.sql: run `carryover migrate`.\n",
    )


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
        await process.says({"api": "Started worker", "engine": "engine_ready", "worker": "worker_ready"}[part])
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
            async with asyncio.timeout(20):
                await mail.held.wait()
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
