"""R1: the api is killed at five points of an append, under load; its clients send again what they were not told of."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from random import Random

import pytest
from msgspec import Struct
from msgspec.structs import replace

from eventstore.postgres import PostgresStore
from eventstore.walls import Pool
from services.context import open_context
from services.embedded.port import free_port
from tests.support.append_tap import AnswerTap, AppendTap, Point, Strike
from tests.support.database import Database
from tests.support.proxy import Proxy, proxy_to
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.senders import Senders, open_wards
from tests.support.server_process import started
from tests.support.waiting import until

SEED = 20_261_101
APPS = 16


class Api(Struct):
    """An api process that is started again when it was struck, with taps on its ways to Postgres and to its clients."""

    database: Database
    port: int
    to_postgres: Proxy | None = None
    process: Process | None = None
    strike: Strike | None = None

    async def start(self) -> None:
        assert self.to_postgres is not None
        settings = self.database.settings
        self.process = await started(replace(settings, app_url=self.to_postgres.url(settings.app_url)), self.port)

    async def struck(self, point: Point, countdown: int) -> None:
        """Killed at that point of one of its next appends."""
        assert self.process is not None
        process = self.process
        self.strike = strike = Strike(point, countdown, process.kill)

        async def over() -> bool:
            return strike.struck

        await until(over)
        await process.communicate()
        assert process.returncode == -9
        self.strike = None

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.communicate()


@pytest.fixture
async def api(database: Database) -> AsyncIterator[Api]:
    api = Api(database, free_port())
    async with proxy_to(database.settings.app_url, lambda: AppendTap(lambda: api.strike)) as api.to_postgres:
        await api.start()
        yield api
        await api.stop()


async def test_r1_sigkill_of_the_api_at_five_points_of_an_append(
    api: Api, database: Database, app_pool: Pool, engine_pool: Pool
) -> None:
    random, stop, store = Random(SEED), asyncio.Event(), PostgresStore(app_pool)
    async with open_context(database.settings) as context:
        wards = await open_wards(context, 3, 4)
    async with proxy_to(f"http://127.0.0.1:{api.port}", lambda: AnswerTap(lambda: api.strike)) as door:
        senders = Senders(f"http://127.0.0.1:{door.port}", wards, SEED)
        sending = asyncio.create_task(senders.send(APPS, stop=stop))
        for point in Point:
            await api.struck(point, random.randint(20, 60))
            counts = await senders.acknowledged.compared(store)
            assert (counts.lost, counts.doubled, counts.strange) == (0, 0, 0), point
            if point in (Point.AFTER_THE_COMMIT, Point.BEFORE_THE_ANSWER):
                assert counts.in_the_log > counts.acknowledged, "nothing was stored that nobody was told of"
            await api.start()
        stop.set()
        await sending
    counts = await senders.acknowledged.assert_all_there_once(store)
    assert counts.acknowledged > 100, "hardly anything happened between the blows"
    await assert_rebuilt_is_live(engine_pool, [ward.org_id for ward in wards])
