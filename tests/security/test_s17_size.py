"""S17: sizes: a body a byte too large, told and in pieces, a batch of one event too many, bombs, heaps of nothing."""

import gzip
import zlib
from collections.abc import AsyncIterator

import httpx2
import msgspec
import pytest

from services.http.body import BATCH_AT_MOST, CSV, JSON_LINES, SINGLE_AT_MOST
from services.http.cloud_events import BATCH
from tests.support.both_routes import Route, is_problem
from tests.support.doors import Doors


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", "gzip, identity"])
async def test_a_compressed_body_is_not_looked_into(route: Route, encoding: str) -> None:
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


async def test_a_batch_has_its_own_limits(doors: Doors) -> None:
    async def send(body: bytes) -> httpx2.Response:
        return await doors.partner.post("/v1/events", content=body, headers={"content-type": BATCH})

    is_problem(await send(b"[" + b"{}," * 1000 + b"{}]"), 413, "batch_too_large")
    is_problem(await send(b" " * (BATCH_AT_MOST + 1)), 413, "too_large")
    is_problem(await send(b"{}"), 400, "invalid")
    answer = await send(b"[" + b"{}," * 999 + b"{}]")
    assert {outcome["code"] for outcome in answer.json()["outcomes"]} == {"invalid"}


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "x-gzip", "identity, gzip", "GZIP"])
async def test_a_bomb_is_never_opened(route: Route, doors: Doors, encoding: str) -> None:
    bomb = (gzip.compress if "gzip" in encoding.lower() else zlib.compress)(b"[" + b"{}," * (10 << 20) + b"{}]")
    assert len(bomb) < SINGLE_AT_MOST
    is_problem(await route.send(bomb, content_encoding=encoding), 415, "unsupported_encoding")
    batch = {"content-type": BATCH, "content-encoding": encoding}
    is_problem(await doors.partner.post("/v1/events", content=bomb, headers=batch), 415, "unsupported_encoding")


async def test_ten_thousand_and_one_events_are_too_many(doors: Doors) -> None:
    for count in (10_001, 1_001):
        body = b"[" + b",".join([b"{}"] * count) + b"]"
        answer = await doors.partner.post("/v1/events", content=body, headers={"content-type": BATCH})
        is_problem(answer, 413, "batch_too_large")


async def test_ten_megabytes_of_nothing_are_left_unread(route: Route, doors: Doors) -> None:
    heap = b"[" + b"{}," * (10 << 20) + b"{}]"
    is_problem(await route.send(heap), 413, "too_large")
    is_problem(await doors.partner.post("/v1/events", content=heap, headers={"content-type": BATCH}), 413, "too_large")


@pytest.mark.parametrize("media_type", [BATCH, JSON_LINES, CSV, "multipart/form-data; boundary=x"])
async def test_a_larger_body_is_taken_only_where_its_type_belongs(doors: Doors, media_type: str) -> None:
    body = b" " * (SINGLE_AT_MOST + 1)
    for path in ("/v1/commands/open-clinic", "/v1/importsx/1"):
        answer = await doors.owner.post(path, content=body, headers={"content-type": media_type})
        is_problem(answer, 413, "too_large")


async def test_a_part_of_an_import_has_its_own_limit(doors: Doors) -> None:
    path = f"/v1/imports/{(await doors.partner.post('/v1/imports', json={'kind': 'events'})).json()['id']}/parts/1"
    for size, status in ((BATCH_AT_MOST, 200), (BATCH_AT_MOST + 1, 413)):
        answer = await doors.partner.put(path, content=b" " * size, headers={"content-type": JSON_LINES})
        assert answer.status_code == status
    bomb = await doors.partner.put(
        path, content=gzip.compress(b" " * (64 << 20)), headers={"content-type": JSON_LINES, "content-encoding": "gzip"}
    )
    is_problem(bomb, 415, "unsupported_encoding")
