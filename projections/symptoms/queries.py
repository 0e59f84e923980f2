"""What a patient felt, where and when; the newest level in each place; and what a report is compared with."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from domain.symptom.baseline import baseline
from domain.symptom.record import Felt
from domain.values import BodyRegion
from eventstore.walls import Connection

# A patient's reports that stand, felt within a stretch of time, of all regions or of one.
SERIES = """
SELECT symptom_id, stands FROM rm.symptoms_report
WHERE org_id = $1 AND patient_id = $2 AND felt_at >= $3 AND felt_at < $4 AND ($5::text IS NULL OR region = $5)
ORDER BY felt_at, symptom_id
"""

# The newest report that stands of each kind, region and side, up to an instant.
NEWEST = """
SELECT DISTINCT ON (kind, region, side) symptom_id, stands FROM rm.symptoms_report
WHERE org_id = $1 AND patient_id = $2 AND felt_at <= $3
ORDER BY kind, region, side, felt_at DESC, symptom_id DESC
"""

# One report, and those before it in the same place.
COMPARABLE = """
SELECT r.symptom_id, r.stands FROM rm.symptoms_report c
JOIN rm.symptoms_report r ON r.org_id = c.org_id AND r.patient_id = c.patient_id
  AND (r.kind, r.region, r.side, r.timing) = (c.kind, c.region, c.side, c.timing)
  AND (r.felt_at, r.symptom_id) <= (c.felt_at, c.symptom_id)
WHERE c.org_id = $1 AND c.patient_id = $2 AND c.symptom_id = $3
ORDER BY r.felt_at DESC, r.symptom_id DESC LIMIT 6
"""

_felt = msgspec.json.Decoder(Felt)


class Symptom(Struct, frozen=True):
    """A report as it stands. Levels are in tenths of a point, times in UTC."""

    symptom_id: UUID
    felt: Felt


async def symptoms(
    db: Connection, org_id: UUID, patient_id: UUID, since: datetime, until: datetime, region: BodyRegion | None = None
) -> list[Symptom]:
    """What was felt from `since` until just before `until`, oldest first."""
    return _symptoms(await db.fetch(SERIES, org_id, patient_id, since, until, region))


async def newest_symptoms(db: Connection, org_id: UUID, patient_id: UUID, now: datetime) -> list[Symptom]:
    """The newest report of each kind, region and side, felt at `now` at the latest: what lies ahead waits."""
    return _symptoms(await db.fetch(NEWEST, org_id, patient_id, now))


async def baseline_of(db: Connection, org_id: UUID, patient_id: UUID, symptom_id: UUID) -> Fraction | None:
    """What a report is compared with, in tenths of a point; None with fewer than three before it, or no such report."""
    known = [
        (symptom.symptom_id, symptom.felt)
        for symptom in _symptoms(await db.fetch(COMPARABLE, org_id, patient_id, symptom_id))
    ]
    return baseline(known, known[0]) if known else None


def _symptoms(rows: Iterable[asyncpg.Record]) -> list[Symptom]:
    return [Symptom(row["symptom_id"], _felt.decode(row["stands"])) for row in rows]
