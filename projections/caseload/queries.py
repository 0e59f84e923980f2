"""Who is in a therapist's or a clinic's care, page by page, with what was last heard of each."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from domain.values import Language
from eventstore.postgres import in_utc
from eventstore.walls import Connection
from projections.caseload.reports import LastBarrier, LastSymptom, last_barrier, last_symptom

# The patients of a therapist, of a clinic or of both, of one status at an instant or of any, who were enrolled before
# the last one of the page before; newest enrolment first. With each the newest session, symptom and barrier up to then.
PAGE = """
SELECT p.patient_id, p.clinic_id, p.therapist_id, p.enrolled_at, p.discharged_last_day, p.language,
  CASE WHEN p.ends_at <= $8 THEN 'discharged' ELSE 'active' END AS status,
  session.at AS session_at, symptom.shown AS symptom, barrier.shown AS barrier
FROM (
  SELECT * FROM rm.caseload_patient
  WHERE org_id = $1 AND build = (SELECT log.live($1, 'caseload')) AND merged_into IS NULL
    AND ($2::uuid IS NULL OR therapist_id = $2) AND ($3::uuid[] IS NULL OR clinic_id = ANY ($3))
    AND ($4::text IS NULL OR ($4 = 'discharged') = coalesce(ends_at <= $8, false))
    AND ($5::timestamptz IS NULL OR (enrolled_at, patient_id) < ($5, $6))
    AND ($7::uuid[] IS NULL OR patient_id = ANY ($7))
    AND ($10::timestamptz IS NULL OR NOT EXISTS (
      SELECT FROM rm.caseload_report r
      WHERE r.org_id = $1 AND r.build = (SELECT log.live($1, 'caseload')) AND r.patient_id = caseload_patient.patient_id
        AND r.kind = 'session' AND r.at >= $10 AND r.at <= $8))
  ORDER BY enrolled_at DESC, patient_id DESC LIMIT $9
) p
LEFT JOIN LATERAL (
  SELECT at FROM rm.caseload_report r
  WHERE r.org_id = p.org_id AND r.build = p.build AND r.patient_id = p.patient_id
    AND r.kind = 'session' AND r.at <= $8 ORDER BY r.at DESC, r.report_id DESC LIMIT 1) session ON true
LEFT JOIN LATERAL (
  SELECT shown FROM rm.caseload_report r
  WHERE r.org_id = p.org_id AND r.build = p.build AND r.patient_id = p.patient_id
    AND r.kind = 'symptom' AND r.at <= $8 ORDER BY r.at DESC, r.report_id DESC LIMIT 1) symptom ON true
LEFT JOIN LATERAL (
  SELECT shown FROM rm.caseload_report r
  WHERE r.org_id = p.org_id AND r.build = p.build AND r.patient_id = p.patient_id
    AND r.kind = 'barrier' AND r.at <= $8 ORDER BY r.at DESC, r.report_id DESC LIMIT 1) barrier ON true
ORDER BY p.enrolled_at DESC, p.patient_id DESC
"""

# Everybody in the care of some clinics at an instant.
IN_CARE = """
SELECT patient_id, clinic_id, therapist_id FROM rm.caseload_patient
WHERE org_id = $1 AND build = (SELECT log.live($1, 'caseload')) AND merged_into IS NULL
  AND clinic_id = ANY ($2::uuid[]) AND coalesce(ends_at > $3, true)
ORDER BY clinic_id, patient_id
"""

# Where the vault has the names of some patients.
NAMED_IN = """
SELECT patient_id, named_in FROM rm.caseload_patient
WHERE org_id = $1 AND build = (SELECT log.live($1, 'caseload')) AND patient_id = ANY ($2::uuid[])
"""

# The same, the oldest enrolment first.
OLDEST_FIRST = (
    PAGE.replace(" DESC, patient_id DESC LIMIT", ", patient_id LIMIT")
    .replace("(enrolled_at, patient_id) < (", "(enrolled_at, patient_id) > (")
    .replace("ORDER BY p.enrolled_at DESC, p.patient_id DESC", "ORDER BY p.enrolled_at, p.patient_id")
)

# A therapist's patients, whether in care or not, page by page.
OF_THERAPIST = """
SELECT patient_id FROM rm.caseload_patient
WHERE org_id = $1 AND build = (SELECT log.live($1, 'caseload')) AND therapist_id = $2 AND merged_into IS NULL
  AND ($3::uuid IS NULL OR patient_id > $3)
