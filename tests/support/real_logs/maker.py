"""What every kind of diary shares: turning one line into events, and noting the cells that had to be left out."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any

from domain.exercise.common import find
from domain.values import Side, SymptomKind, Timing
from tests.support.real_logs.cloudevents import CloudEvent, Person, cloud_event
from tests.support.real_logs.lines import LeftOut, Line, Unusable
from tests.support.real_logs.words import EXERCISES, Place


class Maker(ABC):
    """Turns the lines of one file, in their order, into events; keeps what blanks refer to."""

    columns: tuple[str, ...]

    def __init__(self, person: Person) -> None:
        self.person = person
        self.left_out: list[LeftOut] = []

    @abstractmethod
    def make(self, line: Line) -> list[CloudEvent]:
        """At least one event. Raises `Unusable`."""

    def skip(self, line: Line) -> None:  # noqa: B027 - most diaries have no blanks that mean "as above"
        """Takes from a line with a fault what blanks below may refer to."""

    def note(self, line: Line, column: str) -> None:
        """Remembers a cell that said something, but nothing usable."""
        if line.cells[column]:
            self.left_out.append(LeftOut(line.file, line.number, column, line.cells[column]))

    def session(
        self, line: Line, at: datetime, activities: list[str], duration: int | None, effort: float | None
    ) -> CloudEvent:
        """A bout of exercise with one entry for each exercise of the library that stands for the activities."""
        slugs: list[str] = []
        for activity in activities:
            slug = EXERCISES.get(activity.lower())
            if slug is None:
                raise Unusable(f"no exercise of the library stands for the activity {activity!r}")
            if slug not in slugs:
                slugs.append(slug)
        data: dict[str, Any] = {"entries": [{"exercise_id": str(find(slug).exercise_id)} for slug in slugs]}
        if duration is not None:
            data["duration_seconds"] = duration
        if effort is not None:
            data["effort"] = effort
        return cloud_event(self.person, "session.logged", line.file, _session_id(line), at, data)

    def symptom(
        self,
        line: Line,
        at: datetime,
        place: Place,
        level: float,
        kind: SymptomKind = SymptomKind.PAIN,
        timing: Timing = Timing.AT_REST,
    ) -> CloudEvent:
        """A report of one symptom at one place of the body; `level` is 0-10 with one decimal. What was felt after
        exercise names the session of the same line."""
        side = place.side or Side.NONE
        data: dict[str, Any] = {
            "kind": kind.value,
            "level": level,
            "region": place.region.value,
            "side": side.value,
            "timing": timing.value,
        }
        if timing is Timing.AFTER:
            data["session"] = _session_id(line)
        part = f"{line.number}:{kind.value}-{place.region.value}-{side.value}"
        return cloud_event(self.person, "symptom.reported", line.file, part, at, data)


def _session_id(line: Line) -> str:
    return f"{line.number}:session"
