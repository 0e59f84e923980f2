"""Work that is kept in mid-air: requests whose bodies are still to come, and locks that others wait for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import msgspec

from eventstore.sharded import SHARDED
from eventstore.walls import Connection
from services.embedded.mail import HOST
from services.http.cloud_events import ONE
from tests.support.database import Database
from tests.support.doors import event
from tests.support.senders import Ward
from tests.support.server_process import Said, answers
from tests.support.waiting import until

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@asynccontextmanager
async def held(database: Database, statement: str) -> AsyncIterator[Connection]:
    """A transaction of the server's owner that holds what the statement locks, until the block ends."""
    db = await asyncpg.connect(database.url("postgres"))
    try:
        async with db.transaction():
            await db.execute(statement)
            yield db
    finally:
        await db.close()


# Connections that wait for a lock that this one holds.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
WAITING_ON_CITUS = "SELECT count(*) FROM citus_lock_waits WHERE blocking_gpid = citus_backend_gpid()"


async def somebody_waits(db: Connection) -> None:
    """Returns when another connection waits for what this one holds, here or on a worker of Citus."""
    waiting = WAITING_ON_CITUS if await db.fetchval(SHARDED) else WAITING

    async def waits() -> bool:
        return bool(await db.fetchval(waiting))

    await until(waits)


class Request:
    """One report on a connection of its own. The server asks for the body when the request has reached its door."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> None:
        self._reader = reader
        self._writer = writer
        self._body = body

    @classmethod
    async def begun(cls, port: int, ward: Ward, number: int) -> "Request":
        """In flight: the server waits for its body."""
        said = event("session.logged", ward.patients[0], {"effort": 5}, id=f"late {number}")
        body = msgspec.json.encode(said)
        reader, writer = await asyncio.open_connection(HOST, port)
        head = (
            f"POST /v1/events HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {ward.partner_key}\r\n"
            f"content-type: {ONE}\r\ncontent-length: {len(body)}\r\nexpect: 100-continue\r\n\r\n"
        )
        writer.write(head.encode())
        assert await reader.readexactly(len(CONTINUE)) == CONTINUE
        return cls(reader, writer, body)

    def end(self) -> None:
        self._writer.write(self._body)

    async def answer(self) -> Said:
        """What comes until the server closes the connection."""
        [said] = answers(await self._reader.read())
        self._writer.close()
        return said
