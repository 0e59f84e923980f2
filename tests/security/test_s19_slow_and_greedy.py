"""S19: silence and greed at the real server: idle connections, slow readers, hostile batches; others are served.

A body that does not end in time is given up in tests/unit/http/test_body.py, whoever hoards streams is refused in
tests/integration/test_http_live_ends.py.
"""

import asyncio
import resource
from collections.abc import Iterator

import httpx2
import pytest

from services.embedded.port import free_port
from services.http.answered import PIECE
from services.http.cloud_events import BATCH
from tests.support.plain_door import LAST, Door, statuses
from tests.support.server_process import launched


@pytest.fixture
def many_files() -> Iterator[None]:
    """As many open files as the system grants: some hand out only a thousand at first."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("many_files")
@pytest.mark.parametrize("said", [b"", b"GET /livez HTTP/1.1\r\n", LAST.replace(b"close", b"keep-alive")])
async def test_a_thousand_idle_connections_keep_nobody_out(door: Door, said: bytes) -> None:
    connections = [await door.connect() for _ in range(1100)]
    for _, writer in connections:
        writer.write(said)
    assert statuses(await door.say(LAST)) == [200]
    for _, writer in connections:
        writer.close()


IMPATIENT = """
import asyncio, os
from services.serving import serve_app
async def app(scope, receive, send):
    await receive()
asyncio.run(serve_app(app, "127.0.0.1", int(os.environ["PORT"]), head_seconds=0.1))
"""


async def test_a_connection_that_says_nothing_or_half_of_it_is_closed() -> None:
    port = free_port()
    process = await launched(IMPATIENT, port, {"PORT": str(port)})
    try:
        for said in (b"", b"G", b"GET / HTTP/1.1\r\nHost:", b"PRI * HT"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            async with asyncio.timeout(20):
                assert await reader.read() == b""
            writer.close()
    finally:
        process.terminate()
        await process.communicate()


async def test_who_asks_and_does_not_read_holds_little_memory(door: Door) -> None:
    """A hundred times a file of a megabyte and a half, without a key."""
    await door.say(b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    before = door.memory()
    connections = [await door.connect() for _ in range(100)]
    for _, writer in connections:
        writer.write(b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n")
    await asyncio.gather(*(reader.readexactly(1000) for reader, _ in connections))
    assert statuses(await door.say(LAST)) == [200]
    held = door.memory() - before
    for _, writer in connections:
        writer.close()
    assert held < 100 * 10 * PIECE / (1 << 20), f"{held} MiB"


def hostile_batches() -> list[bytes]:
    """Batches of eight megabytes that ask for much memory or time."""
    many = 1000

    def event(data: bytes) -> bytes:
        head = b'{"specversion":"1.0","id":"1","source":"s","type":"org.carryover.session.logged",'
        return head + b'"subject":"ext:1","time":"2026-03-04T11:00:00Z","data":' + data + b"}"

    def batch(data: bytes) -> bytes:
        return b"[" + b",".join([event(data)] * many) + b"]"

    return [
        b"[" * (8 << 20),
        b"[" + b"{}," * (2 << 20) + b"{}]",
        b"[" + b"1," * (4_000_000) + b"1]",
        batch(b'{"entries":[' + b"{}," * 2500 + b"{}]}"),
        batch(b'{"entries":[' + b"1," * 3500 + b"1]}"),
        batch(b'{"entries":' + b"[" * 900 + b"]" * 900 + b"}"),
        batch(b"{" + b",".join(b'"%d":1' % number for number in range(700)) + b"}"),
        batch(b'{"note":"' + b"\\u0000" * 1200 + b'"}'),
    ]


async def test_hostile_bodies_do_not_fill_the_memory_nor_keep_others_waiting(door: Door) -> None:
    headers = {"authorization": f"Bearer {door.key}", "content-type": BATCH}
    before, peak, done = door.memory(), 0, asyncio.Event()

    async def watch() -> None:
        nonlocal peak
        while not done.is_set():
            async with asyncio.timeout(5):
                assert statuses(await door.say(LAST)) == [200]
            peak = max(peak, door.memory())

    async with httpx2.AsyncClient(base_url=door.address, headers=headers, timeout=60) as client:
        watching = asyncio.create_task(watch())
        found = [(await client.post("/v1/events", content=body)).status_code for body in hostile_batches()]
        done.set()
        await watching
    assert set(found) == {200, 400, 413}
    assert peak - before < 150, f"{peak - before} MiB"
