"""The published account of a patient's adherence: every range, by program and by prescription, the run, and today."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from msgspec import Struct

from domain.adherence.answered import Asked, Reports, asked
from domain.adherence.figures import Rate, SoFar, Tally, Weeks, mondays, rate, so_far, tallied
from domain.adherence.judge import judge_week
from domain.adherence.plan import DAY, Plan, ProgramPlan, active_in
from domain.adherence.sums import WeekSums, by_prescription
from domain.adherence.week import Week
from domain.values import AsNeeded
from domain.zones import local_date

RANGES = (7, 28, 90)
NO_SYMPTOM_REPORTED = "no_symptom_reported"
SHORTEST_RUN = 2
"""Dates. A run is there to please: what is shorter is not told, so that a day missed is never shown as a loss."""


class PrescriptionAccount(Struct, frozen=True):
    prescription_id: UUID
    days: Rate
    doses: Rate


class ProgramAccount(Struct, frozen=True):
    """`prescriptions`: those that expected something, and those as needed, as the program first lists them."""

    program_id: UUID
    days: Rate
    doses: Rate
    answered: Rate
    prescriptions: tuple[PrescriptionAccount, ...]


class RangeAccount(Struct, frozen=True):
    """The closed local dates from `first` to `last`; the programs are those that run on any of them."""

    range_days: int | None  # None: since the first program began
    first: date
    last: date
    days: Rate
    doses: Rate
    answered: Rate
    programs: tuple[ProgramAccount, ...]


class Account(Struct, frozen=True):
    ranges: tuple[RangeAccount, ...]
    run_days: int | None  # the latest dates that expected work, on each of which some was done; None under two
    today: SoFar


def account(plan: Plan, weeks: Weeks, reports: Reports, now: datetime) -> Account:
    """All that is published of a patient at `now`. `reports` are asked only where as-needed work is prescribed."""
    yesterday = local_date(plan.zones, now) - DAY
    since = first_date(plan, yesterday)
    sums = {monday: by_prescription(week) for monday, week in every_week(plan, weeks, since, yesterday)}
    answers = asked(plan, weeks, reports, now)
    today = so_far(plan, weeks, now)
    firsts = [*((n, yesterday - timedelta(days=n - 1)) for n in RANGES), (None, since)]
    return Account(
        tuple(_range(plan, sums, answers, n, first, yesterday) for n, first in firsts),
        _run(tallied(sums.items(), since, yesterday).values(), today),
        today,
    )


def first_date(plan: Plan, yesterday: date) -> date:
    """The first date on which any program is in force and has not ended; where there is none yet, `yesterday`."""
    ran = (program for program in plan.programs if plan.runs_between(program, date.min, yesterday))
    return min((program.begins for program in ran), default=yesterday)


def every_week(plan: Plan, weeks: Weeks, first: date, last: date) -> Iterator[tuple[date, Week]]:
    """The judged weeks that hold the dates from `first` to `last`, those without any report among them."""
    for monday in mondays(first, last):
        yield monday, weeks.get(monday) or judge_week(plan, monday, ())


def _range(
    plan: Plan,
    sums: Mapping[date, tuple[WeekSums, ...]],
    answers: Sequence[Asked],
    range_days: int | None,
    first: date,
    last: date,
) -> RangeAccount:
    tallies = tallied(((monday, sums[monday]) for monday in mondays(first, last) if monday in sums), first, last)
    asked_here = [each for each in answers if first <= each.day <= last]
    patient = Tally()
    programs = []
    for program in plan.programs:
        if plan.runs_between(program, first, last):
            whole = Tally()
            for prescription_id in _prescribed(program):
                if prescription_id in tallies:
                    whole.add_all(tallies[prescription_id])
            patient.add_all(whole)
            answered = answered_rate([each for each in asked_here if each.program_id == program.program_id])
            prescriptions = tuple(_prescriptions(plan, program, tallies, first, last))
            programs.append(ProgramAccount(program.program_id, whole.days(), whole.doses(), answered, prescriptions))
    return RangeAccount(
        range_days, first, last, patient.days(), patient.doses(), answered_rate(asked_here), tuple(programs)
    )


def answered_rate(asked_here: Sequence[Asked]) -> Rate:
    """Answered of asked; a report that asked several programs is one, and answered if any of them answers."""
    answered = {each.symptom_id: False for each in asked_here}
    for each in asked_here:
        answered[each.symptom_id] |= each.answered_by is not None
    return rate(Fraction(sum(answered.values())), len(answered), NO_SYMPTOM_REPORTED)


def _prescriptions(
    plan: Plan, program: ProgramPlan, tallies: Mapping[UUID, Tally], first: date, last: date
) -> Iterator[PrescriptionAccount]:
    as_needed = _as_needed_between(plan, program, first, last)
    for prescription_id in _prescribed(program):
        tally = tallies.get(prescription_id) or Tally()
        if tally.expected or prescription_id in as_needed:
            yield PrescriptionAccount(prescription_id, tally.days(), tally.doses())


def _as_needed_between(plan: Plan, program: ProgramPlan, first: date, last: date) -> set[UUID]:
    """The as-needed prescriptions of a program that are active on any of some dates."""
    versions = program.versions
    if not any(isinstance(one.schedule, AsNeeded) for version in versions for one in version.prescriptions):
        return set()
    begins = max(first, program.begins)
    days = [date.fromordinal(n) for n in range(begins.toordinal(), last.toordinal() + 1)]
    active = active_in(plan, days)
    return {one.prescription_id for whose, one, _ in active if whose is program and isinstance(one.schedule, AsNeeded)}


def _prescribed(program: ProgramPlan) -> dict[UUID, None]:
    """The ids of a program's prescriptions, in the order in which its versions first list them."""
    return dict.fromkeys(one.prescription_id for version in program.versions for one in version.prescriptions)


def _run(tallies: Iterable[Tally], today: SoFar) -> int | None:
    whole = Tally()
    for tally in tallies:
        whole.add_all(tally)
    run = int(today.done > 0)
    for ordinal in sorted(whole.expected_days, reverse=True):
        if ordinal not in whole.worked_days:
            break
        run += 1
    return run if run >= SHORTEST_RUN else None
