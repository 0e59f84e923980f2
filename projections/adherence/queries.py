"""How much of the prescribed work a patient did: the published numbers of closed days, and today so far."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.adherence import DEFINITION_VERSION
from domain.adherence.figures import Rate, Weeks, figures, last_closed_dates, shown, so_far
from domain.adherence.plan import Plan
from domain.adherence.week import Week, WeeklyCount, monday_of
from domain.zones import zone_at
from eventstore.walls import Connection

RANGES = (7, 28, 90)
INCOMPLETE = "incomplete"

# Some patients' plans, and whether all their events could be digested.
PLANS = """
SELECT p.patient_id, p.clinic_id, p.plan, k.pos IS NULL AS complete
FROM rm.adherence_patient p
LEFT JOIN log.parked k
  ON k.org_id = p.org_id AND k.reader = 'adherence' AND k.build = p.build AND k.subject_id = p.patient_id
WHERE p.org_id = $1 AND p.build = (SELECT log.live($1, 'adherence')) AND p.patient_id = ANY ($2::uuid[])
"""

# Their judged weeks between two Mondays. Weeks without any report are not stored.
WEEKS = """
SELECT patient_id, monday, week FROM rm.adherence_week
WHERE org_id = $1 AND build = (SELECT log.live($1, 'adherence')) AND patient_id = ANY ($2::uuid[])
  AND monday BETWEEN $3 AND $4
"""

_plan = msgspec.json.Decoder(Plan)
_week = msgspec.json.Decoder(Week)


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


class _Known(Struct, frozen=True):
    clinic_id: UUID | None
    plan: Plan
    weeks: Weeks
    complete: bool


async def adherence(db: Connection, org_id: UUID, patient_id: UUID, now: datetime) -> PatientAdherence | None:
    """The numbers of the last 7, 28 and 90 closed days at `now`; None for a patient whom nobody enrolled."""
    return (await _adherence(db, org_id, [patient_id], now, RANGES)).get(patient_id)


async def adherence_of_many(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], now: datetime, days: int
) -> dict[UUID, PatientAdherence]:
    """The numbers of the last `days` closed days for a list of patients, in two statements however many they are."""
    return await _adherence(db, org_id, patient_ids, now, (days,))


async def week_of_many(db: Connection, org_id: UUID, patient_ids: Sequence[UUID], monday: date) -> dict[UUID, Week]:
    """The judged week that begins on `monday`, for those patients who reported anything in it."""
    rows = await db.fetch(WEEKS, org_id, patient_ids, monday, monday)
    return {row["patient_id"]: _week.decode(row["week"]) for row in rows}


async def _adherence(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], now: datetime, ranges: Sequence[int]
) -> dict[UUID, PatientAdherence]:
    known = await _known(db, org_id, patient_ids, now, max(ranges))
    return {patient_id: _judged(patient_id, patient, now, ranges) for patient_id, patient in known.items()}


async def _known(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], now: datetime, days: int
) -> dict[UUID, _Known]:
    plans = await db.fetch(PLANS, org_id, patient_ids)
    weeks: dict[UUID, dict[date, Week]] = {row["patient_id"]: {} for row in plans}
    utc_day = now.astimezone(UTC).date()  # a local date is at most one day from it
    first, last = monday_of(utc_day - timedelta(days=days + 1)), monday_of(utc_day + timedelta(days=1))
    for row in await db.fetch(WEEKS, org_id, list(weeks), first, last):
        weeks[row["patient_id"]][row["monday"]] = _week.decode(row["week"])
    return {
        row["patient_id"]: _Known(
            row["clinic_id"], _plan.decode(row["plan"]), weeks[row["patient_id"]], row["complete"]
        )
        for row in plans
    }


def _judged(patient_id: UUID, known: _Known, now: datetime, ranges: Sequence[int]) -> PatientAdherence:
    plan, weeks = known.plan, known.weeks
    today = so_far(plan, weeks, now)
    return PatientAdherence(
        patient_id=patient_id,
        clinic_id=known.clinic_id,
        definition=DEFINITION_VERSION,
        as_of=now,
        zone=zone_at(plan.zones, now),
        ranges=tuple(_range(known, now, n) for n in ranges),
        today=Today(today.day, today.expected, str(today.done), today.weekly),
    )


def _range(known: _Known, now: datetime, n: int) -> RangeNumbers:
    first, last = last_closed_dates(known.plan, now, n)
    judged = figures(known.plan, known.weeks, first, last)
    return RangeNumbers(
        n,
        first,
        last,
        number(judged.days, known.complete),
        number(judged.doses, known.complete),
        tuple(
            ProgramNumbers(
                program.program_id, number(program.days, known.complete), number(program.doses, known.complete)
            )
            for program in judged.programs
        ),
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
