"""Parts started one by one with `carryover run`: servers that are away or not prepared, and being told to stop."""

import asyncio
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.clock import RealClock
from services.context import open_context
from services.embedded.mail import HOST, mail_sink
from services.settings import Settings
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.running import lose_valkey, running_engine
from tests.support.severed import way_to
from tests.support.waiting import until
from tests.support.worker_process import HoldingMailServer, WorkerProcess, worker_process
from workers.actors import QUEUE, hand_over
from workers.broker import NAMESPACE, close_broker, make_broker

STOP_SECONDS = 15.0


async def says(process: WorkerProcess, word: str) -> None:
    async def said() -> bool:
        assert process.process.returncode is None, process.output
        return word in process.output

    await until(said, 30)


async def test_a_worker_whose_queue_went_away_still_ends_when_told_to(database: Database, tmp_path: Path) -> None:
    valkey = urlsplit(database.settings.broker_url)
    if valkey.scheme != "unix":
        pytest.skip("the way that is cut leads to a Unix socket")
    await lose_valkey(database.settings)
    async with (
        way_to(Path(unquote(valkey.path))) as way,
        mail_sink(tmp_path / "mail.jsonl") as sink,
        HoldingMailServer(sink).listening() as mail,
    ):
        settings = replace(database.settings, smtp_url=f"smtp://{HOST}:{mail.port}")
        cut_off = replace(settings, broker_url=f"redis://{HOST}:{way.port}/2")
        async with (
            open_context(settings) as context,
            running_engine(settings, RealClock()),
            worker_process(cut_off) as worker,
        ):
            await says(worker, "worker_ready")
            await (await ClinicDay.open(context)).pain("seven", 70)
            async with asyncio.timeout(20):
                await mail.held.wait()
            await _more_in_the_queue(settings)
            await way.cut()
            worker.process.terminate()
            mail.release()
            async with asyncio.timeout(STOP_SECONDS + 10):
                assert await worker.ended() == 0
        assert "worker_stopped_without_queue" in worker.output


async def _more_in_the_queue(settings: Settings) -> None:
    """Ids behind what the worker has in hand, until it has taken one of them to itself."""
    broker = make_broker(settings)
    try:
        hand_over(broker)([(uuid4(), uuid4()) for _ in range(3)])

        async def taken() -> bool:
            return broker.client.llen(f"{NAMESPACE}:{QUEUE}") < 3

        await until(taken)
    finally:
        close_broker(broker)
