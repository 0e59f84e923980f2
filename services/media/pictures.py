"""A photo as it is kept: decoded and written anew, so that nothing of the sent file is left but what is to be seen."""

import asyncio
import warnings
from io import BytesIO

from PIL import Image, ImageOps

from services.media.kinds import MediaRefused

KEPT_AS = "image/webp"
LONGEST_EDGE = 1280  # pixels, as it is kept
PIXELS_AT_MOST = 50_000_000  # as it is sent: what a telephone takes, and no bomb
QUALITY = 80
PAPER = (255, 255, 255)  # behind what is transparent
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

_one_at_a_time = asyncio.Semaphore(1)
"""Decoding takes some 200 MB at its worst: never for two at once in one process."""


async def picture_kept(sent: bytes, media_type: str) -> bytes:
    """WebP of at most LONGEST_EDGE, turned as it was held, without any metadata. Raises MediaRefused `bad_picture`."""
    async with _one_at_a_time:
        return await asyncio.to_thread(_written_anew, sent, FORMATS[media_type])


def _written_anew(sent: bytes, format_: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(sent), formats=(format_,)) as opened:
                if opened.width * opened.height > PIXELS_AT_MOST:
                    raise MediaRefused(
                        "bad_picture", f"At most {PIXELS_AT_MOST // 1_000_000} million pixels are taken."
                    )
                opened.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))  # a JPEG is decoded no larger than it is needed
                return _webp(_shrunk(opened))
    except MediaRefused:
        raise
    except Exception as error:  # a decoder fed with anything at all fails in any way
        raise MediaRefused("bad_picture", "This cannot be read as a picture of the type that is said.") from error


def _shrunk(opened: Image.Image) -> Image.Image:
    """The first picture of it, upright, on paper."""
    opened.seek(0)
    opened.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    upright = ImageOps.exif_transpose(opened).convert("RGBA")
    paper = Image.new("RGB", upright.size, PAPER)
    paper.paste(upright, mask=upright.getchannel("A"))
    return paper


def _webp(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue()
