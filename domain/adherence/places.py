"""Where reported work may go in a week: the doses of each prescription on each date, under their caps.

Work is counted in whole parts of a dose, so small that every part an entry can report of it is a whole number of them.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from math import gcd, lcm
from typing import assert_never
from uuid import UUID

from domain.adherence.plan import Plan, active_in
from domain.adherence.week import Exact, Slot
from domain.values import AsNeeded, Cue, Dose, Fixed, Interval, Prescription, Side, Weekly


class WeeklyWork:
    """What a weekly prescription expects of a whole week, over all dates on which it is active; the week's cap."""

    def __init__(self, prescription_id: UUID) -> None:
        self.prescription_id = prescription_id
        self.works: list[Work] = []  # one for each version of the program that is in force in the week
        self.active: list[date] = []
        self.target = 0
        self.parts = 1  # of one dose, in every version: a revision in mid-week may have changed the dose
        self.done = 0  # parts

    def add(self, work: "Work", times_a_week: int) -> None:
        self.works.append(work)
        self.active.extend(work.done)
        self.target = weekly_target(times_a_week, len(self.active))
        self.parts = lcm(self.parts, work.parts)
        for known in self.works:
            known.parts = self.parts

    def left(self) -> int:
        return self.target * self.parts - self.done


class Work:
    """A prescription in one week and in one version of its program, with the cap of each date and what is done."""

    def __init__(
        self, prescription: Prescription, days: Iterable[date], doses_a_day: int, week: WeeklyWork | None = None
    ) -> None:
        self.prescription = prescription
        self.doses_a_day = doses_a_day
        self.parts = parts_of(prescription.dose)  # of one dose
        self.done = dict.fromkeys(days, 0)  # parts, by the dates on which there is room for it
        self.week = week
        self.as_needed = isinstance(prescription.schedule, AsNeeded)  # nothing is expected, and there is always room
        self._nothing_done = Slot(prescription.prescription_id, doses_a_day, "0")

    def left(self, day: date) -> int:
        """Parts that still have room on one of its dates."""
        of_the_day = self.doses_a_day * self.parts - self.done[day]
        return of_the_day if self.week is None else min(of_the_day, self.week.left())

    def take(self, day: date, done: int, prescribed: int) -> int:
        """Counts `done` of `prescribed` as a part of one dose, as far as there is room; answers how many parts."""
        amount = min(self.parts * done // prescribed, self.left(day))
        self.done[day] += amount
        if self.week is not None:
            self.week.done += amount
        return amount

    def slot(self, day: date) -> Slot:
        done = self.done[day]
        if not done:  # most are: one value serves all dates
            return self._nothing_done
        return Slot(self.prescription.prescription_id, self.doses_a_day, exactly(done, self.parts))


class ProgramPlaces:
    """The places of one program in a week: daily work, weekly, and as needed, each in the order of the program."""

    def __init__(self) -> None:
        self.daily: list[Work] = []
        self.weekly: dict[UUID, WeeklyWork] = {}
        self.as_needed: list[Work] = []

    def open(self, prescription: Prescription, days: Sequence[date]) -> Work:
        """Makes room for a prescription on those of its active dates that its schedule names."""
        schedule = prescription.schedule
        match schedule:
            case Fixed() | Cue() | Interval():
                work = Work(prescription, dates_named(schedule, days), schedule.times_a_day)
                self.daily.append(work)
            case Weekly():
                week = self.weekly.get(prescription.prescription_id)
                if week is None:
                    week = self.weekly[prescription.prescription_id] = WeeklyWork(prescription.prescription_id)
                work = Work(prescription, days, schedule.most_a_day, week)
                week.add(work, schedule.times_a_week)
            case AsNeeded():
                work = Work(prescription, days, 0)
                self.as_needed.append(work)
            case _:
                assert_never(schedule)
        return work


class WeekPlaces:
    """All places of a week, in the order of the plan, found by prescription or by exercise and side."""

    def __init__(self, plan: Plan, days: Sequence[date]) -> None:
        self.programs: dict[UUID, ProgramPlaces] = {}
        self._named: dict[UUID, list[Work]] = {}
        self._exercises: dict[UUID, list[Work]] = {}
        opened = None
        for program, prescription, active in active_in(plan, days):
            if program is not opened:
                opened, places = program, self.programs.setdefault(program.program_id, ProgramPlaces())
            work = places.open(prescription, active)
            self._named.setdefault(prescription.prescription_id, []).append(work)
            self._exercises.setdefault(prescription.exercise_id, []).append(work)

    def named(self, day: date, prescription_id: UUID) -> list[Work]:
        """Where work on a prescription may go on a date."""
        return [work for work in self._named.get(prescription_id, ()) if day in work.done]

    def moving(self, day: date, exercise_id: UUID, side: Side) -> list[Work]:
        """Where work on an exercise and side may go on a date, in the order of the plan."""
        of_both = self._exercises.get(exercise_id, ())
        return [work for work in of_both if work.prescription.side is side and day in work.done]


def dates_named(schedule: Fixed | Cue | Interval, days: Sequence[date]) -> Sequence[date]:
    """Those of some dates that fall on a weekday of the schedule: on each of them it expects its times a day."""
    weekdays = schedule.weekdays
    return days if len(weekdays) == 7 else [day for day in days if day.isoweekday() in weekdays]


def weekly_target(times_a_week: int, active_days: int) -> int:
    """Doses expected of weekly work in a week of which it was active on `active_days` days (0 to 7).

    It is floor(n k / 7 + 1/2).
    """
    return (2 * times_a_week * active_days + 7) // 14


def parts_of(dose: Dose) -> int:
    """Into how many equal parts a dose is divided: by its sets, the repetitions and the seconds of each."""
    return dose.sets * lcm(dose.reps or 1, dose.hold_seconds or 1)


def exactly(done: int, parts: int) -> Exact:
    """`done` parts of doses of `parts` each, in lowest terms."""
    whole, rest = divmod(done, parts)
    if not rest:
        return str(whole)
    common = gcd(done, parts)
    return f"{done // common}/{parts // common}"
