"""One address before any number of apis on one machine: connections are handed on, whole, to one that answers.

For trying out, without TLS: the apis see this address as their clients'. Whoever needs more puts a proxy there.
"""

import asyncio
import random
import socket
from collections.abc import Callable
from contextlib import suppress

import structlog

CONNECT_SECONDS = 2.0
DRAIN_SECONDS = 20.0  # for the connections under way when it is told to stop
BLOCK = 64 * 1024  # bytes

_AWAY = b'{"type":"about:blank","title":"No api answers yet","status":503,"code":"away"}'
NOBODY = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n"
    b"content-type: application/problem+json\r\ncontent-length: %d\r\n\r\n%b" % (len(_AWAY), _AWAY)
)

log = structlog.get_logger()


async def forward(
    host: str,
    port: int,
    target: str,
    target_port: int,
    stop: asyncio.Event,
    listens: Callable[[], None] = lambda: None,
) -> None:
    """Until `stop` is set; then what is under way may end. Raises OSError where the address is taken.

    `target` is a name that may stand for several addresses; it is asked for anew with each connection. `listens` is
    called once connections are taken.
    """
    under_way: set[asyncio.Future[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handing = asyncio.ensure_future(_handed_on(reader, writer, target, target_port))
        under_way.add(handing)
        handing.add_done_callback(under_way.discard)
        await handing

    server = await asyncio.start_server(handle, host, port)
    listens()
    log.info("forwarding", host=host, port=port, target=target)
    await stop.wait()
    server.close()
    if under_way:
        await asyncio.wait(under_way, timeout=DRAIN_SECONDS)


async def _handed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: str, port: int) -> None:
    """Until the api has ended its side: then nothing more can come of what a client sends."""
    opened = await _opened(target, port)
    if opened is None:
        with suppress(OSError):
            writer.write(NOBODY)
            await writer.drain()
        writer.close()
        return
    answers, back = opened
    sending = asyncio.ensure_future(_poured(reader, back))
    await _poured(answers, writer)
    sending.cancel()
    writer.close()
    back.close()


async def _opened(target: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    """A connection to one of those who have the name, tried in any order; None where nobody takes it."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(target, port, type=socket.SOCK_STREAM)
    except OSError:
        found = []
    addresses = [str(entry[4][0]) for entry in found]
    for address in random.sample(addresses, len(addresses)):
        with suppress(OSError):  # a time-out among them
            async with asyncio.timeout(CONNECT_SECONDS):
                return await asyncio.open_connection(address, port)
    log.warning("nobody_to_forward_to", target=target, tried=len(addresses))
    return None


async def _poured(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """All that comes, and then its end. Where either side breaks off, so does the other."""
    try:
        while block := await source.read(BLOCK):
            sink.write(block)
            await sink.drain()
        sink.write_eof()
    except OSError:
        sink.transport.abort()
