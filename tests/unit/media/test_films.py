"""A film is known by its first bytes, and says nothing besides its pictures."""

import pytest

from services.media.films import film_kept
from services.media.kinds import MediaRefused
from tests.support.pictures import PLACE, WEBM, box, mp4


def test_what_a_telephone_wrote_beside_the_pictures_is_blanked_in_its_place() -> None:
    sent = mp4()
    kept = film_kept(sent, "video/mp4")
    assert PLACE.encode() not in kept
    assert (len(kept), kept.index(b"frames"), kept.count(b"free")) == (len(sent), sent.index(b"frames"), 3)


def test_the_pictures_stay_as_they_are() -> None:
    looks_like_a_box = box(b"udta", b"frames that happen to look like a box")
    assert film_kept(mp4(pictures=looks_like_a_box), "video/mp4").endswith(looks_like_a_box)


def test_a_webm_stays_as_it_is() -> None:
    assert film_kept(WEBM, "video/webm") == WEBM


@pytest.mark.parametrize(
    ("sent", "media_type"),
    [
        (b"", "video/mp4"),
        (b"<html><script>alert(1)</script></html>", "video/mp4"),
        (mp4(), "video/webm"),
        (WEBM, "video/mp4"),
        (box(b"ftyp", b"qt  \0\0\0\0"), "video/mp4"),
        (mp4()[:-3], "video/mp4"),
        (box(b"ftyp", b"isom\0\0\0\0") + b"\0\0\0\4moov", "video/mp4"),
    ],
    ids=["nothing", "a page", "another type", "another type too", "QuickTime", "broken off", "a part that never ends"],
)
def test_what_is_no_such_film_is_refused(sent: bytes, media_type: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        film_kept(sent, media_type)
    assert refused.value.code == "bad_film"


def test_a_film_of_more_parts_than_any_camera_writes_is_refused() -> None:
    deep = b""
    for _ in range(3_000):
        deep = box(b"moov", deep)
    for parts in (deep, box(b"free", b"") * 20_000):
        with pytest.raises(MediaRefused) as refused:
            film_kept(box(b"ftyp", b"isom\0\0\2\0") + parts, "video/mp4")
        assert refused.value.code == "bad_film"
