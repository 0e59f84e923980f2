"""S16: hostile and broken JSON at both kinds of route, the plain one and Litestar's: always a problem, never a 500.

Every test here runs against both, so that the fast route is proven equal to the others.
"""

import httpx2
import msgspec
import pytest

from services.http.body import JSON, SINGLE_AT_MOST
from services.http.cloud_events import BATCH, ONE
from tests.support.both_routes import Route, is_problem, spliced
from tests.support.doors import Doors, event
from tests.support.plain_door import Door


async def test_the_good_body_is_good(route: Route) -> None:
    assert await route.accepts_good()


@pytest.mark.parametrize("depth", [1_100, 5_000, 100_000, 500_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
async def test_deep_nesting(route: Route, depth: int, opening: bytes, closing: bytes) -> None:
    depth = min(depth, (SINGLE_AT_MOST - 2000) // (len(opening) + len(closing)))
    nested = opening * depth + b"1" + closing * depth
    is_problem(await route.send_with(route.rating_field, nested), 400, "too_deep")
    is_problem(await route.send(spliced(route.good, ("extra",), opening * depth)), 400, "too_deep")
    alone = await route.send(nested)
    assert (alone.status_code, alone.json()["code"]) in ((400, "too_deep"), (400, "invalid"))


@pytest.mark.parametrize(
    "raw",
    [b'"\xff\xfe"', b'"\xc3("', b'"\xed\xa0\x80"', b'"\\ud800"', b'"\\udc00\\ud800"', b'"a\x00b"', b"\xef\xbb\xbf{}"],
    ids=["bytes", "cut", "surrogate bytes", "lone surrogate", "wrong way round", "raw NUL", "byte order mark"],
)
async def test_bad_text(route: Route, raw: bytes) -> None:
    is_problem(await route.send_with(route.text_field, raw), 400, "malformed_json")


@pytest.mark.parametrize("raw", [b'"\\u0000"', b'"a\\u0000b"', b'""', b'"' + b"x" * 4001 + b'"', b"5", b"[]"])
async def test_text_that_cannot_be_kept(route: Route, raw: bytes) -> None:
    answer = await route.send_with(route.text_field, raw)
    is_problem(answer, 400, "invalid")
    assert answer.json()["at"] == "/" + "/".join(route.text_field)


@pytest.mark.parametrize(
    "raw",
    [
        b"11",
        b"-1",
        b"5.75",
        b"1e2",
        b"10.0000001",
        b"true",
        b'"5"',
        b"null",
        b"[5]",
        b'{"a":5}',
        b"99999999999999999999999999",
        b"1" * 5000,
        b"1E+999999999",
        b"-0.1",
    ],
)
async def test_a_rating_that_is_none(route: Route, raw: bytes) -> None:
    is_problem(await route.send_with(route.rating_field, raw), 400, "invalid")


@pytest.mark.parametrize("raw", [b"NaN", b"Infinity", b"0x5", b"05", b"5.", b"'5'"])
async def test_a_number_that_json_does_not_have(route: Route, raw: bytes) -> None:
    is_problem(await route.send_with(route.rating_field, raw), 400, "malformed_json")


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-04T11:00:00",
        "2026-03-04",
        "2026-03-04T11:00:00+25:00",
        "10000-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-03-04T23:59:60Z",
        "now",
        "0000-01-01T00:00:00Z",
    ],
)
async def test_a_time_that_is_none(route: Route, time: str) -> None:
    answer = await route.send_with(route.time_field, msgspec.json.encode(time))
    is_problem(answer, 400, "invalid")
    assert answer.json()["at"] == "/" + "/".join(route.time_field)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z"])
async def test_a_clock_far_off_is_no_fault(route: Route, time: str) -> None:
    assert (await route.send_with(route.time_field, msgspec.json.encode(time))).status_code == 200


@pytest.mark.parametrize("field", ["org_id", "tenant_id", "role", "version", "recorded_at", "clinic_id", "actor", ""])
async def test_a_field_that_nobody_knows(route: Route, field: str) -> None:
    *way, _ = route.rating_field
    body = spliced(route.good, (*way, field), b"1")
    answer = await route.send(body)
    is_problem(answer, 400, "invalid")


async def test_of_a_name_given_twice_the_last_counts(route: Route) -> None:
    body = msgspec.json.encode(route.good)
    twice = body.replace(b'"level":5', b'"level":99,"level":5')
    assert twice != body
    assert (await route.send(twice)).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"nul", b"\x00", "{}".encode("utf-16"), b"<xml/>", b"a=b"])
