"""R12: five connections, five hundred who ask at once, and many of them gone before the answer."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable

import asyncpg
import pytest
from msgspec import Struct
from msgspec.structs import replace

from services.context import open_context
from services.embedded.port import free_port
from services.settings import environment_of
from tests.support.database import Database
from tests.support.plain_door import Door, code
from tests.support.senders import Senders, Ward, open_wards
from tests.support.server_process import Said, launched
from tests.support.waiting import until

CONNECTIONS = 5
AT_ONCE = 500
PATIENCE = 60.0  # seconds for an answer: longer than Postgres is given
PROGRAM = f"""
import asyncio, os
from services.context import Limits, open_context
from services.app import create_app
from services.serving import serve_app
from services.settings import settings_from

async def main():
    settings = settings_from(os.environ)
    async with open_context(settings, limits=Limits(connections={CONNECTIONS}, statement_seconds=40)) as context:
        await serve_app(create_app(context), settings.http_host, settings.http_port)

asyncio.run(main())
"""
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'log.checkpoint'::regclass"
STATES = """
SELECT DISTINCT state FROM pg_stat_activity WHERE datname = current_database() AND usename = 'carryover_app'
"""


class Narrow(Struct, frozen=True):
    """A server with five connections to read with, and somebody who can hold them up."""

    door: Door
    ward: Ward
    admin: "asyncpg.Connection[asyncpg.Record]"

    async def ask(self) -> Said:
        [said] = await self.door.say(self._request(), PATIENCE)
        return said

    async def ask_and_leave(self) -> None:
        _, writer = await self.door.connect()
        writer.write(self._request())
        await writer.drain()
        writer.close()

    async def all_connections_wait(self) -> bool:
        return bool(await self.admin.fetchval(WAITING) == CONNECTIONS)

    async def all_connections_are_idle(self) -> bool:
        return {row["state"] for row in await self.admin.fetch(STATES)} == {"idle"}

    def _request(self) -> bytes:
        return self.door.who(b"Host: x", b"Connection: close", line=b"GET /v1/caseload HTTP/1.1")


@pytest.fixture
async def narrow(database: Database) -> AsyncIterator[Narrow]:
    async with open_context(database.settings) as context:
        [ward] = await open_wards(context, 1, 3)
    port = free_port()
    process = await launched(PROGRAM, port, environment_of(replace(database.settings, http_port=port)))
    admin = await asyncpg.connect(database.servers.postgres_url("postgres", database.name))
    try:
        yield Narrow(Door(port, process.pid, ward.owner_key), ward, admin)
    finally:
        await admin.close()
        process.terminate()
        await process.communicate()


def told(answers: Iterable[Said]) -> Counter[int]:
    """How many of each status; whoever was not served was told when to come again."""
    answers = list(answers)
    for said in answers:
        assert said.status == 200 or (said.status, code(said), said.headers["retry-after"]) == (503, "busy", "1")
    return Counter(said.status for said in answers)


async def test_r12_five_hundred_at_once_on_five_connections(narrow: Narrow) -> None:
    senders = Senders(narrow.door.address, [narrow.ward], seed=12)
    await senders.send(apps=1, each=5)
    assert (await narrow.ask()).status == 200  # both keys are known from here on
    async with narrow.admin.transaction():
        await narrow.admin.execute("LOCK TABLE log.checkpoint IN ACCESS EXCLUSIVE MODE")
        held = [asyncio.create_task(narrow.ask()) for _ in range(CONNECTIONS)]
        await until(narrow.all_connections_wait)
        leaving = asyncio.gather(*(narrow.ask_and_leave() for _ in range(AT_ONCE // 2)))
        turned_away = await asyncio.gather(*(narrow.ask() for _ in range(AT_ONCE // 2)))
        await leaving
        assert told(turned_away) == {503: AT_ONCE // 2}
        again = Senders(narrow.door.address, [narrow.ward], seed=13)
        await again.send(apps=8, each=5)  # who writes needs none of those connections
        assert len(again.acknowledged.told) == 40
    assert told(await asyncio.gather(*held)) == {200: CONNECTIONS}
    crowd = await asyncio.gather(*(narrow.ask() for _ in range(AT_ONCE)))
    assert told(crowd)[200] > 0
    await until(narrow.all_connections_are_idle)
    assert told([await narrow.ask() for _ in range(20)]) == {200: 20}
