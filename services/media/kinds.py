"""Which photos and films of exercises are taken: their types and sizes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

PICTURES = ("image/jpeg", "image/png", "image/webp")
FILMS = ("video/mp4", "video/webm")


class MediaKind(StrEnum):
    """An exercise has at most one of each."""

    PHOTO = "photo"
    FILM = "film"


TYPES: Mapping[MediaKind, tuple[str, ...]] = MappingProxyType({MediaKind.PHOTO: PICTURES, MediaKind.FILM: FILMS})

AT_MOST: Mapping[MediaKind, int] = MappingProxyType({MediaKind.PHOTO: 8 << 20, MediaKind.FILM: 30 << 20})
"""Bytes of one, as it is sent."""

ALL_AT_MOST = 2 << 30
"""Bytes of all that an organisation has."""


class MediaRefused(Exception):
    """A photo or film that is not taken: a stable code of the doors, and a sentence about the case."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
