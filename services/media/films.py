"""A film as it is kept: known by its first bytes, and in an MP4 without what the telephone wrote beside it.

Films are not decoded here: the browser does that, in its own sandbox. What they say of place, time and maker stands in
boxes of their own; those are blanked where they stand, so that every offset in the file stays right.
"""

from collections.abc import Iterator
from typing import NamedTuple

from services.media.kinds import MediaRefused

BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH", b"dash", b"MSNV")
EBML = b"\x1aE\xdf\xa3"
DOCTYPE_WITHIN = 64  # bytes of a WebM's beginning
HOLDERS = frozenset({b"moov", b"trak"})
TALKATIVE = frozenset({b"udta", b"meta", b"uuid"})
BLANK = b"free"
HEAD = 8  # bytes: size and type of a box
DEPTH_AT_MOST, BOXES_AT_MOST = 8, 10_000
"""Far more than cameras write, and few enough to be looked through in an instant."""


def film_kept(sent: bytes, media_type: str) -> bytes:
    """The film without what it says beside its pictures. Raises MediaRefused `bad_film`."""
    if media_type == "video/webm":
        if not sent.startswith(EBML) or b"webm" not in sent[:DOCTYPE_WITHIN]:
            raise MediaRefused("bad_film", "Its first bytes are not those of a WebM.")
        return sent
    if sent[4:8] != b"ftyp" or sent[8:12] not in BRANDS:
        raise MediaRefused("bad_film", "Its first bytes are not those of an MP4.")
    film = bytearray(sent)
    for start, end in _talkative(film):
        film[start + 4 : start + HEAD] = BLANK
        film[start + HEAD : end] = bytes(end - start - HEAD)
    return bytes(film)


def _talkative(film: bytearray) -> Iterator[tuple[int, int]]:
    """Where the boxes stand that are blanked: from their size on until behind their last byte."""
    looked_at = 0
    within = [(0, len(film), 0)]  # boxes in a row: from where to where, and how deep
    while within:
        start, end, depth = within.pop()
        while start + HEAD <= end:
            looked_at += 1
            if looked_at > BOXES_AT_MOST or depth > DEPTH_AT_MOST:
                raise MediaRefused("bad_film", "It has more parts than any camera writes.")
            box = _box_at(film, start, end)
            if box.kind in TALKATIVE and box.head == HEAD:
                yield start, box.end
            elif box.kind in HOLDERS:
                within.append((start + box.head, box.end, depth + 1))
            start = box.end


class _Box(NamedTuple):
    kind: bytes
    head: int  # bytes of its size and type
    end: int


def _box_at(film: bytearray, start: int, end: int) -> _Box:
    size, kind, head = int.from_bytes(film[start : start + 4], "big"), bytes(film[start + 4 : start + HEAD]), HEAD
    if size == 1:  # the real size follows
        size, head = int.from_bytes(film[start + HEAD : start + 16], "big"), 16
    elif size == 0:  # until the end
        size = end - start
    if size < head or start + size > end:
        raise MediaRefused("bad_film", "Its parts do not fit into each other.")
    return _Box(kind, head, start + size)
