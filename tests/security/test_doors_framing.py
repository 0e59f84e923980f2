"""What no client library would send, said to the real server over a plain socket: framing, heads, silence, greed."""

import asyncio
import json
import resource
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest

from services.clock import SetClock
from services.context import open_context
from services.http.cloud_events import BATCH, ONE
from services.http.gate import PIECE
from tests.support.database import Database, copied
from tests.support.doors import founded
from tests.support.server_process import Said, Served, free_port, launched, served
from tests.support.times import NOON

BODY = b'{"a":1}'
LAST = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
"""Said behind a request: its answer comes second, and alone, where nobody lost count."""


class Door(Served, frozen=True):
    key: str

    def event(self, *heads: bytes, body: bytes = b"", line: bytes = b"POST /v1/events HTTP/1.1") -> bytes:
        """A request to the partner's door with these heads; Host, key and content type are there already."""
        own = (b"Host: x", b"Authorization: Bearer " + self.key.encode(), b"Content-Type: " + ONE.encode())
        return b"\r\n".join([line, *own, *heads, b"", body])

    def who(self, *heads: bytes, line: bytes = b"GET /v1/whoami HTTP/1.1") -> bytes:
        return b"\r\n".join([line, b"Authorization: Bearer " + self.key.encode(), *heads, b"", b""])


@pytest.fixture(scope="module")
async def door(template: Database) -> AsyncIterator[Door]:
    async with copied(template) as database:
        async with open_context(database.settings, clock=SetClock(NOON)) as context:
            org = await founded(context)
        async with served(database.settings) as server:
            yield Door(server.port, server.pid, org.partner_key)


def statuses(said: list[Said]) -> list[int]:
    return [answer.status for answer in said]


def code(answer: Said) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    found: str = json.loads(answer.body)["code"]
    return found


@pytest.mark.parametrize(
    "heads",
    [
        [b"Content-Length: 7", b"Content-Length: 70"],
        [b"Content-Length: 7, 7"],
        [b"Content-Length: -7"],
        [b"Content-Length: +7"],
        [b"Content-Length: 99999999999999999999999"],
        [b"Transfer-Encoding: xchunked"],
        [b"Transfer-Encoding : chunked"],
        [b"Transfer-Encoding: chunked, identity"],
        [b"Content-Length: 7", b"X: a\x00b"],
        [b"Content-Length: 7", b"X Y: 1"],
        [b"Content-Length: 7", b"X: 1", b" folded"],
    ],
)
async def test_a_head_that_two_readers_could_take_differently_ends_the_connection(
    door: Door, heads: list[bytes]
) -> None:
    assert statuses(await door.say(door.event(*heads, body=BODY))) == [400]


async def test_a_length_beside_chunks_ends_the_connection_and_nothing_behind_it_is_taken_for_a_request(
    door: Door,
) -> None:
    smuggled = b"0\r\n\r\n" + door.who(b"Host: x")
    said = await door.say(door.event(b"Content-Length: 7", b"Transfer-Encoding: chunked", body=smuggled))
    assert [(answer.status, code(answer)) for answer in said] == [(400, "malformed_json")]


@pytest.mark.parametrize(
    "chunks", [b"ZZ\r\nxx\r\n0\r\n\r\n", b"F" * 18 + b"\r\nxx\r\n", b"2\r\nxxxx\r\n0\r\n\r\n", b"-1\r\n"]
)
async def test_chunks_that_are_none_are_answered_as_a_problem(door: Door, chunks: bytes) -> None:
    (said,) = await door.say(door.event(b"Transfer-Encoding: chunked", body=chunks))
    assert (said.status, code(said)) == (400, "incomplete")


async def test_a_sender_that_goes_away_in_the_middle_leaves_the_server_well(door: Door) -> None:
    for _ in range(50):
        _, writer = await door.connect()
        writer.write(door.event(b"Content-Length: 7", body=b"{"))
        await writer.drain()
        writer.close()
    assert statuses(await door.say(LAST)) == [200]


@pytest.mark.parametrize(
    ("heads", "body"),
    [
        ([b"Content-Length: 7"], BODY),
        ([b"Content-Length: 7", b"Content-Length: 7"], BODY),
        ([b"Transfer-Encoding: chunked"], b"7\r\n" + BODY + b"\r\n0\r\n\r\n"),
        ([b"Transfer-Encoding: chunked"], b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n"),
    ],
    ids=["length", "the same length twice", "chunks", "a chunk for each byte"],
)
async def test_what_is_refused_leaves_the_next_request_of_the_connection_alone(
    door: Door, heads: list[bytes], body: bytes
) -> None:
    refused, after = await door.say(door.event(*heads, body=body) + LAST)
    assert (refused.status, code(refused), after.status) == (400, "invalid", 200)


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        ([], "invalid_header"),
        ([b"Host:"], "invalid_header"),
        ([b"Host: a", b"Host: b"], "invalid_header"),
        ([b"Host: a", b"Authorization: Bearer x"], "invalid_header"),
        ([b"Host: a", b"If-Match: 1", b"If-Match: 2"], "invalid_header"),
    ],
)
async def test_what_must_stand_once_stands_once(door: Door, heads: list[bytes], expected: str) -> None:
    said, after = await door.say(door.who(*heads) + LAST)
    assert (said.status, code(said), after.status) == (400, expected, 200)


