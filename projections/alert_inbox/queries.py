"""Which alerts there are for a therapist, a clinic or a patient: critical first, then the soonest to be answered."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from eventstore.postgres import in_utc
from eventstore.walls import Connection
from projections.alert_inbox.staffing import Held
from projections.desk import columns

UNRESOLVED = ("open", "acknowledged")

COLUMNS = """
a.alert_id, a.patient_id, a.clinic_id, coalesce(p.therapist_id, a.therapist_id) AS therapist_id, a.rule,
  a.rule_version, a.grade, a.scope, a.status, a.raised_at, a.answer_by, a.acknowledged_at, a.acknowledged_by,
  a.resolved_at, a.resolved_by, a.resolution, a.snoozed_until, a.escalated_to, a.escalated_at, a.facts_seen, a.day,
  a.figures, a.facts, a.channels, a.version
FROM rm.alert_inbox_alert a
LEFT JOIN rm.alert_inbox_patient p ON p.org_id = a.org_id AND p.build = a.build AND p.patient_id = a.patient_id
"""

# The alerts of a therapist (who has the patient now), of clinics, of a patient, of whoever is to answer them now (by
# what they hold), behind the last one of the page before.
PAGE = f"""
SELECT * FROM (
  SELECT array_position(ARRAY['critical', 'high', 'medium'], a.grade) AS rank, {COLUMNS}
  WHERE a.org_id = $1 AND a.build = (SELECT log.live($1, 'alert_inbox')) AND a.status = ANY ($2::text[])
    AND ($3::uuid[] IS NULL OR a.clinic_id = ANY ($3)) AND ($4::uuid IS NULL OR a.patient_id = $4)
    AND ($13::text IS NULL OR a.grade = $13) AND ($14::text IS NULL OR a.rule = $14)
) a
WHERE ($5::uuid IS NULL OR a.therapist_id = $5)
  AND ($10::uuid[] IS NULL OR EXISTS (
    SELECT FROM unnest($10, $11::uuid[], $12::text[]) AS held(clinic_id, therapist_id, step)
    WHERE held.clinic_id = a.clinic_id AND held.therapist_id IS NOT DISTINCT FROM a.therapist_id
      AND held.step IS NOT DISTINCT FROM a.escalated_to))
  AND ($6::int IS NULL OR (a.rank, a.answer_by, a.alert_id) > ($6, $7::timestamptz, $8::uuid))
ORDER BY a.rank, a.answer_by, a.alert_id LIMIT $9
"""  # noqa: S608 (put together from constants)

ONE = f"""
SELECT {COLUMNS}
WHERE a.org_id = $1 AND a.build = (SELECT log.live($1, 'alert_inbox')) AND a.alert_id = $2
"""

# How many alerts of each grade nobody has closed at some clinics.
BY_GRADE = """
SELECT clinic_id, grade, count(*) AS number FROM rm.alert_inbox_alert
WHERE org_id = $1 AND build = (SELECT log.live($1, 'alert_inbox')) AND status = ANY ($2::text[])
  AND clinic_id = ANY ($3::uuid[])
GROUP BY clinic_id, grade
"""

# Of whom there is an alert that nobody has closed; by any rule, or by one.
ALERTING = """
SELECT DISTINCT patient_id FROM rm.alert_inbox_alert
WHERE org_id = $1 AND build = (SELECT log.live($1, 'alert_inbox')) AND status = ANY ($2::text[])
  AND ($3::text IS NULL OR rule = $3)
"""

# The alerts that nobody has closed, of a therapist (who has the patient now) or all, in no order.
PRESSING = """
SELECT a.patient_id, a.rule, a.grade, a.status, a.answer_by, a.snoozed_until
FROM rm.alert_inbox_alert a
LEFT JOIN rm.alert_inbox_patient p ON p.org_id = a.org_id AND p.build = a.build AND p.patient_id = a.patient_id
WHERE a.org_id = $1 AND a.build = (SELECT log.live($1, 'alert_inbox')) AND a.status = ANY ($2::text[])
  AND ($3::uuid IS NULL OR coalesce(p.therapist_id, a.therapist_id) = $3)
