"""S41: a photo or film that somebody sends shows what is to be seen, runs as nothing, and is nobody else's."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from domain.exercise.common import find
from services.context import Context
from services.media.kinds import AT_MOST, MediaKind
from services.media.store import PIECE
from tests.support.doors import Doors, open_doors
from tests.support.examples import named
from tests.support.pictures import PLACE, WEBM, mp4, picture
from tests.support.readings import read

OF_BRIDGE = f"/v1/exercises/{find('bridge').exercise_id}"
PHOTO, FILM = f"{OF_BRIDGE}/photo", f"{OF_BRIDGE}/film"


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def put(asker: httpx2.AsyncClient, path: str, sent: bytes, media_type: str) -> httpx2.Response:
    return await asker.put(path, content=sent, headers={"content-type": media_type})


async def shown(doors: Doors) -> dict[str, Any]:
    found: dict[str, Any] = (await read(doors.partner, OF_BRIDGE))["exercise"]
    return {kind: found[kind] for kind in ("photo", "film")}


async def test_a_photo_is_put_shown_replaced_and_removed(doors: Doors) -> None:
    assert (await doors.partner.get(PHOTO)).status_code == 404
    answer = await put(doors.therapist, PHOTO, picture(), "image/jpeg")
    assert (answer.status_code, answer.json()["media_type"]) == (200, "image/webp")
    assert await shown(doors) == {"photo": PHOTO, "film": None}
    first = await doors.partner.get(PHOTO)
    assert first.content[:4] == b"RIFF"
    assert len(first.content) == answer.json()["size"]
    known = await doors.partner.get(PHOTO, headers={"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    await put(doors.therapist, PHOTO, picture(size=(60, 30)), "image/jpeg")
    second = await doors.partner.get(PHOTO, headers={"if-none-match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.content != first.content
    assert (await doors.therapist.delete(PHOTO)).json()["removed"] is True
    assert (await doors.therapist.delete(PHOTO)).json()["removed"] is False
    assert (await doors.partner.get(PHOTO)).status_code == 404
    assert await shown(doors) == {"photo": None, "film": None}


async def test_it_is_given_as_what_it_is_and_run_as_nothing(doors: Doors) -> None:
    await put(doors.therapist, FILM, mp4(), "video/mp4")
    given = await doors.partner.get(FILM)
    assert {name: given.headers[name] for name in ("content-type", "x-content-type-options", "cache-control")} == {
        "content-type": "video/mp4",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-cache",
    }
    assert "sandbox" in given.headers["content-security-policy"]
    assert "default-src 'none'" in given.headers["content-security-policy"]
    assert PLACE.encode() not in given.content


async def test_a_film_is_given_in_parts(doors: Doors) -> None:
    film = mp4(pictures=bytes(range(256)) * (PIECE // 128))
    await put(doors.therapist, FILM, film, "video/mp4")
    kept = (await doors.partner.get(FILM)).content
    assert len(kept) == len(film)

    async def part(wanted: str, **more: str) -> tuple[int, bytes, str | None]:
        answer = await doors.partner.get(FILM, headers={"range": wanted, **more})
        return answer.status_code, answer.content, answer.headers.get("content-range")

    over_two_pieces = (PIECE - 3, PIECE + 4)
    first, last = over_two_pieces
    assert await part(f"bytes={first}-{last}") == (206, kept[first : last + 1], f"bytes {first}-{last}/{len(kept)}")
    assert await part("bytes=-5") == (206, kept[-5:], f"bytes {len(kept) - 5}-{len(kept) - 1}/{len(kept)}")
    assert await part("bytes=0-0") == (206, kept[:1], f"bytes 0-0/{len(kept)}")
    assert await part("bytes=7-99999999") == (206, kept[7:], f"bytes 7-{len(kept) - 1}/{len(kept)}")
    assert (await part(f"bytes={len(kept)}-"))[::2] == (416, f"bytes */{len(kept)}")
    assert (await part("bytes=5-2"))[0] == 416
    assert (await part("lines=1-2"))[:2] == (200, kept)
    assert (await part("bytes=0-1", **{"if-range": '"another"'}))[:2] == (200, kept)


async def test_what_is_kept_is_sealed_and_nobody_elses(doors: Doors, context: Context) -> None:
    marked = b"a film of ours " * 100
    await put(doors.therapist, FILM, mp4(pictures=marked), "video/mp4")
    async with context.reading(doors.org.organisation_id) as db:
        [(sealed,)] = await db.fetch("SELECT sealed FROM access.exercise_media_piece")
    assert marked[:15] not in sealed
    async with open_doors(context) as others:
        assert (await others.owner.get(FILM)).status_code == 404
        assert (await others.owner.delete(FILM)).json()["removed"] is False
    assert (await doors.partner.get(FILM)).status_code == 200


@pytest.mark.parametrize(
    ("path", "sent", "media_type", "refusal"),
    [
        (PHOTO, b"not a picture", "image/png", (422, "bad_picture")),
        (PHOTO, b"<svg/>", "image/svg+xml", (415, "unsupported_media_type")),
        (PHOTO, mp4(), "video/mp4", (415, "unsupported_media_type")),
        (FILM, b"<html></html>", "video/mp4", (422, "bad_film")),
        (FILM, WEBM, "text/html", (415, "unsupported_media_type")),
        (f"/v1/exercises/{named('nothing')}/photo", picture(), "image/jpeg", (404, "not_found")),
        ("/v1/exercises/bridge/photo", picture(), "image/jpeg", (404, "not_found")),
        (PHOTO, bytes(AT_MOST[MediaKind.PHOTO] + 1), "image/png", (413, "too_large")),
        (FILM, bytes(AT_MOST[MediaKind.FILM] + 1), "video/mp4", (413, "too_large")),
    ],
    ids=[
        "no picture",
        "a drawing",
        "a film as a photo",
        "a page as a film",
        "a film as a page",
        "of an exercise that is not there",
        "of what is no id",
        "too large a photo",
        "too large a film",
    ],
)
async def test_what_is_not_taken_is_refused(
    doors: Doors, path: str, sent: bytes, media_type: str, refusal: tuple[int, str]
) -> None:
    answer = await put(doors.therapist, path, sent, media_type)
    assert (answer.status_code, answer.json()["code"]) == refusal


async def test_who_may_not_put_one_sends_nothing_large(doors: Doors) -> None:
    assert (await put(doors.partner, PHOTO, picture(), "image/jpeg")).status_code == 403
    assert (await doors.partner.delete(PHOTO)).status_code == 403
    assert (await put(doors.partner, FILM, bytes(2 << 20), "video/mp4")).status_code == 413
