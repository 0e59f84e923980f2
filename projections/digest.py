"""Folding with care: what a read model cannot digest is found, its subject set aside, and the rest goes on."""

import logging
from collections.abc import Sequence
from uuid import UUID

import asyncpg

from eventstore.records import Recorded
from projections.base import Alarming, Fact, Reader
from projections.desk import Desk
from projections.operator_alarm import tell_operator
from projections.places import Place, park
from projections.reading import Item, Unreadable, subject_of

log = logging.getLogger(__name__)

# Classes of SQLSTATE that speak of the values given: data exceptions and broken constraints. All others speak of the
# server, the schema or the moment, and nobody's events are to blame for them.
OF_THE_VALUES = ("22", "23")


def is_poison(error: Exception) -> bool:
    """Whether an error comes from the event itself, so that trying again later would not help."""
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate)[:2] in OF_THE_VALUES
    if isinstance(error, asyncpg.InterfaceError):
        return isinstance(error, asyncpg.DataError)
    return not isinstance(error, asyncpg.InternalClientError | OSError | TimeoutError | MemoryError)


async def digest(desk: Desk, model: Reader, place: Place, items: Sequence[Item], parked: set[UUID]) -> None:
    """Apply the items of one feed; a subject whose event fails is parked from there on and added to `parked`.

    Raises what is not an event's fault.
    """
    rest = [item for item in items if subject_of(item.recorded) not in parked]
    if not rest:
        return
    try:
        async with desk.db.transaction():
            await model.apply(desk, readable(rest))
    except Exception as error:
        if not is_poison(error):
            raise
        if len(rest) == 1:
            await _set_aside(desk, model, place, rest[0].recorded, error)
            parked.add(subject_of(rest[0].recorded))
            return
    else:
        return
    middle = len(rest) // 2
    await digest(desk, model, place, rest[:middle], parked)
    await digest(desk, model, place, rest[middle:], parked)


async def _set_aside(desk: Desk, model: Reader, place: Place, event: Recorded, error: Exception) -> None:
    """Park the subject from this event on, and tell those who have to know. Whoever tries again knows."""
    subject_id = subject_of(event)
    if isinstance(model, Alarming):
        await model.alarm(desk, event)
    if await park(desk.db, place, subject_id, event.pos, f"{type(error).__name__}: {error}"):
        await tell_operator(desk.db, place, subject_id, event)
        whom = (place.reader, place.build, place.org_id, subject_id, event.pos)
        log.error("%s (build %d) of organisation %s stands still for %s from position %d on", *whom)


def readable(items: Sequence[Item]) -> list[Fact]:
    """The items as facts. Raises Undecodable for one that could not be decoded."""
    facts = []
    for item in items:
        if isinstance(item, Unreadable):
            raise item.error
        facts.append(item)
    return facts
