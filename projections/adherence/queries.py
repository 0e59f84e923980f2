"""How much of the prescribed work a patient did: the published numbers of closed days, and today so far."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from domain.adherence import DEFINITION_VERSION
from domain.adherence.figures import Rate, Sums, figures, last_closed_dates, shown, so_far
from domain.adherence.plan import DAY, Plan
from domain.adherence.sums import ProgramSums
from domain.adherence.week import Week, WeeklyCount, monday_of
from domain.zones import zone_at
from eventstore.walls import Connection

RANGES = (7, 28, 90)
INCOMPLETE = "incomplete"

# Some patients' plans, and whether all their events could be digested; what each judged week between two Mondays adds
# to the numbers, and those weeks as they are from a third Monday on. Weeks without any report are not stored.
KNOWN = """
SELECT p.patient_id, p.clinic_id, p.plan, k.pos IS NULL AS complete, w.sums, w.weeks
FROM rm.adherence_patient p
LEFT JOIN log.parked k
  ON k.org_id = p.org_id AND k.reader = 'adherence' AND k.build = p.build AND k.subject_id = p.patient_id
CROSS JOIN LATERAL (
  SELECT json_object_agg(monday, sums) AS sums, json_object_agg(monday, week) FILTER (WHERE monday >= $5) AS weeks
  FROM rm.adherence_week
  WHERE org_id = p.org_id AND build = p.build AND patient_id = p.patient_id AND monday BETWEEN $3 AND $4
) w
WHERE p.org_id = $1 AND p.build = (SELECT log.live($1, 'adherence')) AND p.patient_id = ANY ($2::uuid[])
"""

# The judged week of some patients that begins on a Monday.
WEEK = """
SELECT patient_id, week FROM rm.adherence_week
WHERE org_id = $1 AND build = (SELECT log.live($1, 'adherence')) AND patient_id = ANY ($2::uuid[]) AND monday = $3
"""

_plan = msgspec.json.Decoder(Plan)
_week = msgspec.json.Decoder(Week)
_weeks = msgspec.json.Decoder(dict[date, Week])
_sums = msgspec.json.Decoder(dict[date, tuple[ProgramSums, ...]])


class Number(Struct, frozen=True):
    """Done of expected. `exact` is the fraction in lowest terms, `value` the same with four decimals, half to even."""

    done: str
    expected: int
    exact: str | None  # None where there is no number: `reason` says why
    value: str | None
    reason: str | None  # no_day_expected, nothing_expected, or incomplete: some events could not be digested
    too_little: bool  # fewer than five expected: too little to judge


class ProgramNumbers(Struct, frozen=True):
    program_id: UUID
    days: Number
    doses: Number


class RangeNumbers(Struct, frozen=True):
    """The closed local dates from `first` to `last`."""

    range_days: int
    first: date
    last: date
    days: Number
    doses: Number
    programs: tuple[ProgramNumbers, ...]


class SpanNumbers(Struct, frozen=True):
    """The closed local dates from `first` to `last`."""

    first: date
    last: date
    days: Number
    doses: Number


class Today(Struct, frozen=True):
    """The patient's local date, which no number counts yet. `weekly` is the week's work, apart from the doses."""

    day: date
    expected: int
    done: str
    weekly: tuple[WeeklyCount, ...]


class PatientAdherence(Struct, frozen=True):
    """What was known at `as_of` (UTC), judged by version `definition` of the published definition."""

    patient_id: UUID
    clinic_id: UUID | None
    definition: int
    as_of: datetime
    zone: str
    ranges: tuple[RangeNumbers, ...]
    today: Today


async def adherence(db: Connection, org_id: UUID, patient_id: UUID, now: datetime) -> PatientAdherence | None:
    """The numbers of the last 7, 28 and 90 closed days at `now`; None for a patient whom nobody enrolled."""
    weeks_from = monday_of(_utc_day(now) - DAY)  # the patient's today is in it, or in the one after it
    rows = await _known(db, org_id, [patient_id], now, max(RANGES), weeks_from)
    if not rows:
        return None
    [row] = rows
    plan = _plan.decode(row["plan"])
    today = so_far(plan, {} if row["weeks"] is None else _weeks.decode(row["weeks"]), now)
    return PatientAdherence(
        patient_id=patient_id,
        clinic_id=row["clinic_id"],
        definition=DEFINITION_VERSION,
        as_of=now,
        zone=zone_at(plan.zones, now),
        ranges=_ranges(plan, row, now, RANGES),
        today=Today(today.day, today.expected, str(today.done), today.weekly),
    )


async def adherence_of_many(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], now: datetime, days: int
) -> dict[UUID, RangeNumbers]:
    """The numbers of the last `days` closed days for a list of patients, in one statement however many they are."""
    rows = await _known(db, org_id, patient_ids, now, days, date.max)
    return {row["patient_id"]: _ranges(_plan.decode(row["plan"]), row, now, (days,))[0] for row in rows}


async def adherence_between(
    db: Connection, org_id: UUID, patient_id: UUID, spans: Sequence[tuple[date, date]]
) -> list[SpanNumbers] | None:
    """The numbers of some spans of local dates, first and last of each included; None for one whom nobody enrolled.

    All the dates are closed: whoever asks knows the patient's today.
    """
    first = min((first for first, _ in spans), default=date.max)
    last = max((last for _, last in spans), default=date.min)
    rows = await db.fetch(KNOWN, org_id, [patient_id], monday_of(first), last, date.max)
    if not rows:
        return None
    [row] = rows
    plan, sums = _plan.decode(row["plan"]), {} if row["sums"] is None else _sums.decode(row["sums"])
    judged = (figures(plan, sums, *span) for span in spans)
    return [
        SpanNumbers(each.first, each.last, number(each.days, row["complete"]), number(each.doses, row["complete"]))
        for each in judged
    ]


async def week_of_many(db: Connection, org_id: UUID, patient_ids: Sequence[UUID], monday: date) -> dict[UUID, Week]:
    """The judged week that begins on `monday`, for those patients who reported anything in it."""
    rows = await db.fetch(WEEK, org_id, patient_ids, monday)
    return {row["patient_id"]: _week.decode(row["week"]) for row in rows}


async def _known(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], now: datetime, days: int, weeks_from: date
) -> list[asyncpg.Record]:
    """What the last `days` closed days of some patients are made of, and their judged weeks from a Monday on."""
    utc_day = _utc_day(now)
    first, last = monday_of(utc_day - (days + 1) * DAY), monday_of(utc_day + DAY)
    return await db.fetch(KNOWN, org_id, patient_ids, first, last, weeks_from)


def _utc_day(now: datetime) -> date:
    """A local date is at most one day from it."""
    return now.astimezone(UTC).date()


def _ranges(plan: Plan, row: asyncpg.Record, now: datetime, ranges: Iterable[int]) -> tuple[RangeNumbers, ...]:
    sums = {} if row["sums"] is None else _sums.decode(row["sums"])
    return tuple(_range(plan, sums, now, n, complete=row["complete"]) for n in ranges)


def _range(plan: Plan, sums: Sums, now: datetime, n: int, *, complete: bool) -> RangeNumbers:
    first, last = last_closed_dates(plan, now, n)
    judged = figures(plan, sums, first, last)
    days, doses = number(judged.days, complete), number(judged.doses, complete)
    programs = tuple(
        ProgramNumbers(
            program.program_id,
            days if program.days is judged.days else number(program.days, complete),  # of a single program they are
            doses if program.doses is judged.doses else number(program.doses, complete),
        )
        for program in judged.programs
    )
    return RangeNumbers(n, first, last, days, doses, programs)


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
