"""A patient's course of treatment, the visits of a clinic's day, and how soon "it hurts" leads to a changed program."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from domain.course.visits import VisitStatus
from domain.visit.events import VisitKind
from eventstore.postgres import in_utc
from eventstore.walls import Connection
from projections.course.fold import Course
from projections.desk import columns

# One patient's course.
COURSE = """
SELECT course FROM rm.course_patient
WHERE org_id = $1 AND build = (SELECT log.live($1, 'course')) AND patient_id = $2
"""

# The visits of a clinic that are within a stretch of time.
VISITS = """
SELECT visit_id, patient_id, clinic_id, therapist_id, at, minutes, kind, status FROM rm.course_visit
WHERE org_id = $1 AND build = (SELECT log.live($1, 'course'))
  AND clinic_id = $2 AND at >= $3 AND at < $4
ORDER BY at, visit_id
"""

# The visits that are to be at some clinics, each within a stretch of its own.
TO_BE = """
SELECT v.* FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS w(clinic_id, since, until)
CROSS JOIN LATERAL (
  SELECT visit_id, patient_id, clinic_id, therapist_id, at, minutes, kind, status FROM rm.course_visit
  WHERE org_id = $1 AND build = (SELECT log.live($1, 'course'))
    AND clinic_id = w.clinic_id AND at >= w.since AND at < w.until AND status = 'scheduled' OFFSET 0
) v
ORDER BY v.at, v.visit_id
"""

# The next visit of some patients that is to be from an instant on.
NEXT = """
SELECT v.* FROM unnest($2::uuid[]) AS w(patient_id)
CROSS JOIN LATERAL (
  SELECT visit_id, patient_id, clinic_id, therapist_id, at, minutes, kind, status FROM rm.course_visit
  WHERE org_id = $1 AND build = (SELECT log.live($1, 'course'))
    AND patient_id = w.patient_id AND at >= $3 AND status = 'scheduled' ORDER BY at, visit_id LIMIT 1
) v
"""

# The "hurts" barriers of a clinic's patients that were recorded within a stretch of time.
HURTS = """
SELECT therapist_id, reported_at, answered_at FROM rm.course_hurt
WHERE org_id = $1 AND build = (SELECT log.live($1, 'course'))
  AND clinic_id = $2 AND reported_at >= $3 AND reported_at < $4 AND patient_id <> ALL ($5::uuid[])
"""

_course = msgspec.json.Decoder(Course)


class ClinicVisit(Struct, frozen=True):
    """One line of a clinic's day."""

    visit_id: UUID
    patient_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None
    at: datetime  # UTC, when it was, or else is to be
    minutes: int | None  # as scheduled
    kind: VisitKind
    status: VisitStatus


class Told(NamedTuple):
    """A "hurts" barrier: whose the patient was then, and the seconds until a decision answered it; None: none did."""

    therapist_id: UUID | None
    seconds: int | None


async def course_of(db: Connection, org_id: UUID, patient_id: UUID) -> Course | None:
    """All that is known of one patient's treatment; None for a patient whom nobody enrolled."""
    stored = await db.fetchval(COURSE, org_id, patient_id)
    return None if stored is None else _course.decode(stored)


async def visits_between(
    db: Connection, org_id: UUID, clinic_id: UUID, since: datetime, until: datetime
) -> list[ClinicVisit]:
    """What is or was to be from `since` until just before `until`, in order."""
    return list(map(_visit, await db.fetch(VISITS, org_id, clinic_id, since, until)))


class Stretch(NamedTuple):
    """From when until just before when, at one clinic."""

    clinic_id: UUID
    since: datetime
    until: datetime


async def visits_to_be(db: Connection, org_id: UUID, stretches: Sequence[Stretch]) -> list[ClinicVisit]:
    """What is scheduled and was neither cancelled nor recorded, at several clinics, in order of time."""
    return list(map(_visit, await db.fetch(TO_BE, org_id, *columns(stretches, 3))))


async def next_visits(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], since: datetime
) -> dict[UUID, ClinicVisit]:
    """By patient the first visit from `since` on that is scheduled; who has none is left out."""
    rows = await db.fetch(NEXT, org_id, patient_ids, since)
    return {row["patient_id"]: _visit(row) for row in rows}


def _visit(row: asyncpg.Record) -> ClinicVisit:
    known = dict(row)
    known |= {"at": in_utc(row["at"]), "kind": VisitKind(row["kind"]), "status": VisitStatus(row["status"])}
    return ClinicVisit(**known)


async def hurts_between(
    db: Connection, org_id: UUID, clinic_id: UUID, since: datetime, until: datetime, without: Collection[UUID] = ()
) -> list[Told]:
    """What a clinic's patients told from `since` until just before `until`, by when it was recorded; `without` some."""
    rows = await db.fetch(HURTS, org_id, clinic_id, since, until, list(without))
    return [Told(row["therapist_id"], _seconds(row["reported_at"], row["answered_at"])) for row in rows]


def _seconds(reported_at: datetime, answered_at: datetime | None) -> int | None:
    return None if answered_at is None else round((answered_at - reported_at).total_seconds())
