"""A photo is written anew: small, upright, without a word of what its file held besides."""

from io import BytesIO

import pytest
from PIL import Image

from services.media.kinds import MediaRefused
from services.media.pictures import picture_kept
from tests.support.pictures import FORMATS, PLACE, picture


@pytest.mark.parametrize("media_type", FORMATS)
async def test_nothing_is_kept_but_what_is_to_be_seen(media_type: str) -> None:
    sent = picture(media_type)
    assert PLACE.encode() in sent
    kept = await picture_kept(sent, media_type)
    assert PLACE.encode() not in kept
    with Image.open(BytesIO(kept)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("WEBP", (20, 40), {})


async def test_a_large_one_is_made_smaller() -> None:
    with Image.open(BytesIO(await picture_kept(picture(size=(4000, 1000)), "image/jpeg"))) as shown:
        assert shown.size == (320, 1280)


async def test_what_is_transparent_lies_on_white_paper() -> None:
    written = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(written, "PNG")
    with Image.open(BytesIO(await picture_kept(written.getvalue(), "image/png"))) as shown:
        assert shown.convert("RGB").getpixel((4, 4)) == (255, 255, 255)


def bomb() -> bytes:
    """A PNG of some kilobytes that says it has 400 million pixels."""
    written = BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    ("sent", "media_type"),
    [
        (b"", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"),
        (picture("image/png"), "image/jpeg"),
        (picture("image/jpeg")[:200], "image/jpeg"),
        (bomb(), "image/png"),
    ],
    ids=["nothing", "a drawing with scripts", "another type than it says", "broken off", "a bomb"],
)
async def test_what_is_no_such_picture_is_refused(sent: bytes, media_type: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        await picture_kept(sent, media_type)
    assert refused.value.code == "bad_picture"
