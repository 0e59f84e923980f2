"""The diaries of eight people over five months: exercise, daily answers, and complaints; all times in UTC."""

import ast

from domain.values import BodyRegion, Side, SymptomKind
from tests.support.real_logs.cloudevents import CloudEvent
from tests.support.real_logs.lines import Line, Unusable
from tests.support.real_logs.maker import Maker
from tests.support.real_logs.values import instant, later, level, seconds
from tests.support.real_logs.words import (
    INJURED_PARTS,
    NOT_ACTIVITIES,
    SEVERITIES,
    SORE_AREAS,
    SORENESS,
    Place,
)

WHOLE_BODY = Place(BodyRegion.WHOLE_BODY, Side.NONE)


class Exertion(Maker):
    """A session for each line. It names its end; we send its beginning."""

    columns = ("end_date_time", "activity_names", "perceived_exertion", "duration_min")

    def make(self, line: Line) -> list[CloudEvent]:
        ended = instant(line.cells["end_date_time"], self.person.zone)
        activities = [word for word in _list(line.cells["activity_names"]) if word not in NOT_ACTIVITIES]
        if not activities:
            raise Unusable("the line names no activity")
        duration = seconds(line.cells["duration_min"])
        if duration is None:
            self.note(line, "duration_min")
        try:
            effort = level(line.cells["perceived_exertion"])
        except Unusable:
            effort = None
            self.note(line, "perceived_exertion")
        return [self.session(line, later(ended, -(duration or 0)), activities, duration, effort)]


class Wellness(Maker):
    """The day's soreness: one report for each area named, else one of the whole body (0 from "normal" on).

    Fatigue, mood, readiness, sleep and stress are not something a patient reports here.
    """

    columns = ("effective_time_frame", "soreness", "soreness_area")

    def make(self, line: Line) -> list[CloudEvent]:
        at = instant(line.cells["effective_time_frame"], self.person.zone)
        answer = line.cells["soreness"]
        if answer not in SORENESS:
            raise Unusable(f"soreness {answer!r} is not on its scale of 1 to 5")
        codes = list(dict.fromkeys(_list(line.cells["soreness_area"])))
        unknown = [code for code in codes if code not in SORE_AREAS]
        if unknown:
            raise Unusable(f"no region of the body has the SNOMED CT code {', '.join(unknown)}")
        places = [SORE_AREAS[code] for code in codes] or [WHOLE_BODY]
        return [self.symptom(line, at, place, SORENESS[answer], SymptomKind.SORENESS) for place in places]


class Complaints(Maker):
    """Pain for each body part named. A line that names none says that nothing hurts: there is nothing to send."""

    columns = ("effective_time_frame", "injuries")

    def make(self, line: Line) -> list[CloudEvent]:
        at = instant(line.cells["effective_time_frame"], self.person.zone)
        named = _dict(line.cells["injuries"])
        if not named:
            raise Unusable("no complaint: nothing to send")
        for part, word in named.items():
            if part not in INJURED_PARTS:
                raise Unusable(f"no region of the body is called {part!r}")
            if word not in SEVERITIES:
                raise Unusable(f"no severity is called {word!r}")
        return [self.symptom(line, at, INJURED_PARTS[part], SEVERITIES[word]) for part, word in named.items()]


MOST_LETTERS = 2_000
"""Of a cell that holds a Python literal: more would only be there to tire the parser."""


def _literal(cell: str) -> object:
    try:
        return ast.literal_eval(cell) if len(cell) <= MOST_LETTERS else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _list(cell: str) -> list[str]:
    found = _literal(cell)
    if not isinstance(found, list):
        raise Unusable(f"{cell!r} is no list")
    return [str(item) for item in found]


def _dict(cell: str) -> dict[str, str]:
    found = _literal(cell)
    if not isinstance(found, dict):
        raise Unusable(f"{cell!r} is no list of complaints")
    return {str(key): str(value) for key, value in found.items()}
