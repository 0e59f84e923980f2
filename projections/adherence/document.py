"""A patient's adherence as it is published: the account of the definition, its gaps with their reasons.

A pure function of what is known and of the moment, so that it says the same whether that comes from the read model or
from the log.
"""

from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from domain.adherence import DEFINITION_VERSION
from domain.adherence.account import ProgramAccount, RangeAccount, account
from domain.adherence.answered import Reports
from domain.adherence.figures import Rate, Weeks, shown
from domain.adherence.plan import Plan
from domain.adherence.week import WeeklyCount
from domain.zones import zone_at

INCOMPLETE = "incomplete"


class Known(NamedTuple):
    """All that judging one patient's adherence takes, but for the symptoms."""

    patient_id: UUID
    clinic_id: UUID | None
    plan: Plan
    weeks: Weeks
    complete: bool  # False: an event could not be digested, and those behind it are missing


class Number(Struct, frozen=True):
    """Done of expected. `exact` is the fraction in lowest terms, `value` the same with four decimals, half to even."""

    done: str
    expected: int
    exact: str | None  # None where there is no number: `reason` says why
    value: str | None
    reason: str | None  # incomplete: some events could not be digested; the others end in _expected or _reported
    too_little: bool  # fewer than five expected: too little to judge


class PrescriptionNumbers(Struct, frozen=True):
    prescription_id: UUID
    days: Number
    doses: Number


class ProgramInFull(Struct, frozen=True):
    """`answered`: of the symptoms that asked for the program's as-needed work, those answered within an hour."""

    program_id: UUID
    days: Number
    doses: Number
    answered: Number
    prescriptions: tuple[PrescriptionNumbers, ...]


class RangeInFull(Struct, frozen=True):
    """The closed local dates from `first` to `last`."""

    range_days: int | None  # null: since the first program began
    first: date
    last: date
    days: Number
    doses: Number
    answered: Number
    programs: tuple[ProgramInFull, ...]


class Today(Struct, frozen=True):
    """The patient's local date, which no number counts yet. `weekly` is the week's work, apart from the doses."""

    day: date
    expected: int
    done: str
    weekly: tuple[WeeklyCount, ...]


class PatientAdherence(Struct, frozen=True):
    """The days that were closed `at` a moment (UTC), judged by version `definition` of the published definition."""

    patient_id: UUID
    clinic_id: UUID | None
    definition: int
    at: datetime
    zone: str
    ranges: tuple[RangeInFull, ...]
    run_days: int | None  # latest dates that expected work, on each of which some was done; null under two
    today: Today


def published(known: Known, reports: Reports, now: datetime, *, all_reports: bool = True) -> PatientAdherence:
    """The numbers of the last 7, 28 and 90 closed days at `now` and of all days since the start, and today so far.

    `all_reports`: no report of a symptom is missing; what was answered is withheld otherwise.
    """
    found = account(known.plan, known.weeks, reports, now)
    today = found.today
    return PatientAdherence(
        patient_id=known.patient_id,
        clinic_id=known.clinic_id,
        definition=DEFINITION_VERSION,
        at=now,
        zone=zone_at(known.plan.zones, now),
        ranges=tuple(_range(each, known.complete, known.complete and all_reports) for each in found.ranges),
        run_days=found.run_days if known.complete else None,
        today=Today(today.day, today.expected, str(today.done), today.weekly),
    )


def number(rate: Rate, complete: bool) -> Number:
    """A rate as it is published; of a patient with undigested events the number itself is withheld."""
    value: Fraction | None = rate.value if complete else None
    return Number(
        done=str(rate.done),
        expected=rate.expected,
        exact=None if value is None else str(value),
        value=None if value is None else shown(value),
        reason=rate.reason if complete else INCOMPLETE,
        too_little=rate.too_little,
    )


def _range(found: RangeAccount, complete: bool, reports: bool) -> RangeInFull:
    days, doses, answered = number(found.days, complete), number(found.doses, complete), number(found.answered, reports)
    programs = tuple(_program(program, complete, reports) for program in found.programs)
    return RangeInFull(found.range_days, found.first, found.last, days, doses, answered, programs)


def _program(found: ProgramAccount, complete: bool, reports: bool) -> ProgramInFull:
    days, doses, answered = number(found.days, complete), number(found.doses, complete), number(found.answered, reports)
    prescriptions = tuple(
        PrescriptionNumbers(one.prescription_id, number(one.days, complete), number(one.doses, complete))
        for one in found.prescriptions
    )
    return ProgramInFull(found.program_id, days, doses, answered, prescriptions)
