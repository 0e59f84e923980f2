"""The diary of one person's pain and sport over eight years, kept in tables where a blank means "as above"."""

from datetime import date, datetime, time

from domain.values import Side, SymptomKind, Timing
from tests.support.real_logs.cloudevents import CloudEvent, Person
from tests.support.real_logs.lines import Line, Unusable
from tests.support.real_logs.maker import Maker
from tests.support.real_logs.values import clock, day_of, later, level, local, seconds
from tests.support.real_logs.words import NOT_PAIN, PAIN_REGIONS, SIDES, Place

NOON = time(12)
"""Where a line names a day and no time of it."""

AN_HOUR = 3600
"""How long a bout lasted, as far as the pain after it is concerned, where the line does not say."""


DATE = ("year", "month", "day")


class _Dated(Maker):
    """Blank year, month or day: as on the line above."""

    def __init__(self, person: Person) -> None:
        super().__init__(person)
        self._date = ["", "", ""]

    def skip(self, line: Line) -> None:
        self._carry(line)

    def day(self, line: Line) -> date:
        """Raises `Unusable` where the line's own cells or those above it make no date."""
        self._carry(line)
        cells = [line.cells[name] or above for name, above in zip(DATE, self._date, strict=True)]
        return day_of(*cells)

    def _carry(self, line: Line) -> None:
        """A word is nobody's "above"; a number that makes no date is, and what it meant is not for us to guess."""
        cells = [line.cells.get(name, "") for name in DATE]
        self._date = [cell if cell.isdigit() else above for cell, above in zip(cells, self._date, strict=True)]


class PainDiary(_Dated):
    """A blank region: the one above. A blank side or intensity: as on the last line about that region, for a side
    belongs to its region (the file's own note says "similar as previous day")."""

    columns = ("year", "month", "day", "region", "side", "intensity")

    def __init__(self, person: Person) -> None:
        super().__init__(person)
        self._region = ""
        self._sides: dict[str, Side] = {}
        self._intensities: dict[str, str] = {}

    def skip(self, line: Line) -> None:
        super().skip(line)
        self._region = line.cells.get("region", "").lower() or self._region

    def make(self, line: Line) -> list[CloudEvent]:
        self._region = word = (line.cells["region"] or self._region).lower()
        intensity = self._intensities[word] = line.cells["intensity"] or self._intensities.get(word, "")
        named = line.cells["side"].lower()
        self._sides[word] = SIDES.get(named, self._sides.get(word, Side.NONE))
        at = local(self.day(line), NOON, self.person.zone)
        if word not in PAIN_REGIONS:
            raise Unusable(f"no region of the body is called {word!r}")
        if named and named not in SIDES:
            raise Unusable(f"no side is called {line.cells['side']!r}")
        strength = level(intensity)
        kind = NOT_PAIN.get(word, SymptomKind.PAIN)
        places = [Place(place.region, place.side or self._sides[word]) for place in PAIN_REGIONS[word]]
        return [self.symptom(line, at, place, strength, kind) for place in places]


class SportDiary(_Dated):
    """A session for each line, and the pain after it where the line says how much and where."""

    columns = (
        "year",
        "month",
        "day",
        "activity",
        "start time",
        "duration",
        "pain after",
        "in reg",
        "Side",
        "effort Intensity",
    )

    def make(self, line: Line) -> list[CloudEvent]:
        day = self.day(line)
        started = clock(line.cells["start time"])
        if started is None:
            self.note(line, "start time")
        at = local(day, started or NOON, self.person.zone)
        duration = seconds(line.cells["duration"])
        if duration is None:
            self.note(line, "duration")
        session = self.session(line, at, [line.cells["activity"]], duration, self._effort(line))
        return [session, *self._pain_after(line, later(at, duration or AN_HOUR))]

    def _effort(self, line: Line) -> float | None:
        try:
            return level(line.cells["effort Intensity"])
        except Unusable:
            self.note(line, "effort Intensity")
            return None

    def _pain_after(self, line: Line, at: datetime) -> list[CloudEvent]:
        places = PAIN_REGIONS.get(line.cells["in reg"].lower())
        try:
            strength = level(line.cells["pain after"])
        except Unusable:
            places = None
        if not places:
            self.note(line, "pain after")
            self.note(line, "in reg")
            return []
        side = SIDES.get(line.cells["Side"].lower())
        if side is None:
            self.note(line, "Side")
        return [
            self.symptom(line, at, Place(place.region, place.side or side), strength, SymptomKind.PAIN, Timing.AFTER)
            for place in places
        ]
