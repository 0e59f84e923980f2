"""Which alerts there are for a therapist, a clinic or a patient: critical first, then the soonest to be answered."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from eventstore.walls import Connection

UNRESOLVED = ("open", "acknowledged")

COLUMNS = """
a.alert_id, a.patient_id, a.clinic_id, coalesce(p.therapist_id, a.therapist_id) AS therapist_id, a.rule,
  a.rule_version, a.grade, a.scope, a.status, a.raised_at, a.answer_by, a.acknowledged_at, a.acknowledged_by,
  a.resolved_at, a.resolved_by, a.resolution, a.facts, a.channels, a.version
FROM rm.alert_inbox_alert a
LEFT JOIN rm.alert_inbox_patient p ON p.org_id = a.org_id AND p.build = a.build AND p.patient_id = a.patient_id
"""

# The alerts of a therapist (who has the patient now), of clinics, of a patient, behind the last one of the page before.
PAGE = f"""
SELECT * FROM (
  SELECT array_position(ARRAY['critical', 'high', 'medium'], a.grade) AS rank, {COLUMNS}
  WHERE a.org_id = $1 AND a.build = (SELECT log.live($1, 'alert_inbox')) AND a.status = ANY ($2::text[])
    AND ($3::uuid[] IS NULL OR a.clinic_id = ANY ($3)) AND ($4::uuid IS NULL OR a.patient_id = $4)
) a
WHERE ($5::uuid IS NULL OR a.therapist_id = $5)
  AND ($6::int IS NULL OR (a.rank, a.answer_by, a.alert_id) > ($6, $7::timestamptz, $8::uuid))
ORDER BY a.rank, a.answer_by, a.alert_id LIMIT $9
"""  # noqa: S608 (put together from constants)

ONE = f"""
SELECT {COLUMNS}
WHERE a.org_id = $1 AND a.build = (SELECT log.live($1, 'alert_inbox')) AND a.alert_id = $2
"""

GRADES = ("critical", "high", "medium")

_ids = msgspec.json.Decoder(tuple[UUID, ...])
_names = msgspec.json.Decoder(tuple[str, ...])


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
    facts: tuple[UUID, ...]  # ids of the events it rests on
    channels: tuple[str, ...]  # on which it arrived
    version: int  # of its stream: what a command may name


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
    after: After | None = None,
    limit: int = 50,
) -> list[InboxAlert]:
    """Up to `limit` alerts behind `after`; None asks for any therapist, clinic, patient."""
    clinics = None if clinic_ids is None else list(clinic_ids)
    place = (None, None, None) if after is None else (GRADES.index(after.grade) + 1, after.answer_by, after.alert_id)
    rows = await db.fetch(PAGE, org_id, list(statuses), clinics, patient_id, therapist_id, *place, limit)
    return list(map(_alert, rows))


async def alert(db: Connection, org_id: UUID, alert_id: UUID) -> InboxAlert | None:
    """One alert, whatever its status; None where there is none."""
    row = await db.fetchrow(ONE, org_id, alert_id)
    return None if row is None else _alert(row)


def _alert(row: asyncpg.Record) -> InboxAlert:
    fields = {name: row[name] for name in InboxAlert.__struct_fields__}
    return InboxAlert(**{**fields, "facts": _ids.decode(row["facts"]), "channels": _names.decode(row["channels"])})