"""

# All alerts of some patients that nobody has closed, critical first, then the soonest to be answered.
OF_MANY = f"""
SELECT one.* FROM unnest($3::uuid[]) AS w(patient_id)
CROSS JOIN LATERAL (
  SELECT array_position(ARRAY['critical', 'high', 'medium'], a.grade) AS rank, {COLUMNS}
  WHERE a.org_id = $1 AND a.build = (SELECT log.live($1, 'alert_inbox')) AND a.patient_id = w.patient_id
    AND a.status = ANY ($2::text[]) OFFSET 0
) one
ORDER BY one.rank, one.answer_by, one.alert_id
"""  # noqa: S608 (put together from constants)

# How the alerts of a clinic went that were raised from an instant on.
SPANS = """
SELECT therapist_id, raised_at, least(acknowledged_at, resolved_at) AS answered_at, resolved_at
FROM rm.alert_inbox_alert
WHERE org_id = $1 AND build = (SELECT log.live($1, 'alert_inbox')) AND clinic_id = $2 AND raised_at >= $3
ORDER BY raised_at, alert_id
"""

GRADES = ("critical", "high", "medium")

_ids = msgspec.json.Decoder(tuple[UUID, ...])
_names = msgspec.json.Decoder(tuple[str, ...])
_figures = msgspec.json.Decoder(dict[str, str])


class InboxAlert(Struct, frozen=True):
    """One alert as it stands. Times in UTC; `therapist_id` is who has the patient now."""

    alert_id: UUID
    patient_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None
    rule: str  # a rule's name; not_watched: no rule can be asked, for an event of the patient cannot be digested
    rule_version: int
    grade: str  # critical, high, medium
    scope: str  # what the rule is one per: a region, an exercise id, or empty
    status: str  # open, acknowledged, resolved
    raised_at: datetime
    answer_by: datetime
    acknowledged_at: datetime | None
    acknowledged_by: UUID | None
    resolved_at: datetime | None
    resolved_by: UUID | None
    resolution: str | None
    snoozed_until: datetime | None  # while it is put off
    escalated_to: str | None  # the step it was passed on to last: therapist, cover, lead, managers
    escalated_at: datetime | None
    facts_seen: int  # how many of the facts were known when it was acknowledged
    day: date | None  # the patient's date whose end was looked at last, by a rule that looks at dates
    figures: dict[str, str]  # the numbers it was raised or graded on, by names fixed for each rule
    facts: tuple[UUID, ...]  # ids of the events it rests on
    channels: tuple[str, ...]  # on which it arrived
    version: int  # of its stream: what a command may name
    owners: tuple[UUID, ...] = ()  # who is to answer it now: whose it is, and theirs to whom it was passed on


class After(Struct, frozen=True):
    """Where a page ended: the grade, deadline and id of its last alert."""

    grade: str
    answer_by: datetime
    alert_id: UUID


async def alerts(
    db: Connection,
    org_id: UUID,
    *,
    therapist_id: UUID | None = None,
    clinic_ids: Iterable[UUID] | None = None,
    patient_id: UUID | None = None,
    statuses: Sequence[str] = UNRESOLVED,
    held: Sequence[Held] | None = None,
    grade: str | None = None,
    rule: str | None = None,
    after: After | None = None,
    limit: int = 50,
) -> list[InboxAlert]:
    """Up to `limit` alerts behind `after`, their owners not filled in.

    None asks for any therapist, clinic, patient, grade, rule, and whoever is to answer.
    """
    clinics = None if clinic_ids is None else list(clinic_ids)
    place = (None, None, None) if after is None else (GRADES.index(after.grade) + 1, after.answer_by, after.alert_id)
    whose = (
        (None, None, None)
        if held is None
        else columns([(each.clinic_id, each.therapist_id, each.step) for each in held], 3)
    )
    of = (list(statuses), clinics, patient_id, therapist_id)
    return list(map(_alert, await db.fetch(PAGE, org_id, *of, *place, limit, *whose, grade, rule)))


class Pressing(Struct, frozen=True):
    """What is known of an alert that nobody has closed, to say who comes first. Times in UTC."""

    patient_id: UUID
    rule: str
    grade: str  # critical, high, medium
    status: str  # open, acknowledged
    answer_by: datetime
    snoozed_until: datetime | None  # while it is put off


async def pressing(db: Connection, org_id: UUID, therapist_id: UUID | None = None) -> list[Pressing]:
    """Every alert that nobody has closed; of the patients whom a therapist has now, where one is named."""
    rows = await db.fetch(PRESSING, org_id, UNRESOLVED, therapist_id)
    return [Pressing(**{**row, "answer_by": in_utc(row["answer_by"])}) for row in map(dict, rows)]


async def alerts_of_many(db: Connection, org_id: UUID, patient_ids: Sequence[UUID]) -> dict[UUID, list[InboxAlert]]:
    """What nobody has closed of some patients, by patient, the most pressing first; their owners not filled in."""
    found: dict[UUID, list[InboxAlert]] = {}
    for row in await db.fetch(OF_MANY, org_id, UNRESOLVED, patient_ids):
        found.setdefault(row["patient_id"], []).append(_alert(row))
    return found


async def alert(db: Connection, org_id: UUID, alert_id: UUID) -> InboxAlert | None:
    """One alert, whatever its status, its owners not filled in; None where there is none."""
    row = await db.fetchrow(ONE, org_id, alert_id)
    return None if row is None else _alert(row)


def _alert(row: asyncpg.Record) -> InboxAlert:
    fields = {name: row[name] for name in InboxAlert.__struct_fields__ if name != "owners"}
    fields |= {"facts": _ids.decode(row["facts"]), "channels": _names.decode(row["channels"])}
    return InboxAlert(**{**fields, "figures": _figures.decode(row["figures"])})


class Span(Struct, frozen=True):
    """How one alert went. `therapist_id`: whose the patient was when it was raised. Times in UTC."""

    therapist_id: UUID | None
    raised_at: datetime
    answered_at: datetime | None  # acknowledged, or resolved where nobody had
    resolved_at: datetime | None


async def spans(db: Connection, org_id: UUID, clinic_id: UUID, since: datetime) -> list[Span]:
    """The alerts of a clinic that were raised from `since` on, the earliest first."""
    return [Span(*row) for row in await db.fetch(SPANS, org_id, clinic_id, since)]


async def open_by_grade(db: Connection, org_id: UUID, clinic_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """By clinic and grade, how many alerts nobody has closed."""
    found: dict[UUID, dict[str, int]] = {}
    for row in await db.fetch(BY_GRADE, org_id, UNRESOLVED, clinic_ids):
        found.setdefault(row["clinic_id"], {})[row["grade"]] = row["number"]
    return found


async def alerting(db: Connection, org_id: UUID, rule: str | None = None) -> set[UUID]:
    """The patients with an alert that nobody has closed; by one rule where it is named."""
    return {row["patient_id"] for row in await db.fetch(ALERTING, org_id, UNRESOLVED, rule)}
