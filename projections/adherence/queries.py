"""How much of the prescribed work a patient did: the published numbers of closed days, and today so far."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from domain.adherence.figures import Sums, figures, last_closed_dates
from domain.adherence.plan import DAY, Plan
from domain.adherence.sums import WeekSums
from domain.adherence.week import Week, monday_of
from eventstore.walls import Connection
from projections.adherence.document import Known, Number, number

# One patient's plan, whether all events could be digested, and the judged weeks from a Monday on: those in which
# anything was reported. The driver takes the calendar's first date for -infinity, and only a clock gone wild has it.
KNOWN = """
SELECT p.clinic_id, p.plan, k.pos IS NULL AS complete, w.weeks
FROM rm.adherence_patient p
LEFT JOIN log.parked k
  ON k.org_id = p.org_id AND k.reader = 'adherence' AND k.build = p.build AND k.subject_id = p.patient_id
CROSS JOIN LATERAL (
  SELECT json_object_agg(monday, week) AS weeks FROM rm.adherence_week
  WHERE org_id = p.org_id AND build = p.build AND patient_id = p.patient_id AND monday >= $3
    AND isfinite(monday)
) w
WHERE p.org_id = $1 AND p.build = (SELECT log.live($1, 'adherence')) AND p.patient_id = $2
"""

# Some patients' plans, whether all their events could be digested, and what each judged week between two Mondays adds
# to the numbers.
SUMMED = """
SELECT p.patient_id, p.plan, k.pos IS NULL AS complete, w.sums
FROM rm.adherence_patient p
LEFT JOIN log.parked k
  ON k.org_id = p.org_id AND k.reader = 'adherence' AND k.build = p.build AND k.subject_id = p.patient_id
CROSS JOIN LATERAL (
  SELECT json_object_agg(monday, sums) AS sums FROM rm.adherence_week
  WHERE org_id = p.org_id AND build = p.build AND patient_id = p.patient_id AND monday BETWEEN $3 AND $4
) w
WHERE p.org_id = $1 AND p.build = (SELECT log.live($1, 'adherence')) AND p.patient_id = ANY ($2::uuid[])
"""

SECOND_WEEK = date.min + 7 * DAY
"""Of the calendar. The driver takes its first date for -infinity; no program runs in it."""

_plan = msgspec.json.Decoder(Plan)
_weeks = msgspec.json.Decoder(dict[date, Week])
_sums = msgspec.json.Decoder(dict[date, tuple[WeekSums, ...]])


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


async def known(db: Connection, org_id: UUID, patient_id: UUID, since: date = date.min) -> Known | None:
    """All that judging a patient's dates from a Monday on takes; None for a patient whom nobody enrolled."""
    row = await db.fetchrow(KNOWN, org_id, patient_id, since)
    if row is None:
        return None
    weeks = {} if row["weeks"] is None else _weeks.decode(row["weeks"])
    return Known(patient_id, row["clinic_id"], _plan.decode(row["plan"]), weeks, row["complete"])


async def adherence_of_many(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], now: datetime, days: int
) -> dict[UUID, RangeNumbers]:
    """The numbers of the last `days` closed days for a list of patients, in one statement however many they are."""
    utc_day = now.astimezone(UTC).date()  # a local date is at most one day from it
    first, last = monday_of(utc_day - (days + 1) * DAY), monday_of(utc_day + DAY)
    rows = await db.fetch(SUMMED, org_id, patient_ids, first, last)
    return {row["patient_id"]: _range(row, now, days) for row in rows}


async def adherence_between(
    db: Connection, org_id: UUID, patient_id: UUID, spans: Sequence[tuple[date, date]]
) -> list[SpanNumbers] | None:
    """The numbers of some spans of local dates, first and last of each included; None for one whom nobody enrolled.

    All the dates are closed: whoever asks knows the patient's today.
    """
    first = max(min((first for first, _ in spans), default=date.max), SECOND_WEEK)
    last = max((last for _, last in spans), default=date.min)
    rows = await db.fetch(SUMMED, org_id, [patient_id], monday_of(first), last)
    if not rows:
        return None
    [row] = rows
    plan, sums, complete = _plan.decode(row["plan"]), _sums_in(row), row["complete"]
    judged = [figures(plan, sums, *span) for span in spans]
    return [SpanNumbers(f.first, f.last, number(f.days, complete), number(f.doses, complete)) for f in judged]


def _sums_in(row: asyncpg.Record) -> dict[date, tuple[WeekSums, ...]]:
    return {} if row["sums"] is None else _sums.decode(row["sums"])


def _range(row: asyncpg.Record, now: datetime, n: int) -> RangeNumbers:
    return numbers_of_range(_plan.decode(row["plan"]), _sums_in(row), now, n, complete=row["complete"])


def numbers_of_range(plan: Plan, sums: Sums, now: datetime, n: int, *, complete: bool) -> RangeNumbers:
    """The numbers of the last `n` closed days; none where not all events could be digested."""
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
