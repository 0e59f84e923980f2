"""Keeping what was touched lately and letting go of the rest, for the memories of the alert rules."""

from collections.abc import Collection, Mapping
from datetime import date
from itertools import islice, takewhile
from typing import Protocol, TypeVar
from uuid import UUID


class Touched(Protocol):
    @property
    def touched(self) -> date: ...


T = TypeVar("T", bound=Touched)


def with_newest(known: Mapping[UUID, T], key: UUID, now: T) -> dict[UUID, T]:
    """With one more, or one that was touched again, at the end. A copy, for it spares hashing every id anew."""
    touched = dict(known)
    touched.pop(key, None)
    touched[key] = now
    return touched


def let_go(known: dict[UUID, T], oldest: date, most: int, but: Collection[UUID] = ()) -> dict[UUID, T]:
    """Without those last touched before `oldest`, and the newest `most` at the most. The longest untouched stand first.

    Those named in `but` stay, however old.
    """
    old = [key for key, _ in takewhile(lambda item: item[1].touched < oldest, known.items()) if key not in but]
    for key in old:
        del known[key]
    for key in list(islice(known, max(len(known) - most, 0))):
        del known[key]
    return known


def oldest_touched(known: Mapping[UUID, Touched]) -> date:
    """When the one was touched that stands first."""
    return next(iter(known.values())).touched if known else date.max
