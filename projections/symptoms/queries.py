"""The reports of what a patient felt: those of a stretch of time with all that they are compared with, and more."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from domain.symptom.findings import Stretch
from domain.symptom.pain_line import Pain
from domain.symptom.places import of_each
from domain.symptom.record import Felt, Symptom
from domain.values import BodyRegion, Side, SymptomKind
from eventstore.postgres import in_utc
from eventstore.walls import Connection

# A patient's reports that stand, felt within a stretch of time, of all regions or of one, of all kinds or of one.
SERIES = """
SELECT symptom_id, stands FROM rm.symptoms_report
WHERE org_id = $1 AND build = (SELECT log.live($1, 'symptoms')) AND patient_id = $2
  AND felt_at >= $3 AND felt_at < $4 AND ($5::text IS NULL OR region = $5) AND ($6::text IS NULL OR kind = $6)
ORDER BY felt_at, symptom_id
"""

# Some reports by their ids, each with the five before it in its place: kind, region, side and timing. The comparison of
# the instants alone says nothing new; it lets Postgres see that the index of the places holds all of them.
COMPARABLE = """
SELECT r.symptom_id, r.stands
FROM unnest($3::uuid[]) AS w(symptom_id)
JOIN rm.symptoms_report c ON c.org_id = $1 AND c.build = (SELECT log.live($1, 'symptoms')) AND c.patient_id = $2
  AND c.symptom_id = w.symptom_id
CROSS JOIN LATERAL (
  SELECT p.symptom_id, p.stands FROM rm.symptoms_report p
  WHERE p.org_id = $1 AND p.build = c.build AND p.patient_id = $2
    AND p.region = c.region AND p.side = c.side AND p.kind = c.kind AND p.timing = c.timing
    AND p.felt_at <= c.felt_at AND (p.felt_at, p.symptom_id) <= (c.felt_at, c.symptom_id)
  ORDER BY p.felt_at DESC, p.symptom_id DESC LIMIT 6
) r
"""

# The pain that some patients felt within a stretch of time, in order.
PAINS = """
SELECT p.patient_id, r.region, r.side, r.felt_at, r.level
FROM unnest($2::uuid[]) AS p(patient_id)
CROSS JOIN LATERAL (
  SELECT region, side, felt_at, symptom_id, level FROM rm.symptoms_report
  WHERE org_id = $1 AND build = (SELECT log.live($1, 'symptoms')) AND patient_id = p.patient_id
    AND kind = 'pain' AND felt_at >= $3 AND felt_at <= $4 OFFSET 0
) r
ORDER BY r.felt_at, r.symptom_id
"""

# Pain that some patients felt during exercise, within a stretch of time.
DURING = """
SELECT r.stands
FROM unnest($2::uuid[]) AS p(patient_id)
CROSS JOIN LATERAL (
  SELECT stands FROM rm.symptoms_report
  WHERE org_id = $1 AND build = (SELECT log.live($1, 'symptoms')) AND patient_id = p.patient_id
    AND kind = 'pain' AND timing = 'during' AND felt_at >= $3 AND felt_at < $4 OFFSET 0
) r
"""

_felt = msgspec.json.Decoder(Felt)
_MOMENT = timedelta(microseconds=1)


async def symptoms(
    db: Connection,
    org_id: UUID,
    patient_id: UUID,
    since: datetime,
    until: datetime,
    region: BodyRegion | None = None,
    kind: SymptomKind | None = None,
) -> list[Symptom]:
    """What was felt from `since` until just before `until`, oldest first."""
    return _symptoms(await db.fetch(SERIES, org_id, patient_id, since, until, region, kind))


async def reports_for(db: Connection, org_id: UUID, patient_id: UUID, stretch: Stretch) -> list[Symptom]:
    """The reports from which `domain.symptom.findings` can say all there is to say of a stretch; some of them twice."""
    reports = await symptoms(db, org_id, patient_id, stretch.lead_in, stretch.until, stretch.region)
    newest = [part[-1].symptom_id for part in of_each(filter(stretch.has, reports), stretch.now)]
    compared = _symptoms(await db.fetch(COMPARABLE, org_id, patient_id, newest)) if newest else []
    sore = await symptoms(
        db,
        org_id,
        patient_id,
        stretch.sore_since,
        stretch.now + _MOMENT,
        stretch.region,
        SymptomKind.SORENESS,
    )
    return [*reports, *compared, *sore]


async def felt_during(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], since: datetime, until: datetime
) -> list[Felt]:
    """These patients' pain during exercise from `since` until just before `until`, in no order. One statement."""
    return [_felt.decode(row["stands"]) for row in await db.fetch(DURING, org_id, patient_ids, since, until)]


async def pains_of_many(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], since: datetime, until: datetime
) -> dict[UUID, list[Pain]]:
    """The pain that these patients felt from `since` to `until`, by patient, the oldest first. One statement."""
    found: dict[UUID, list[Pain]] = {}
    for patient_id, region, side, felt_at, level in await db.fetch(PAINS, org_id, patient_ids, since, until):
        pain = Pain(BodyRegion(region), Side(side), in_utc(felt_at), level)
        found.setdefault(patient_id, []).append(pain)
    return found


def _symptoms(rows: Iterable[asyncpg.Record]) -> list[Symptom]:
    return [Symptom(row["symptom_id"], _felt.decode(row["stands"])) for row in rows]
