"""What two answers say differently, place by place: what was known then, and what is known now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from services.http.freshness import AsOf
from services.http.ratings import in_points

NAMING = ("session_id", "symptom_id", "prescription_id", "program_id", "range_days", "day")
"""What tells the things in a list apart, the most particular first; lists of others are compared as a whole."""


class Changed(Struct, frozen=True):
    """One place of the answer, as a JSON pointer in which things of a list go by their ids."""

    at: str
    then: Any  # null also where there was nothing
    now: Any  # null also where nothing is left


class Difference(Struct, frozen=True):
    """What the log says of the same moment by now, where that is something else."""

    as_of: AsOf  # what is known now, of the days that were closed then
    changed: tuple[Changed, ...]


def differing(as_of: AsOf, then: Struct | None, now: Struct | None) -> Difference:
    """The places at which two documents differ; `as_of` is the later one's."""
    return Difference(as_of, tuple(differences(in_points(then), in_points(now))))


def differences(then: Any, now: Any, at: str = "") -> Iterator[Changed]:
    """The smallest places at which two JSON values differ, in order."""
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys((*then, *now)):
            yield from differences(then.get(key), now.get(key), f"{at}/{_escaped(key)}")
    elif (then_named := _named(then)) is not None and (now_named := _named(now)) is not None:
        yield from differences(then_named, now_named, at)
    elif then != now:
        yield Changed(at, then, now)


def _named(value: Any) -> dict[str, Any] | None:
    """A list by what names its members; None for anything else. The empty list has no members to name."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    for name in NAMING:
        if all(isinstance(member, Mapping) and name in member for member in value):
            named = {_text(member[name]): member for member in value}
            return named if len(named) == len(value) else None
    return None


def _text(name: Any) -> str:
    return "null" if name is None else str(name)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