ORDER BY patient_id LIMIT $4
"""

# Those of a clinic's patients of whom a reader of the log could not digest an event.
SET_ASIDE_AT = """
SELECT k.patient_id FROM log.checkpoint c
JOIN log.parked a ON a.org_id = c.org_id AND a.reader = c.reader AND a.build = c.build
JOIN rm.caseload_patient k ON k.org_id = a.org_id AND k.patient_id = a.subject_id
WHERE c.org_id = $1 AND c.lane = 0 AND c.live AND c.reader = $2
  AND k.build = (SELECT log.live($1, 'caseload')) AND k.clinic_id = $3
ORDER BY k.patient_id LIMIT $4
"""

_ids = msgspec.json.Decoder(tuple[UUID, ...])


class After(Struct, frozen=True):
    """Where a page ended: the enrolment and the id of its last patient."""

    enrolled_at: datetime
    patient_id: UUID


class InCare(Struct, frozen=True):
    """One line of the caseload. Times in UTC; what a sender dated in the future is left out until then."""

    patient_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None
    status: str  # active; discharged once the last day is over where the patient is
    enrolled_at: datetime
    discharged_last_day: date | None
    language: Language
    last_session_at: datetime | None
    last_symptom: LastSymptom | None
    last_barrier: LastBarrier | None


async def caseload(
    db: Connection,
    org_id: UUID,
    now: datetime,
    *,
    therapist_id: UUID | None = None,
    clinic_ids: Iterable[UUID] | None = None,
    status: str | None = "active",
    after: After | None = None,
    limit: int = 50,
    patient_ids: Collection[UUID] | None = None,
    unseen_since: datetime | None = None,
    oldest_first: bool = False,
) -> list[InCare]:
    """Up to `limit` patients behind `after`, newest enrolment first. None asks for any therapist, clinic, status.

    `patient_ids`: only of these. `unseen_since`: only those who logged no session from then on.
    """
    clinics = None if clinic_ids is None else list(clinic_ids)
    place = (None, None) if after is None else (after.enrolled_at, after.patient_id)
    only = None if patient_ids is None else list(patient_ids)
    statement = OLDEST_FIRST if oldest_first else PAGE
    rows = await db.fetch(statement, org_id, therapist_id, clinics, status, *place, only, now, limit, unseen_since)
    return list(map(_in_care, rows))


async def in_care(db: Connection, org_id: UUID, patient_id: UUID, now: datetime) -> InCare | None:
    """One patient's line; None for a patient whom nobody enrolled."""
    rows = await db.fetch(PAGE, org_id, None, None, None, None, None, [patient_id], now, 1, None)
    return _in_care(rows[0]) if rows else None


class InCareAt(Struct, frozen=True):
    """Who is in care, where and by whom."""

    patient_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None


async def in_care_at(db: Connection, org_id: UUID, clinic_ids: Sequence[UUID], now: datetime) -> list[InCareAt]:
    """Everybody in the care of these clinics."""
    return [InCareAt(*row) for row in await db.fetch(IN_CARE, org_id, clinic_ids, now)]


async def named_in(db: Connection, org_id: UUID, patient_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """For each patient the items of the vault with name and contacts, the newest last."""
    rows = await db.fetch(NAMED_IN, org_id, patient_ids)
    return {row["patient_id"]: _ids.decode(row["named_in"]) for row in rows}


async def patients_of(db: Connection, org_id: UUID, therapist_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
    """Up to `limit` patients of a therapist behind `after`, discharged ones too, in the order of their ids."""
    return [row["patient_id"] for row in await db.fetch(OF_THERAPIST, org_id, therapist_id, after, limit)]


async def set_aside_at(db: Connection, org_id: UUID, reader: str, clinic_id: UUID, limit: int) -> list[UUID]:
    """Up to so many of a clinic's patients of whom this reader lacks events, in the order of their ids."""
    return [row["patient_id"] for row in await db.fetch(SET_ASIDE_AT, org_id, reader, clinic_id, limit)]


def _in_care(row: asyncpg.Record) -> InCare:
    return InCare(
        row["patient_id"],
        row["clinic_id"],
        row["therapist_id"],
        row["status"],
        row["enrolled_at"],
        row["discharged_last_day"],
        row["language"],
        None if row["session_at"] is None else in_utc(row["session_at"]),
        None if row["symptom"] is None else last_symptom(row["symptom"]),
        None if row["barrier"] is None else last_barrier(row["barrier"]),
    )
