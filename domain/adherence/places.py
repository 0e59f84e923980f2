"""Where reported work may go on each date of a week: the doses of each prescription, under their caps.

Work is counted in whole parts of a dose, so small that every part an entry can report of it is a whole number of them.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import assert_never
from uuid import UUID

from domain.adherence.plan import Plan, active_on
from domain.adherence.week import Exact
from domain.values import Cue, Dose, Fixed, Prescription, Side, Weekly

Movement = tuple[UUID, Side]
"""An exercise and the side it is done on."""


class Count:
    """Doses done of an expected number, which caps them."""

    def __init__(self, expected: int, parts: int) -> None:
        self.expected = expected
        self.parts = parts  # of one dose
        self.done = 0  # parts

    def left(self) -> int:
        return self.expected * self.parts - self.done

    def exactly(self) -> Exact:
        return str(Fraction(self.done, self.parts))


class Place:
    """A prescription on one date, under the cap of the day and, for weekly work, of the week too."""

    def __init__(self, program_id: UUID, prescription: Prescription, day: Count, week: Count | None = None) -> None:
        self.program_id = program_id
        self.prescription = prescription
        self.day = day
        self.week = week

    def left(self) -> int:
        return self.day.left() if self.week is None else min(self.day.left(), self.week.left())

    def take(self, done: int, prescribed: int) -> None:
        """Counts `done` of `prescribed` as a part of one dose, as far as there is room."""
        amount = min(self.day.parts * done // prescribed, self.left())
        self.day.done += amount
        if self.week is not None:
            self.week.done += amount


class DayPlaces:
    """The places of one date, in the order of the plan, found by prescription or by exercise and side."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.named: dict[UUID, list[Place]] = {}
        self.moving: dict[Movement, list[Place]] = {}

    def add(self, place: Place) -> None:
        prescription = place.prescription
        self.places.append(place)
        self.named.setdefault(prescription.prescription_id, []).append(place)
        self.moving.setdefault((prescription.exercise_id, prescription.side), []).append(place)


class WeeklyWork:
    """A weekly prescription in one week, and the dates on which it is active."""

    def __init__(self) -> None:
        self.active: list[date] = []
        self.places: list[Place] = []
        self.week = Count(0, 1)

    def add(self, day: date, place: Place, times_a_week: int) -> None:
        self.active.append(day)
        self.places.append(place)
        self.week.expected = weekly_target(times_a_week, len(self.active))
        parts = lcm(self.week.parts, place.day.parts)  # a revision in mid-week may have changed the dose
        for count in (self.week, *(known.day for known in self.places)):
            count.parts = parts


class WeekPlaces:
    """The places of each date of a week, and its weekly work."""

    def __init__(self, plan: Plan, days: Sequence[date]) -> None:
        self.days = {day: DayPlaces() for day in days}
        self.weekly: dict[tuple[UUID, UUID], WeeklyWork] = {}
        for day in days:
            for program, prescription in active_on(plan, day):
                self._open(day, program.program_id, prescription)

    def _open(self, day: date, program_id: UUID, prescription: Prescription) -> None:
        schedule = prescription.schedule
        match schedule:
            case Fixed() | Cue():
                if day.isoweekday() in schedule.weekdays:
                    count = Count(schedule.times_a_day, parts_of(prescription.dose))
                    self.days[day].add(Place(program_id, prescription, count))
            case Weekly():
                work = self.weekly.setdefault((program_id, prescription.prescription_id), WeeklyWork())
                count = Count(schedule.most_a_day, parts_of(prescription.dose))
                place = Place(program_id, prescription, count, work.week)
                self.days[day].add(place)
                work.add(day, place, schedule.times_a_week)
            case _:
                assert_never(schedule)


def weekly_target(times_a_week: int, active_days: int) -> int:
    """Doses expected of weekly work in a week of which it was active on `active_days` days (0 to 7).

    It is floor(n k / 7 + 1/2).
    """
    return (2 * times_a_week * active_days + 7) // 14


def parts_of(dose: Dose) -> int:
    """Into how many equal parts a dose is divided: by its sets, the repetitions and the seconds of each."""
    return dose.sets * lcm(dose.reps or 1, dose.hold_seconds or 1)
