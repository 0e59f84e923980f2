"""Hostile and broken input at both kinds of route, the plain one and Litestar's: always a problem, never a 500.

Every test here runs against both, so that the fast route is proven equal to the others.
"""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import msgspec
import pytest

from domain.values import BodyRegion
from services.clock import SetClock
from services.context import Context, open_context
from services.http.body import BATCH_AT_MOST, JSON, SINGLE_AT_MOST
from services.http.cloud_events import BATCH, ONE
from services.http.codes import MEANINGS
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.times import NOON


class Route(msgspec.Struct):
    """One kind of route: where it is, what it takes, and a body that it accepts."""

    asker: httpx2.AsyncClient
    path: str
    media_type: str
    good: dict[str, Any]
    text_field: tuple[str, ...]  # the way to a text that is sealed
    rating_field: tuple[str, ...]
    time_field: tuple[str, ...]

    async def send(self, body: bytes, **headers: str) -> httpx2.Response:
        """Header names with underscores for hyphens; values go as UTF-8."""
        given = {"content_type": self.media_type, **headers}
        encoded = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
        return await self.asker.post(self.path, content=body, headers=encoded)

    async def send_with(self, way: tuple[str, ...], raw: bytes) -> httpx2.Response:
        """The good body with raw JSON in one place."""
        return await self.send(spliced(self.good, way, raw))

    async def accepts_good(self) -> bool:
        return (await self.send(msgspec.json.encode(self.good))).status_code == 200


def spliced(body: dict[str, Any], way: tuple[str, ...], raw: bytes) -> bytes:
    if not way:
        return raw
    first, *rest = way
    return msgspec.json.encode({**body, first: msgspec.Raw(spliced(body.get(first, {}), tuple(rest), raw))})


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[Doors]:
    """One organisation for all tests here: each has a patient of its own, and what is refused leaves no trace."""
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_doors(context) as opened,
    ):
        yield opened


@pytest.fixture(params=["events", "commands"])
async def route(request: pytest.FixtureRequest, doors: Doors) -> Route:
    patient_id = await doors.enrol()
    felt = {"region": BodyRegion.KNEE.value, "level": 5}
    if request.param == "events":
        return Route(
            asker=doors.partner,
            path="/v1/events",
            media_type=ONE,
            good=event("symptom.reported", patient_id, {**felt, "note": "It hurts."}),
            text_field=("data", "note"),
            rating_field=("data", "level"),
            time_field=("time",),
        )
    time = "2026-03-04T11:00:00Z"
    return Route(
        asker=doors.owner,
        path="/v1/commands/report-pain",
        media_type=JSON,
        good={"patient_id": str(patient_id), "occurred_at": time, **felt, "private": {"note": "It hurts."}},
        text_field=("private", "note"),
        rating_field=("level",),
        time_field=("occurred_at",),
    )


def is_problem(answer: httpx2.Response, status: int, code: str) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body["type"] == f"/problems/{code}"
    assert body["title"] == MEANINGS[code].title
    assert answer.headers["carryover-request"] == body["instance"].removeprefix("urn:uuid:")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


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
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "application/xml",
        "application/fhir+json",
        "*/*",
        "",
        "{own}; charset=utf-16",
        "{own}; charset=latin-1",
        "{own}, {own}",
    ],
)
async def test_another_content_type(route: Route, media_type: str) -> None:
    body = msgspec.json.encode(route.good)
    answer = await route.send(body, content_type=media_type.replace("{own}", route.media_type))
    is_problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("parameters", ["", "; charset=utf-8", ';charset="UTF-8"', "; profile=x"])
async def test_parameters_of_the_content_type(route: Route, parameters: str) -> None:
    body = msgspec.json.encode(route.good)
    assert (await route.send(body, content_type=route.media_type.upper() + parameters)).status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", "gzip, identity"])
async def test_compressed_bodies(route: Route, encoding: str) -> None:
    body = msgspec.json.encode(route.good)
    is_problem(await route.send(body, content_encoding=encoding), 415, "unsupported_encoding")


async def test_a_body_one_byte_too_large(route: Route) -> None:
    body = msgspec.json.encode(route.good)
    full = body + b" " * (SINGLE_AT_MOST - len(body))
    assert (await route.send(full)).status_code == 200
    is_problem(await route.send(full + b" "), 413, "too_large")


async def test_a_body_too_large_in_pieces(route: Route) -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 1 << 17
            yield b" " * (1 << 17)

    answer = await route.asker.post(route.path, content=pieces(), headers={"content-type": route.media_type})
    is_problem(answer, 413, "too_large")
    assert sent <= SINGLE_AT_MOST + (1 << 18)


