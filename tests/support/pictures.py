"""Small pictures and films as they are sent, with things in them that must not be kept."""

from io import BytesIO

from PIL import Image

PLACE = "52.5200 N 13.4050 E"
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
ORIENTATION, DESCRIPTION = 0x0112, 0x010E
ON_ITS_SIDE = 6


def picture(media_type: str = "image/jpeg", size: tuple[int, int] = (40, 20)) -> bytes:
    """Held on its side, and with a place in its metadata."""
    exif = Image.Exif()
    exif[ORIENTATION] = ON_ITS_SIDE
    exif[DESCRIPTION] = PLACE
    written = BytesIO()
    Image.new("RGB", size, (20, 120, 110)).save(written, FORMATS[media_type], exif=exif)
    return written.getvalue()


def box(kind: bytes, inside: bytes) -> bytes:
    return (len(inside) + 8).to_bytes(4, "big") + kind + inside


def mp4(told: bytes = PLACE.encode(), pictures: bytes = b"frames") -> bytes:
    """The boxes of a film: what it is, its plan with a place in it, and the pictures themselves."""
    track = box(b"trak", box(b"tkhd", b"\0" * 12) + box(b"udta", told))
    plan = box(b"moov", box(b"mvhd", b"\0" * 12) + track + box(b"udta", told) + box(b"meta", told))
    return box(b"ftyp", b"isom\0\0\0\0") + plan + box(b"mdat", pictures)


WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + b"\0" * 40