async def test_another_host_and_an_old_protocol_are_no_fault(door: Door) -> None:
    other = await door.say(door.who(b"Host: evil.example", b"Connection: close"))
    old = await door.say(door.who(line=b"GET /v1/whoami HTTP/1.0"))
    assert statuses(other) == statuses(old) == [200]
    assert b"evil" not in other[0].body


@pytest.mark.parametrize("method", [b"TRACE", b"FOO", b"get", b"POST"])
async def test_another_method_is_never_taken_for_one_that_is_served(door: Door, method: bytes) -> None:
    heads = (b"Host: x", b"X-HTTP-Method-Override: GET", b"X-Method-Override: GET")
    said, after = await door.say(door.who(*heads, line=method + b" /v1/whoami HTTP/1.1") + LAST)
    assert (said.status, code(said), after.status) == (405, "method_not_allowed", 200)
    assert door.key.encode() not in said.body


@pytest.mark.parametrize(
    ("line", "heads", "status"),
    [
        (b"GET /v1/whoami HTTP/1.1", [b"X-%d: y" % number for number in range(2000)], 431),
        (b"GET /v1/whoami HTTP/1.1", [b"X: " + b"y" * (1 << 20)], 431),
        (b"GET /v1/" + b"y" * (1 << 16) + b" HTTP/1.1", [], 414),
        (b"GET /v1/who\x00ami HTTP/1.1", [], 400),
        (b"GET /v1/\xff\xfe HTTP/1.1", [], 400),
        (b"GET /v1/whoami HTTP/2.0", [], 400),
        (b"GET /v1/whoami", [], 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", [], 400),
    ],
    ids=["many headers", "a large header", "a long path", "NUL", "raw bytes", "HTTP/2", "HTTP/0.9", "TLS"],
)
async def test_a_head_beyond_measure(door: Door, line: bytes, heads: list[bytes], status: int) -> None:
    assert statuses(await door.say(door.who(b"Host: x", *heads, line=line))) == [status]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/v1/patients/%00/adherence", 404),
        (b"/v1/patients/ext:a%00b/adherence", 404),
        (b"/v1/patients/ext:%ff%fe/adherence", 404),
        (b"/v1/patients/ext:%ed%a0%80/adherence", 404),
        (b"/v1/patients/ext:%/symptoms", 404),
        (b"/v1/patients/ext:" + b"x" * 300 + b"/symptoms", 404),
        (b"/v1/alerts/%00", 403),
        (b"/v1/who%00ami", 404),
        (b"/docs/%2e%2e/v1/whoami", 404),
        (b"/docs/../v1/whoami", 404),
        (b"/problems/%00", 404),
        (b"/v1/exercises?%00=1", 400),
        (b"/v1/exercises?%ed%a0%80=1", 400),
        (b"/v1/exercises?" + b"&".join(b"a%d=1" % number for number in range(2000)), 400),
    ],
)
async def test_addresses_that_decode_to_something_odd(door: Door, path: bytes, status: int) -> None:
    (said,) = await door.say(door.who(b"Host: x", b"Connection: close", line=b"GET " + path + b" HTTP/1.1"))
    assert (said.status, code(said) != "internal") == (status, True)


async def test_a_body_larger_than_allowed_is_not_waited_for(door: Door) -> None:
    for heads in ([b"Content-Length: 1048577"], [b"Content-Length: 1048577", b"Expect: 100-continue"]):
        (said,) = await door.say(door.event(*heads))
        assert (said.status, code(said)) == (413, "too_large")


async def test_nobody_waits_for_the_body_of_one_without_a_key(door: Door) -> None:
    (said,) = await door.say(b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{")
    assert (said.status, code(said)) == (401, "unauthenticated")


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
from services.http.serving import serve_app
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
    before, peak, slowest, done = door.memory(), 0, 0.0, asyncio.Event()
    loop = asyncio.get_running_loop()

    async def watch() -> None:
        nonlocal peak, slowest
        while not done.is_set():
            asked = loop.time()
            assert statuses(await door.say(LAST)) == [200]
            slowest = max(slowest, loop.time() - asked)
            peak = max(peak, door.memory())

    async with httpx2.AsyncClient(base_url=door.address, headers=headers, timeout=60) as client:
        watching = asyncio.create_task(watch())
        found = [(await client.post("/v1/events", content=body)).status_code for body in hostile_batches()]
        done.set()
        await watching
    assert set(found) == {200, 400, 413}
    assert peak - before < 150, f"{peak - before} MiB"
    assert slowest < 5, f"{slowest} s"
