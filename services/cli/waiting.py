"""Before a part begins: while the databases lack a migration that it knows, it waits, and says so to whoever asks."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from uuid import uuid4

import click
import msgspec
import structlog

from services.cli.reach import NotMigrated, NotReachable, check
from services.http.problems import MEDIA_TYPE, Problem, body_of
from services.settings import Settings

LOOK_SECONDS = 1.0
HEAD_SECONDS = 5.0  # for a request to have told its head
HEAD_BYTES = 8192

UNREADY = {"status": "unready", "database": "not_migrated", "valkey": "unasked"}

Address = tuple[str, int]

log = structlog.get_logger()


def until_migrated(settings: Settings, answers_at: Sequence[Address] = ()) -> None:
    """Returns when every server can be worked with. Meanwhile `/livez` is 200 and all else 503 at these addresses: of
    the doors, and where the process is watched.

    Raises SettingsError or NotReachable for what waiting does not mend, and Exit when told to stop (SIGTERM, SIGINT).
    """
    asyncio.run(_until_migrated(settings, answers_at))


async def _until_migrated(settings: Settings, answers_at: Sequence[Address]) -> None:
    why = await _why_not(settings)
    if not why:
        return
    async with _told_to_stop() as stop, AsyncExitStack() as opened:
        for host, port in answers_at:
            await opened.enter_async_context(_door(host, port))
        log.warning("waiting_for_migrations", why=why)
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
                break
            try:
                now = await _why_not(settings)
            except NotReachable as fault:  # Postgres may be restarted meanwhile
                now = str(fault)
            if not now:
                log.info("migrated")
                return
            if now != why:
                log.warning("waiting_for_migrations", why=now)
            why = now
    raise click.exceptions.Exit(0)


async def _why_not(settings: Settings) -> str:
    """Empty when there is no reason to wait."""
    try:
        await check(settings)
    except NotMigrated as fault:
        return str(fault)
    return ""


@asynccontextmanager
async def _told_to_stop() -> AsyncIterator[asyncio.Event]:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


@asynccontextmanager
async def _door(host: str, port: int) -> AsyncIterator[None]:
    server = await asyncio.start_server(_answer, host, port, limit=HEAD_BYTES)
    try:
        yield
    finally:
        server.close()  # who is being answered is not waited for: all there is to say is that it is too early


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request a connection, and no body is read."""
    with suppress(TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
        writer.write(_told(head.split(b" ", 2)[1:2]))
        await writer.drain()
    writer.close()


def _told(path: list[bytes]) -> bytes:
    status, media_type = "503 Service Unavailable", "application/json"
    if path == [b"/livez"]:
        status, body = "200 OK", msgspec.json.encode({"status": "ok"})
    elif path == [b"/readyz"]:
        body = msgspec.json.encode(UNREADY)
    else:
        media_type, body = MEDIA_TYPE, body_of(Problem("busy"), uuid4())
    head = f"content-type: {media_type}\r\ncontent-length: {len(body)}\r\nretry-after: 1\r\nconnection: close"
    return f"HTTP/1.1 {status}\r\n{head}\r\n\r\n".encode() + body
