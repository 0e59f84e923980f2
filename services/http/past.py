"""Asking for the past: by a moment, what was recorded by then; or by the position of an answer, that very answer."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from domain.values import Instant
from domain.zones import shifted
from eventstore.cursor import check_cursor, cursor_at
from eventstore.walls import Connection
from projections.story import place_at, recorded_at
from services.http.freshness import AsOf, FreshQuery
from services.http.operation import Asked
from services.http.problems import Problem

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)  # the days before it need not be judged
POSITION = re.compile(r"[0-9a-f]{32}")


class PastQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As of when: without `as_of` now. `at` goes with a position, `difference` with either, `at_least` with neither."""

    as_of: str | None = None
    at: Instant | None = None
    difference: bool = False


def asks_for_the_past(query: PastQuery) -> bool:
    """Whether anything but the present is asked for."""
    return query.as_of is not None or query.at is not None or query.difference


class Past(NamedTuple):
    """A place in the log, and the moment at which the days are closed."""

    pos: int
    as_of: AsOf


async def past(asked: Asked, db: Connection, query: PastQuery) -> Past:
    """The past that is asked for. Raises Problem `invalid_parameter`, and CursorRefused."""
    org_id = asked.actor.org_id
    if query.as_of is None:
        raise Problem("invalid_parameter", "`at` and `difference` go with `as_of`.")
    if query.at_least is not None:
        raise Problem("invalid_parameter", "`at_least` waits for the present, and `as_of` asks for the past.")
    if POSITION.fullmatch(query.as_of):
        pos = await check_cursor(db, org_id, query.as_of)
        moment = await recorded_at(db, org_id, pos) or asked.context.clock.now(org_id)
        if query.at is not None:  # before the position was written, too: those days by what was known later
            moment = _plausible(asked, shifted(query.at, 0), "at")
    elif query.at is None:
        moment = _plausible(asked, _instant(query.as_of), "as_of")
        pos = await place_at(db, org_id, moment)
    else:
        raise Problem("invalid_parameter", "`at` goes with a position: an instant given as `as_of` says it itself.")
    return Past(pos, AsOf(await cursor_at(db, org_id, pos), moment, 0, False))


def _instant(text: str) -> datetime:
    try:
        return shifted(msgspec.convert(text, Instant), 0)
    except msgspec.ValidationError as error:
        raise Problem(
            "invalid_parameter", "`as_of` is a position that an answer gave, or an instant with its offset."
        ) from error


def _plausible(asked: Asked, moment: datetime, parameter: str) -> datetime:
    if moment < EARLIEST:
        raise Problem("invalid_parameter", f"`{parameter}` lies before {EARLIEST:%Y}.")
    if moment > asked.context.clock.now(asked.actor.org_id):
        raise Problem("invalid_parameter", f"`{parameter}` lies in the future.")
    return moment
