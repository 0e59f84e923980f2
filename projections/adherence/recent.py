"""The last two weeks of many patients at once, day by day, with the number of the last seven days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from domain.adherence.calendar import CalendarDay, calendar
from domain.adherence.figures import last_closed_dates
from domain.adherence.plan import DAY, Plan
from domain.adherence.sums import WeekSums
from domain.adherence.week import Week, monday_of
from domain.zones import ZoneHistory
from eventstore.walls import Connection
from projections.adherence.queries import RangeNumbers, numbers_of_range

CALENDAR_DAYS = 14
NUMBERED_DAYS = 7

# Some patients' plans, whether all their events could be digested, and each judged week from a Monday on with what it
# adds to the numbers.
RECENT = """
SELECT p.patient_id, p.plan, k.pos IS NULL AS complete, w.weeks, w.sums
FROM unnest($2::uuid[]) AS wanted(patient_id)
JOIN rm.adherence_patient p ON p.org_id = $1 AND p.build = (SELECT log.live($1, 'adherence'))
  AND p.patient_id = wanted.patient_id
LEFT JOIN log.parked k
  ON k.org_id = p.org_id AND k.reader = 'adherence' AND k.build = p.build AND k.subject_id = p.patient_id
CROSS JOIN LATERAL (
  SELECT json_object_agg(monday, week) AS weeks, json_object_agg(monday, sums) AS sums FROM rm.adherence_week
  WHERE org_id = p.org_id AND build = p.build AND patient_id = p.patient_id AND monday BETWEEN $3 AND $4
) w
"""

_plan = msgspec.json.Decoder(Plan)
_weeks = msgspec.json.Decoder(dict[date, Week])
_sums = msgspec.json.Decoder(dict[date, tuple[WeekSums, ...]])


class Recent(Struct, frozen=True):
    """How somebody's work went lately, by the patient's own dates."""

    days: tuple[CalendarDay, ...]  # the last fourteen closed dates, the oldest first
    today: CalendarDay  # so far: no number counts it yet
    last_7_days: RangeNumbers
    programs: int  # that run today
    zones: ZoneHistory


async def recent(db: Connection, org_id: UUID, patient_ids: Sequence[UUID], now: datetime) -> dict[UUID, Recent]:
    """By patient. Whom the read model has not met is left out. One statement however many they are."""
    utc_day = now.astimezone(UTC).date()  # a local date is at most one day from it
    first, last = monday_of(utc_day - (CALENDAR_DAYS + 1) * DAY), monday_of(utc_day + DAY)
    rows = await db.fetch(RECENT, org_id, patient_ids, first, last)
    return {row["patient_id"]: _recent(row, now) for row in rows}


def _recent(row: asyncpg.Record, now: datetime) -> Recent:
    plan = _plan.decode(row["plan"])
    weeks = {} if row["weeks"] is None else _weeks.decode(row["weeks"])
    sums = {} if row["sums"] is None else _sums.decode(row["sums"])
    first, last = last_closed_dates(plan, now, CALENDAR_DAYS)
    *closed, today = calendar(plan, weeks, first, last + DAY)
    return Recent(
        days=tuple(closed),
        today=today,
        last_7_days=numbers_of_range(plan, sums, now, NUMBERED_DAYS, complete=row["complete"]),
        programs=sum(plan.runs_between(program, today.day, today.day) for program in plan.programs),
        zones=plan.zones,
    )
