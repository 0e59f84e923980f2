"""What a patient's programs expect on a date, by all that was said until a moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from simulation.dates import DAY, minute_of

Json = Mapping[str, Any]


class Slot(NamedTuple):
    """One dose of a prescription on a date: of the doses of the day the first is number 1."""

    day: date
    prescription_id: str
    number: int


@dataclass
class Program:
    program_id: str
    first_day: date
    last_day: date | None
    prescriptions: list[Json]
    pauses: list[tuple[date, date | None]] = field(default_factory=list)


@dataclass
class Care:
    """A patient's programs, the holds of red flags (the second date expects again), and the last date in care."""

    programs: list[Program] = field(default_factory=list)
    holds: list[tuple[date, date | None]] = field(default_factory=list)
    last_day: date | None = None

    def held(self, day: date) -> bool:
        return any(first <= day and (again is None or day < again) for first, again in self.holds)

    def active(self, day: date, *, though_held: bool = False) -> Iterator[tuple[Program, Json]]:
        """The prescriptions in force on a date, whether or not it is one of their weekdays."""
        held = self.held(day) and not though_held
        if held or (self.last_day is not None and day > self.last_day):
            return
        for program in self.programs:
            if _runs(program, day):
                for prescription in program.prescriptions:
                    yield program, prescription

    def doses(self, day: date, *, though_held: bool = False) -> Iterator[tuple[Program, Json, int]]:
        """How many doses the date itself expects of each; weekly work is left to its week."""
        for program, prescription in self.active(day, though_held=though_held):
            if expected := times(prescription, day):
                yield program, prescription, expected

    def slots(self, day: date, *, though_held: bool = False) -> list[Slot]:
        """What the ledger of a date speaks of: with `though_held` also what a red flag holds."""
        return [
            Slot(day, prescription["prescription_id"], number)
            for _, prescription, expected in self.doses(day, though_held=though_held)
            for number in range(1, expected + 1)
        ]

    def expects(self, day: date, program: Program | None = None) -> bool:
        """Anything at all, of a program or of any; of weekly work each date on which it is in force."""
        return any(
            (program is None or owner is program) and (times(one, day) or one["schedule"]["kind"] == "weekly")
            for owner, one in self.active(day)
        )

    def running(self, program: Program, day: date) -> bool:
        """Begun and not ended, paused or not."""
        ends = [last for last in (program.last_day, self.last_day) if last is not None]
        return program.first_day <= day <= min(ends, default=day)

    def prescription(self, prescription_id: str) -> tuple[Program, Json]:
        return next(
            (program, one)
            for program in self.programs
            for one in program.prescriptions
            if one["prescription_id"] == prescription_id
        )


def times(prescription: Json, day: date) -> int:
    """Doses of fixed, cue and interval work on a date in force."""
    schedule = prescription["schedule"]
    if schedule["kind"] in ("weekly", "symptom") or day.isoweekday() not in schedule.get("weekdays", range(1, 8)):
        return 0
    if schedule["kind"] != "interval":
        return int(schedule.get("times_a_day", 1))
    whole = (minute_of(schedule["end"]) - minute_of(schedule["start"])) // int(schedule["every_minutes"])
    return min(whole, int(schedule.get("most_a_day") or whole))


def week_of(day: date) -> list[date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + number * DAY for number in range(7)]


def _runs(program: Program, day: date) -> bool:
    if day < program.first_day or (program.last_day is not None and day > program.last_day):
        return False
    return not any(first <= day and (last is None or day <= last) for first, last in program.pauses)
