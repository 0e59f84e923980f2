"""R14: told to stop (SIGTERM) in the middle of work: what was taken is answered, finished or given back."""

import asyncio
import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.alert.events import AlertDelivered
from domain.values import BodyRegion
from eventstore.postgres import PostgresStore
from eventstore.walls import Pool, reading
from projections.positions import places
from services.clock import RealClock
from services.context import open_context
from services.embedded.mail import HOST, mail_sink
from services.embedded.port import free_port
from services.settings import Settings, environment_of
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.in_flight import WAITING, Request, held, somebody_waits
from tests.support.mailbox import mails
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.running import lose_valkey, running_engine
from tests.support.senders import Ward, open_wards
from tests.support.server_process import COMMAND, launched
from tests.support.waiting import until
from tests.support.worker_process import HoldingMailServer, part_process, worker_process
from workers import engine

IN_FLIGHT = 100
DRAIN_SECONDS = 25.0
REGIONS = (BodyRegion.KNEE, BodyRegion.HIP, BodyRegion.ANKLE, BodyRegion.WRIST, BodyRegion.JAW, BodyRegion.SHOULDER)


@asynccontextmanager
async def serving(settings: Settings, program: str = COMMAND) -> AsyncIterator[Process]:
    """An api in a process of its own, killed at the end if it still runs."""
    process = await launched(program, settings.http_port, environment_of(settings))
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ended(process: Process) -> int:
    """Its exit code, within the time that a stop may take."""
    async with asyncio.timeout(DRAIN_SECONDS):
        said, _ = await process.communicate()
    assert process.returncode is not None
    print(said.decode())  # for the report of a failure
    return process.returncode


@pytest.fixture
async def ward(database: Database) -> Ward:
    async with open_context(database.settings) as context:
        [ward] = await open_wards(context, 1, 1)
    return ward


async def test_r14_an_api_told_to_stop_answers_every_request_it_took_and_takes_no_other(
    database: Database, app_pool: Pool, ward: Ward
) -> None:
    port = free_port()
    async with serving(replace(database.settings, http_port=port)) as process:
        requests = [await Request.begun(port, ward, number) for number in range(IN_FLIGHT)]
        async with held(database, "SELECT 1 FROM log.feed_head FOR UPDATE") as db:
            for request in requests[: IN_FLIGHT // 2]:
                request.end()
            await somebody_waits(db)
            process.terminate()
            await until(lambda: refuses(port))
            for request in requests[IN_FLIGHT // 2 :]:
                request.end()
        async with asyncio.timeout(DRAIN_SECONDS):
            said = await asyncio.gather(*(request.answer() for request in requests))
        assert [answer.status for answer in said] == [200] * IN_FLIGHT
        assert await ended(process) == 0
    log = await PostgresStore(app_pool).read(ward.org_id)
    assert sum(recorded.type == "session.logged" for recorded in log) == IN_FLIGHT


async def test_r14_a_client_that_never_ends_its_request_holds_up_nobody_for_long(
    database: Database, ward: Ward
) -> None:
    port = free_port()
    hurried = f"from services import serving\nserving.STOP_SECONDS = 1\n{COMMAND}"
    async with serving(replace(database.settings, http_port=port), hurried) as process:
        request = await Request.begun(port, ward, 0)
        process.terminate()
        assert await ended(process) == 0
        said = await request.answer()
    assert (said.status, said.headers["retry-after"]) == (503, "1")


async def refuses(port: int) -> bool:
    """Whether nobody listens there any longer."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


async def test_r14_a_worker_told_to_stop_finishes_what_it_has_in_hand_and_gives_back_the_rest(
    database: Database, engine_pool: Pool, tmp_path: Path
) -> None:
    async with (
        mail_sink(tmp_path / "mail.jsonl") as sink,
        HoldingMailServer(sink).listening() as mail,
    ):
        settings = replace(database.settings, smtp_url=f"smtp://{HOST}:{mail.port}")
        await lose_valkey(settings)
        async with open_context(settings) as context, running_engine(settings, RealClock()):
            day = await ClinicDay.open(context)
            async with worker_process(settings, threads=2) as first:
                await first.says("worker_ready")
                for region in REGIONS:
                    await day.pain(region, 70, region)
                await mail.in_hand()
                first.process.terminate()
                await first.says("worker_stopping")
                mail.release()
                async with asyncio.timeout(DRAIN_SECONDS):
                    assert await first.ended() == 0
            left = await every_effect(engine_pool, day.org_id)
            assert {state for state, _ in left} <= {"done", "leased", "pending"}, "something was left in mid-air"
            async with worker_process(settings):
                await until(lambda: all_done(engine_pool, day.org_id))
            assert {attempt for _, attempt in await every_effect(engine_pool, day.org_id)} == {1}
            outcomes = [told.channel for told in await day.told() if isinstance(told, AlertDelivered)]
        assert sorted(outcomes) == [way for way in ("console", "email", "in_app") for _ in REGIONS]
        sent = [mail["headers"]["message-id"] for mail in mails(sink)]
        assert len(sent) == len(set(sent)) == len(REGIONS)


DUE_NOW = "SELECT state, attempt FROM log.effect WHERE org_id = $1 AND kind <> 'alert.due'"


async def every_effect(pool: Pool, org_id: UUID) -> list[tuple[str, int]]:
    """State and attempts of each that is due now."""
    async with reading(pool, org_id) as db:
        return [tuple(row) for row in await db.fetch(DUE_NOW, org_id)]


async def all_done(pool: Pool, org_id: UUID) -> bool:
    return {state for state, _ in await every_effect(pool, org_id)} == {"done"}


async def test_r14_an_engine_told_to_stop_ends_the_transaction_it_is_in(database: Database, engine_pool: Pool) -> None:
    async with open_context(database.settings) as context, part_process("engine", database.settings) as process:
        day = await ClinicDay.open(context)
        await until(lambda: all_folded(engine_pool, day.org_id))
        async with held(database, "LOCK TABLE rm.symptoms_report IN ACCESS EXCLUSIVE MODE") as db:
            await day.pain("slight", 20)
            await somebody_waits(db)
            process.process.terminate()
        async with asyncio.timeout(DRAIN_SECONDS):
            assert await process.ended() == 0
    assert "engine_stopped" in process.output
    assert "Traceback" not in process.output
    assert await all_folded(engine_pool, day.org_id), "what it had begun was not ended"
    await assert_rebuilt_is_live(engine_pool, [day.org_id])


async def all_folded(pool: Pool, org_id: UUID) -> bool:
    """Whether every read model stands at the end of the log."""
    async with reading(pool, org_id) as db:
        head = await db.fetchval("SELECT pos FROM log.feed_head WHERE org_id = $1", org_id)
        return set((await places(db, org_id)).values()) == {head}


async def test_r14_a_transaction_that_does_not_end_is_cut_off_and_done_again_by_the_next_engine(
    database: Database, engine_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "DRAIN_SECONDS", 0.1)
    async with open_context(database.settings) as context:
        day = await ClinicDay.open(context)
        async with held(database, "LOCK TABLE rm.symptoms_report IN ACCESS EXCLUSIVE MODE") as db:
            async with running_engine(database.settings, RealClock()):
                await day.pain("slight", 20)
                await somebody_waits(db)
            assert await db.fetchval(WAITING) == 0, "it left somebody waiting in the database"
    assert not await all_folded(engine_pool, day.org_id)
    async with running_engine(database.settings, RealClock()):
        await until(lambda: all_folded(engine_pool, day.org_id))
    await assert_rebuilt_is_live(engine_pool, [day.org_id])
