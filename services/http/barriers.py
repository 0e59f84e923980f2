"""What kept a patient from the work, report by report, in the patient's own words."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.barrier.record import Hindered, settle
from domain.values import BarrierReason, Provenance, Side
from projections.course.fold import Course
from projections.course.queries import course_of
from services.actor import ActorKind
from services.http.freshness import AsOf, fresh, incomplete_from
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_patient


class BarrierReport(Struct, frozen=True):
    """One report that stands. Times in UTC."""

    barrier_id: UUID
    at: datetime  # by a clock set right
    reason: BarrierReason
    exercise_id: UUID | None  # null: it speaks of the whole program
    side: Side
    provenance: Provenance
    words: str | None  # the patient's own: opened for staff alone, and gone after an erasure


class BarriersAnswer(Struct, frozen=True):
    """The newest first; what was taken back is left out."""

    as_of: AsOf
    barriers: list[BarrierReport]
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_barriers(asked: Asked) -> Reply:
    """What was dated ahead of now waits."""
    org_id, patient_id = asked.actor.org_id, await reached_patient(asked, asked.path["patient_id"])
    async with fresh(asked, "course") as (db, as_of):
        course = await course_of(db, org_id, patient_id)
        standing = _standing(course, as_of.at) if course else {}
        said = {}
        if standing and asked.actor.kind is ActorKind.STAFF:
            said = (await asked.context.vault.open_many(db, org_id, {patient_id: list(standing)})).get(patient_id, {})
        lacks_from = await incomplete_from(db, org_id, patient_id, "course")
    lines = [_line(barrier_id, barrier, said.get(barrier_id, {})) for barrier_id, barrier in standing.items()]
    lines.sort(key=lambda line: (line.at, line.barrier_id), reverse=True)
    return Reply(encode(BarriersAnswer(as_of, lines, lacks_from)))


def _standing(course: Course, now: datetime) -> dict[UUID, Hindered]:
    found = ((record.barrier_id, settle(record)) for record in course.barriers.values())
    return {barrier_id: barrier for barrier_id, barrier in found if barrier and barrier.at <= now}


def _line(barrier_id: UUID, barrier: Hindered, said: Mapping[str, str]) -> BarrierReport:
    return BarrierReport(
        barrier_id=barrier_id,
        at=barrier.at,
        reason=barrier.reason,
        exercise_id=barrier.exercise_id,
        side=barrier.side,
        provenance=barrier.provenance,
        words=said.get("note"),
    )
