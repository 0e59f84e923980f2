"""S18: what no client library would send, said to the real server: framing, heads, methods, addresses."""

import pytest

from tests.support.plain_door import BODY, LAST, Door, code, statuses


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
        [b"Transfer-Encoding:\x0bchunked"],
        [b"Transfer-Encoding: chunked\r"],
        [b"Transfer-Encoding: identity"],
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


async def test_what_stands_behind_bare_line_feeds_has_nothing_of_the_request_before_it(door: Door) -> None:
    """A recipient may take them for line ends (RFC 9112, 2.2), and this one does."""
    bare = door.who(b"Host: x", b"Connection: close").replace(b"\r\n", b"\n")
    assert statuses(await door.say(bare)) in ([200], [400])
    hidden = door.event(b"X: 1\n\nGET /v1/whoami HTTP/1.1", b"Host: x", b"Connection: close")
    assert statuses(await door.say(hidden)) in ([400], [400, 401]), "what stands behind is never the first one's"


async def test_a_head_of_sixty_four_kilobytes_is_answered_once_and_leaves_others_alone(door: Door) -> None:
    found = await door.say(door.who(b"Host: x", b"Connection: close", b"X: " + b"y" * (64 << 10)))
    assert statuses(found) in ([200], [431])
    assert statuses(await door.say(LAST)) == [200]


async def test_a_header_of_an_event_given_twice_is_refused(door: Door) -> None:
    twice = [b"ce-specversion: 1.0", b"ce-subject: ext:a", b"ce-subject: ext:b", b"Content-Length: 2"]
    said, after = await door.say(door.event(*twice, body=b"{}") + LAST)
    assert (said.status, code(said), after.status) == (400, "invalid_header", 200)
