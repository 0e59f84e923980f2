"""What a patient felt, where and when; the newest level in each place; and what a report is compared with."""

from collections.abc import Iterable, Sequence
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
WHERE org_id = $1 AND build = (SELECT log.live($1, 'symptoms')) AND patient_id = $2
  AND felt_at >= $3 AND felt_at < $4 AND ($5::text IS NULL OR region = $5)
ORDER BY felt_at, symptom_id
"""

# Some reports by their ids, each with the five before it in its place: kind, region, side and timing. The comparison of
# the instants alone says nothing new; it lets Postgres see that the index of the places holds all of them.
COMPARABLE = """
SELECT c.symptom_id AS compared, r.symptom_id, r.stands
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


def newest_of(series: Iterable[Symptom], now: datetime) -> list[Symptom]:
    """The newest report of each kind, region and side in a series, felt at `now` at the latest: what lies ahead waits.

    Oldest first, like the series.
    """
    newest: dict[tuple[str, str, str], Symptom] = {}
    for symptom in series:
        felt = symptom.felt
        if felt.felt_at <= now:
            newest.pop((felt.kind, felt.region, felt.side), None)
            newest[felt.kind, felt.region, felt.side] = symptom
    return list(newest.values())


async def baselines_of(
    db: Connection, org_id: UUID, patient_id: UUID, symptom_ids: Sequence[UUID]
) -> dict[UUID, Fraction]:
    """What each report is compared with, in tenths of a point; left out with fewer than three before it.

    One statement, however many there are.
    """
    known: dict[UUID, dict[UUID, Felt]] = {}
    for row in await db.fetch(COMPARABLE, org_id, patient_id, symptom_ids):
        known.setdefault(row["compared"], {})[row["symptom_id"]] = _felt.decode(row["stands"])
    compared = {key: baseline(place.items(), (key, place[key])) for key, place in known.items()}
    return {symptom_id: usual for symptom_id, usual in compared.items() if usual is not None}


def _symptoms(rows: Iterable[asyncpg.Record]) -> list[Symptom]:
    return [Symptom(row["symptom_id"], _felt.decode(row["stands"])) for row in rows]
