"""The numbers of a range of a patient's dates: the days worked and the doses done, exactly."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from msgspec import Struct

from domain.adherence.judge import judge_week
from domain.adherence.plan import DAY, Plan, active_on
from domain.adherence.sums import DaySum, Sum, WeekSums, by_program
from domain.adherence.week import Week, WeeklyCount, monday_of
from domain.zones import local_date

ENOUGH_TO_JUDGE = 5
NO_DAY_EXPECTED = "no_day_expected"
NOTHING_EXPECTED = "nothing_expected"

Weeks = Mapping[date, Week]
"""Judged weeks by their Monday. One that is not there is judged as one in which nothing was reported."""

Sums = Mapping[date, tuple[WeekSums, ...]]
"""What judged weeks add to the numbers, by their Monday; of one that is not there as of `Weeks`."""


class Rate(Struct, frozen=True):
    """Done of expected, in days or in doses."""

    done: Fraction
    expected: int
    value: Fraction | None  # 0 to 1; None where nothing is expected: never 0 %, never 100 %
    reason: str | None = None  # why there is no value
    too_little: bool = False  # fewer than five expected: too little to judge


class ProgramFigures(Struct, frozen=True):
    program_id: UUID
    days: Rate
    doses: Rate


class Figures(Struct, frozen=True):
    """The numbers of the dates from `first` to `last`: the patient's, and those of each program that runs on any."""

    first: date
    last: date
    days: Rate
    doses: Rate
    programs: tuple[ProgramFigures, ...]


class SoFar(Struct, frozen=True):
    """Today, which no number counts yet: its doses, and apart from them the week's of weekly work in force today."""

    day: date
    expected: int
    done: Fraction
    weekly: tuple[WeeklyCount, ...]


class Tally:
    """What was expected and done, added up. Days are counted by their ordinals: two programs share them."""

    def __init__(self) -> None:
        self.expected_days: set[int] = set()
        self.worked_days: set[int] = set()
        self.expected = 0
        self.done = Sum()

    def add_day(self, ordinal: int, day: DaySum) -> None:
        self.expected_days.add(ordinal)
        self.expected += day.expected
        if day.done != "0":
            self.worked_days.add(ordinal)
            self.done.add(day.done)

    def add_weekly(self, week: DaySum) -> None:
        self.expected += week.expected
        self.done.add(week.done)

    def add_all(self, other: "Tally") -> None:
        self.expected_days |= other.expected_days
        self.worked_days |= other.worked_days
        self.expected += other.expected
        self.done.add_all(other.done)

    def days(self) -> Rate:
        return rate(Fraction(len(self.worked_days)), len(self.expected_days), NO_DAY_EXPECTED)

    def doses(self) -> Rate:
        return rate(self.done.total(), self.expected, NOTHING_EXPECTED)


def tallied(weeks: Iterable[tuple[date, Iterable[WeekSums]]], first: date, last: date) -> dict[UUID, Tally]:
    """What weeks, told by their Mondays, add to the dates from `first` to `last`, for each that they add to.

    Weekly work counts in the range that holds the day on which it is judged, and is no part of the days.
    """
    lowest, highest = first.toordinal(), last.toordinal()
    tallies: dict[UUID, Tally] = {}
    for week_begins, sums in weeks:
        monday = week_begins.toordinal()
        for added in sums:
            tally = tallies.get(added.of)
            if tally is None:
                tally = tallies[added.of] = Tally()
            for day in added.days:
                if lowest <= monday + day.weekday <= highest:
                    tally.add_day(monday + day.weekday, day)
            for week in added.weekly:
                if lowest <= monday + week.weekday <= highest:
                    tally.add_weekly(week)
    return tallies


def rate(done: Fraction, expected: int, nothing: str) -> Rate:
    """Done of expected; `nothing` is the reason given where nothing was expected."""
    too_little = expected < ENOUGH_TO_JUDGE
    if expected == 0:
        return Rate(done, expected, None, nothing, too_little)
    value = Fraction(done.numerator, done.denominator * expected)  # its own division takes twice as long
    return Rate(done, expected, value, None, too_little)


def figures(plan: Plan, sums: Sums, first: date, last: date) -> Figures:
    """The numbers of the local dates from `first` to `last`, both included, all of them closed.

    `sums` are those of programs.
    """
    running = [program for program in plan.programs if plan.runs_between(program, first, last)]
    begins = max(first, min((program.begins for program in running), default=last))  # no week before it need be judged
    weeks = ((monday, _sums_of_week(plan, sums, monday)) for monday in mondays(begins, last))
    tallies = tallied(weeks, begins, last)
    of_programs = {program.program_id: tallies.get(program.program_id) or Tally() for program in running}
    programs = tuple(ProgramFigures(program_id, t.days(), t.doses()) for program_id, t in of_programs.items())
    if len(programs) == 1:  # nearly everybody's
        return Figures(first, last, programs[0].days, programs[0].doses, programs)
    patient = Tally()
    for tally in of_programs.values():
        patient.add_all(tally)
    return Figures(first, last, patient.days(), patient.doses(), programs)


def mondays(first: date, last: date) -> Iterable[date]:
    """The Mondays of the weeks that hold the dates from `first` to `last`."""
    return map(date.fromordinal, range(monday_of(first).toordinal(), last.toordinal() + 1, 7))


def _sums_of_week(plan: Plan, sums: Sums, monday: date) -> tuple[WeekSums, ...]:
    known = sums.get(monday)
    return by_program(judge_week(plan, monday, ())) if known is None else known


def last_closed_dates(plan: Plan, now: datetime, n: int) -> tuple[date, date]:
    """The first and the last of the `n` local dates that end yesterday, as the patient's clocks have it at `now`."""
    yesterday = local_date(plan.zones, now) - DAY
    return yesterday - timedelta(days=n - 1), yesterday


def so_far(plan: Plan, weeks: Weeks, now: datetime) -> SoFar:
    """What today expects and what of it is done, as the patient's clocks have today at `now`."""
    today = local_date(plan.zones, now)
    monday = monday_of(today)
    programs = (weeks.get(monday) or judge_week(plan, monday, ())).programs
    slots = [slot for program in programs for day in program.days if day.day == today for slot in day.slots]
    active = {prescription.prescription_id for _, prescription in active_on(plan, today)}
    weekly = tuple(
        count.until(today) for program in programs for count in program.weekly if count.prescription_id in active
    )
    return SoFar(today, sum(slot.expected for slot in slots), Sum(slot.done for slot in slots).total(), weekly)


def shown(fraction: Fraction) -> str:
    """A number as it is shown: four decimals, half to even."""
    ten_thousandths, rest = divmod(abs(fraction.numerator) * 10_000, fraction.denominator)
    if 2 * rest + ten_thousandths % 2 > fraction.denominator:  # more than half, or half and odd
        ten_thousandths += 1
    whole, decimals = divmod(ten_thousandths, 10_000)
    return f"{'-' if fraction.numerator < 0 and ten_thousandths else ''}{whole}.{decimals:04d}"
