"""Putting, giving and removing the photo and the film of an exercise. Patients are shown only where they consent.

A film is handed out with its own type and nothing that a browser might run: `nosniff`, and a policy that sandboxes it.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple
from uuid import UUID

from asyncpg import UniqueViolationError
from msgspec import Meta, Struct

from eventstore.vault import VaultError
from services.http.body import check_kind, media_type
from services.http.etags import is_known
from services.http.exercises import address_of, exercise_asked
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.media.films import film_kept
from services.media.kinds import TYPES, MediaKind, MediaRefused
from services.media.pictures import KEPT_AS, picture_kept
from services.media.store import Media, media_of, one_media, part_of, put, remove

PART_AT_MOST = 4 << 20  # bytes of one answer to who asks for a range: what follows is asked for again
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
PARTIAL, NOT_MODIFIED = 206, 304


class MediaAnswer(Struct, frozen=True):
    """A photo or a film as it is kept."""

    exercise_id: UUID
    kind: MediaKind
    address: str
    media_type: str
    size: Annotated[int, Meta(description="Bytes.")]


class MediaRemoved(Struct, frozen=True):
    """It is gone, if it was there."""

    exercise_id: UUID
    kind: MediaKind
    removed: bool


async def put_media(asked: Asked, kind: MediaKind) -> Reply:
    exercise = await exercise_asked(asked)
    told = media_type({b"content-type": asked.headers.get("content-type", "").encode("latin-1")})
    check_kind(told, TYPES[kind])
    context, actor = asked.context, asked.actor
    try:
        if kind is MediaKind.PHOTO:
            kept, kept_as = await picture_kept(asked.body, told), KEPT_AS
        else:
            kept, kept_as = await asyncio.to_thread(film_kept, asked.body, told), told
        media = media_of(exercise.exercise_id, kind, kept_as, kept)
        async with context.writing(actor.org_id) as db:
            await put(db, context.vault, actor.org_id, media, kept, actor.signature, context.clock.now(actor.org_id))
    except MediaRefused as error:
        raise Problem(error.code, error.detail) from error
    except UniqueViolationError as error:  # somebody else put one at the same moment
        raise Problem("already_exists") from error
    asked.seen.changed((), exercise=str(exercise.exercise_id), put=str(kind))
    address = address_of(exercise.exercise_id, kind)
    return Reply(encode(MediaAnswer(exercise.exercise_id, kind, address, kept_as, media.size)))


async def remove_media(asked: Asked, kind: MediaKind) -> Reply:
    exercise, org_id = await exercise_asked(asked), asked.actor.org_id
    async with asked.context.writing(org_id) as db:
        removed = await remove(db, org_id, exercise.exercise_id, kind)
    asked.seen.changed((), exercise=str(exercise.exercise_id), removed=str(kind))
    return Reply(encode(MediaRemoved(exercise.exercise_id, kind, removed)))


async def give_media(asked: Asked, kind: MediaKind) -> Reply:
    exercise, context, org_id = await exercise_asked(asked), asked.context, asked.actor.org_id
    async with context.reading(org_id) as db:
        media = await one_media(db, org_id, exercise.exercise_id, kind)
        if media is None:
            raise Problem("not_found")
        headers = _headers(media)
        if is_known(media.etag, asked.headers.get("if-none-match")):
            return Reply(b"", headers, media.media_type, NOT_MODIFIED)
        wanted = _wanted(media, asked.headers.get("range"), asked.headers.get("if-range"))
        try:
            part = await part_of(db, context.vault, org_id, media, wanted.first, wanted.last)
        except VaultError as error:  # another took its place meanwhile, or it cannot be opened at the moment
            raise Problem("busy") from error
    if wanted.partial:
        headers["content-range"] = f"bytes {wanted.first}-{wanted.last}/{media.size}"
    return Reply(part, headers, media.media_type, PARTIAL if wanted.partial else 200)


class Wanted(NamedTuple):
    """Bytes, both ends included; and whether a part was asked for."""

    first: int
    last: int
    partial: bool


def _wanted(media: Media, asked_for: str | None, only_of: str | None) -> Wanted:
    """Of a range that is written otherwise, or of another film, all of it. Raises Problem `no_such_range`."""
    last = media.size - 1
    found = None if asked_for is None else RANGE.fullmatch(asked_for.strip())
    if found is None or not any(found.groups()) or only_of not in (None, media.etag):
        return Wanted(0, last, False)
    begin, end = found.groups()
    first = int(begin) if begin else max(0, media.size - int(end))
    until = min(int(end), last) if begin and end else last
    if first > until:
        raise Problem("no_such_range", headers={"content-range": f"bytes */{media.size}"})
    return Wanted(first, min(until, first + PART_AT_MOST - 1), True)


def _headers(media: Media) -> dict[str, str]:
    return {
        "etag": media.etag,
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",  # kept by the asker's own browser, which asks whether it still counts
        "content-security-policy": POLICY,
        "content-disposition": "inline",
    }


def doing(run: Callable[[Asked, MediaKind], Awaitable[Reply]], kind: MediaKind) -> Callable[[Asked], Awaitable[Reply]]:
    """One of these doors, for photos or for films."""

    async def door(asked: Asked) -> Reply:
        return await run(asked, kind)

    return door