async def test_what_is_not_json(route: Route, body: bytes) -> None:
    is_problem(await route.send(body), 400, "malformed_json")


async def test_something_behind_the_json(route: Route) -> None:
    is_problem(await route.send(msgspec.json.encode(route.good) + b"x"), 400, "malformed_json")


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null", b"{}", b"true"])
async def test_json_that_says_nothing(route: Route, body: bytes) -> None:
    is_problem(await route.send(body), 400, "invalid")


@pytest.mark.parametrize(
    "raw", [b"1E+999999999", b"1e400", b"9223372036854775808", b"9" * 5000, b"-9223372036854775809"]
)
async def test_a_number_beyond_all_measure_where_a_whole_one_is_wanted(doors: Doors, raw: bytes) -> None:
    patient_id = await doors.enrol()
    body = spliced(event("session.logged", patient_id, {"entries": []}), ("data", "duration_seconds"), raw)
    answer = await doors.partner.post("/v1/events", content=body, headers={"content-type": ONE})
    assert (answer.status_code, answer.json()["code"]) in ((400, "invalid"), (400, "malformed_json"))


@pytest.mark.parametrize("raw", [b'"NaN"', b'"sNaN"', b'"Infinity"', b'"1E+999999999"', b'"-0"'])
async def test_a_number_in_quotes_is_none(route: Route, raw: bytes) -> None:
    is_problem(await route.send_with(route.rating_field, raw), 400, "invalid")


@pytest.mark.parametrize("charset", ["utf-16", "utf-16le", "utf-32", "latin-1", "utf-7", "cp1252", "''"])
async def test_json_in_another_charset(route: Route, charset: str) -> None:
    body = msgspec.json.encode(route.good)
    answer = await route.send(body, content_type=f"{route.media_type}; charset={charset}")
    is_problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("depth", [5_000, 1_000_000])
async def test_nesting_in_a_batch_an_event_in_binary_mode_and_a_line(doors: Doors, depth: int) -> None:
    """The door for batches takes eight megabytes; in binary mode the data stands alone."""
    nested = b"[" * depth + b"]" * depth
    batch = await doors.partner.post("/v1/events", content=nested, headers={"content-type": BATCH})
    is_problem(batch, 400, "too_deep")
    headers = {"content-type": JSON, "ce-specversion": "1.0", "ce-id": "1"}
    alone = await doors.partner.post("/v1/events", content=nested[: SINGLE_AT_MOST - 1], headers=headers)
    assert (alone.status_code, alone.json()["code"]) in ((400, "too_deep"), (400, "malformed_json"), (400, "invalid"))


async def test_broken_json_fills_no_memory(door: Door) -> None:
    """What is refused for its form leaves nothing behind: two hundred of them, close to the limit."""
    headers = {"authorization": f"Bearer {door.key}", "content-type": ONE}
    bodies = [b'{"a":' * 100_000, b"[" * 900_000, b'"' + b"\xff" * 900_000, b"9" * 900_000]
    async with httpx2.AsyncClient(base_url=door.address, headers=headers, timeout=60) as client:
        for body in bodies:
            await client.post("/v1/events", content=body)
        before = door.memory()
        found = {(await client.post("/v1/events", content=body)).status_code for _ in range(50) for body in bodies}
    assert found == {400}
    assert door.memory() - before < 30, f"{door.memory() - before} MiB"
