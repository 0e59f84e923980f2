"""The published numbers: of a range of a patient's dates, the days worked and the doses done, exactly."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from msgspec import Struct

from domain.adherence.judge import judge_week
from domain.adherence.plan import DAY, Plan, active_on
from domain.adherence.week import Day, Exact, ProgramWeek, Week, WeeklyCount, monday_of
from domain.zones import local_date

ENOUGH_TO_JUDGE = 5
NO_DAY_EXPECTED = "no_day_expected"
NOTHING_EXPECTED = "nothing_expected"

Weeks = Mapping[date, Week]
"""Judged weeks by their Monday. One that is not there is judged as one in which nothing was reported."""


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


class _Sum:
    """Exact amounts added up, those of one denominator as whole numbers: adding Fractions one by one is slow."""

    def __init__(self) -> None:
        self.whole = 0
        self.parts: dict[str, int] = {}  # numerators by denominator

    def add(self, amount: Exact) -> None:
        over, _, under = amount.partition("/")
        if under:
            self.parts[under] = self.parts.get(under, 0) + int(over)
        else:
            self.whole += int(amount)

    def add_all(self, other: "_Sum") -> None:
        self.whole += other.whole
        for under, over in other.parts.items():
            self.parts[under] = self.parts.get(under, 0) + over

    def total(self) -> Fraction:
        return sum((Fraction(over, int(under)) for under, over in self.parts.items()), Fraction(self.whole))


class _Tally:
    """What was expected and done, added up."""

    def __init__(self) -> None:
        self.expected_days: set[date] = set()
        self.worked_days: set[date] = set()
        self.expected = 0
        self.done = _Sum()

    def add_day(self, day: Day) -> None:
        self.expected_days.add(day.day)
        for slot in day.slots:
            self.expected += slot.expected
            if slot.done != "0":
                self.worked_days.add(day.day)
                self.done.add(slot.done)

    def add_weekly(self, count: WeeklyCount) -> None:
        self.expected += count.target
        self.done.add(count.done)

    def add_all(self, other: "_Tally") -> None:
        self.expected_days |= other.expected_days
        self.worked_days |= other.worked_days
        self.expected += other.expected
        self.done.add_all(other.done)

    def days(self) -> Rate:
        return rate(Fraction(len(self.worked_days)), len(self.expected_days), NO_DAY_EXPECTED)

    def doses(self) -> Rate:
        return rate(self.done.total(), self.expected, NOTHING_EXPECTED)


def rate(done: Fraction, expected: int, nothing: str) -> Rate:
    """Done of expected; `nothing` is the reason given where nothing was expected."""
    too_little = expected < ENOUGH_TO_JUDGE
    if expected == 0:
        return Rate(done, expected, None, nothing, too_little)
    return Rate(done, expected, done / expected, None, too_little)


def figures(plan: Plan, weeks: Weeks, first: date, last: date) -> Figures:
    """The numbers of the local dates from `first` to `last`, both included, all of them closed.

    Weekly work counts in the range that holds the day on which it is judged, and is no part of the days.
    """
    running = [program.program_id for program in plan.programs if plan.runs_between(program, first, last)]
    tallies = {program_id: _Tally() for program_id in running}
    for program in _program_weeks(plan, weeks, first, last):
        tally = tallies.get(program.program_id)
        if tally is None:
            continue
        for day in program.days:
            if first <= day.day <= last:
                tally.add_day(day)
        for count in program.weekly:
            if first <= count.judged_on <= last:
                tally.add_weekly(count)
    patient = _Tally()
    for tally in tallies.values():
        patient.add_all(tally)
    programs = tuple(ProgramFigures(program_id, t.days(), t.doses()) for program_id, t in tallies.items())
    return Figures(first, last, patient.days(), patient.doses(), programs)


def _program_weeks(plan: Plan, weeks: Weeks, first: date, last: date) -> Iterator[ProgramWeek]:
    monday = monday_of(first)
    while monday <= last:
        yield from week_of(plan, weeks, monday).programs
        monday += timedelta(days=7)


def week_of(plan: Plan, weeks: Weeks, monday: date) -> Week:
    """The judged week that begins on `monday`, also where nothing was reported in it."""
    return weeks.get(monday) or judge_week(plan, monday, ())


def last_closed_dates(plan: Plan, now: datetime, n: int) -> tuple[date, date]:
    """The first and the last of the `n` local dates that end yesterday, as the patient's clocks have it at `now`."""
    yesterday = local_date(plan.zones, now) - DAY
    return yesterday - timedelta(days=n - 1), yesterday


def so_far(plan: Plan, weeks: Weeks, now: datetime) -> SoFar:
    """What today expects and what of it is done, as the patient's clocks have today at `now`."""
    today = local_date(plan.zones, now)
    programs = week_of(plan, weeks, monday_of(today)).programs
    slots = [slot for program in programs for day in program.days if day.day == today for slot in day.slots]
    active = {prescription.prescription_id for _, prescription in active_on(plan, today)}
    weekly = tuple(
        count.until(today) for program in programs for count in program.weekly if count.prescription_id in active
    )
    return SoFar(today, sum(slot.expected for slot in slots), total(slot.done for slot in slots), weekly)


def total(amounts: Iterable[Exact]) -> Fraction:
    """The exact sum of amounts of work done."""
    sum_ = _Sum()
    for amount in amounts:
        sum_.add(amount)
    return sum_.total()


def shown(fraction: Fraction) -> str:
    """A number as it is shown: four decimals, half to even."""
    ten_thousandths = round(fraction * 10_000)
    whole, decimals = divmod(abs(ten_thousandths), 10_000)
    return f"{'-' if ten_thousandths < 0 else ''}{whole}.{decimals:04d}"