@pytest.mark.parametrize("length", ["-1", "1e3", "99999999999999999999", "x"])
async def test_a_length_that_is_none(route: Route, length: str) -> None:
    is_problem(await route.send(b"{}", content_length=length), 413, "too_large")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer co_live_",
        "Bearer co_live_" + "A" * 43,
        "Bearer co_live_" + "A" * 44,
        "Bearer co_live_" + "é" * 43,
        "Basic Zm9vOmJhcg==",
        "co_live_" + "A" * 43,
        "Bearer " + "A" * 100_000,
        "Bearer co_live_" + "A" * 42 + "'",
    ],
)
async def test_a_wrong_key(route: Route, key: str) -> None:
    body = msgspec.json.encode(route.good)
    answer = await route.send(body, authorization=key)
    is_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_without_a_key(route: Route, doors: Doors) -> None:
    answer = await doors.nobody.post(route.path, content=b"{}", headers={"content-type": "text/plain"})
    is_problem(answer, 401, "unauthenticated")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "TRACE"])
async def test_another_method(route: Route, method: str) -> None:
    answer = await route.asker.request(method, route.path)
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]
    if method != "HEAD":  # which is answered without a body
        is_problem(answer, 405, "method_not_allowed")


@pytest.mark.parametrize("path", ["{}/", "/{}", "{}/x", "/v2/events", "/v1", "/", "/v1/commands/", "{}%2f"])
async def test_another_address(route: Route, path: str, doors: Doors) -> None:
    address = path.format(route.path)
    without_key = await doors.nobody.post(address, content=b"{}", headers={"content-type": "application/json"})
    is_problem(without_key, 401, "unauthenticated")
    answer = await route.asker.post(address, content=b"{}", headers={"content-type": "application/json"})
    assert answer.status_code in (400, 404, 405), address


@pytest.mark.parametrize(
    ("path", "media_type"), [("/v1/events", ONE), ("/v1/commands/report-pain", "application/json")]
)
async def test_nothing_of_an_unforeseen_error_gets_out(context: Context, path: str, media_type: str) -> None:
    async with open_doors(context) as doors:
        asker = doors.partner if media_type == ONE else doors.owner
        await context.app.close()  # as if the database had gone for good
        answer = await asker.post(path, content=b"{}", headers={"content-type": media_type})
    is_problem(answer, 500, "internal")
    assert "detail" not in answer.json()
    assert "pool" not in answer.text.lower()


async def test_a_batch_has_its_own_limits(doors: Doors) -> None:
    async def send(body: bytes) -> httpx2.Response:
        return await doors.partner.post("/v1/events", content=body, headers={"content-type": BATCH})

    is_problem(await send(b"[" + b"{}," * 1000 + b"{}]"), 413, "batch_too_large")
    is_problem(await send(b" " * (BATCH_AT_MOST + 1)), 413, "too_large")
    is_problem(await send(b"{}"), 400, "invalid")
    answer = await send(b"[" + b"{}," * 999 + b"{}]")
    assert {outcome["code"] for outcome in answer.json()["outcomes"]} == {"invalid"}


async def test_bad_text_in_one_item_harms_no_other(doors: Doors) -> None:
    patient_id = await doors.enrol()
    good = msgspec.json.encode(event("session.logged", patient_id, {}))
    bad = msgspec.json.encode(event("session.logged", patient_id, {"note": "x"})).replace(b'"x"', b'"\xff"')
    answer = await doors.partner.post(
        "/v1/events", content=b"[" + bad + b"," + good + b"]", headers={"content-type": BATCH}
    )
    assert [outcome["status"] for outcome in answer.json()["outcomes"]] == ["refused", "stored"]
    assert (answer.json()["outcomes"][0]["code"], answer.json()["outcomes"][0]["at"]) == ("malformed_json", "/0/data")


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=1e9", "limit=-1", "cursor=x", "therapist=1", "x=1"])
async def test_parameters_out_of_bounds(doors: Doors, query: str) -> None:
    answer = await doors.owner.get(f"/v1/caseload?{query}")
    is_problem(answer, 400, "bad_cursor" if query.startswith("cursor") else "invalid_parameter")


async def test_a_parameter_given_twice(doors: Doors) -> None:
    is_problem(await doors.owner.get("/v1/caseload?limit=1&limit=2"), 400, "invalid_parameter")


@pytest.mark.parametrize("value", ["", "x" * 201, "a\tb", "ä"])
async def test_an_idempotency_key_that_is_none(doors: Doors, value: str) -> None:
    headers = [(b"idempotency-key", value.encode())]
    answer = await doors.owner.post("/v1/commands/open-clinic", json={}, headers=headers)
    is_problem(answer, 400, "invalid_header")


@pytest.mark.parametrize("value", ["*", "-1", "1.5", '"', "99999999999", 'W/"x"'])
async def test_a_version_that_is_none(doors: Doors, value: str) -> None:
    answer = await doors.owner.post("/v1/commands/open-clinic", json={}, headers={"if-match": value})
    is_problem(answer, 400, "invalid_header")
