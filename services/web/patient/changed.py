"""What is known otherwise by now of the days that a page about the past shows."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from services.http.difference import Changed as Place
from services.http.difference import Difference
from services.web.patient.told import Past

RANGE = 4  # steps of /ranges/<days>/<number>/value
WHOLE = 2  # steps of /sessions/<id>


class Moved(NamedTuple):
    """A number of a range, as it was known and as it is."""

    days: int | None  # None: since the beginning
    number: str  # days or doses
    then: str | None
    now: str | None


class Changed(NamedTuple):
    """Sessions and reports by whether they came later, are otherwise now, or were taken back."""

    numbers: list[Moved]
    sessions: tuple[int, int, int]
    symptoms: tuple[int, int, int]

    @property
    def nothing(self) -> bool:
        return not (self.numbers or any(self.sessions) or any(self.symptoms))


def changed_since(past: Past) -> Changed | None:
    """None on a page about now."""
    of_numbers, of_sessions = past.adherence.difference, past.sessions.difference
    if of_numbers is None:
        return None
    return Changed(
        [moved for place in of_numbers.changed if (moved := _moved(place))],
        _counts(of_sessions, "sessions"),
        _counts(past.symptoms.difference, "symptoms"),
    )


def _moved(place: Place) -> Moved | None:
    steps = place.at.split("/")[1:]
    if len(steps) != RANGE or steps[0] != "ranges" or steps[2] not in ("days", "doses") or steps[3] != "value":
        return None
    return Moved(None if steps[1] == "null" else int(steps[1]), steps[2], place.then, place.now)


def _counts(difference: Difference | None, kind: str) -> tuple[int, int, int]:
    """How many things of a list came, changed, and went."""
    found: dict[str, str] = {}
    for place in difference.changed if difference else ():
        steps = place.at.split("/")[1:]
        if steps[0] != kind:
            continue
        if len(steps) == 1:  # the whole list, where one of the two is empty
            return len(_listed(place.now)), 0, len(_listed(place.then))
        whole = len(steps) == WHOLE
        found[steps[1]] = _became(place) if whole else found.get(steps[1], "changed")
    came, changed, went = (_count(found.values(), each) for each in ("came", "changed", "went"))
    return came, changed, went


def _became(place: Place) -> str:
    return "came" if place.then is None else "went" if place.now is None else "changed"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _count(became: Iterable[str], kind: str) -> int:
    return sum(each == kind for each in became)
