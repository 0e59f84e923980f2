"""A patient's visits with what was measured and seen, and the scores of questionnaires with how they changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.course.visits import CourseVisit, VisitStatus
from domain.score.change import Scored, with_changes
from domain.score.instruments import INSTRUMENTS, Instrument, InstrumentName
from domain.values import Provenance
from domain.visit.events import CancelReason, VisitKind
from domain.visit.measures import Measures
from eventstore.walls import Connection
from projections.course.queries import course_of
from services.actor import ActorKind
from services.http.freshness import AsOf, fresh, incomplete_from
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_patient


class VisitLine(Struct, frozen=True):
    """One visit, as it was to be and as it was. Times in UTC."""

    visit_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None
    kind: VisitKind
    status: VisitStatus
    starts_at: datetime | None  # null where it was recorded without having been scheduled
    minutes: int | None  # as scheduled
    cancelled_because: CancelReason | None  # kept where the person came after all
    happened_at: datetime | None  # by a clock set right
    provenance: Provenance | None  # who recorded it
    measures: Measures
    saw: str | None  # what the therapist saw: opened for staff alone, and gone after an erasure


class VisitsAnswer(Struct, frozen=True):
    """What took place, was cancelled or is to come, in order of time."""

    as_of: AsOf
    visits: list[VisitLine]
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_visits(asked: Asked) -> Reply:
    org_id, patient_id = asked.actor.org_id, await reached_patient(asked, asked.path["patient_id"])
    async with fresh(asked, "course") as (db, as_of):
        course = await course_of(db, org_id, patient_id)
        visits = sorted(course.visits.values(), key=lambda visit: (visit.at, visit.visit_id)) if course else []
        seen = await _seen(asked, db, patient_id, visits)
        lacks_from = await incomplete_from(db, org_id, patient_id, "course")
    return Reply(encode(VisitsAnswer(as_of, [_line(visit, seen) for visit in visits], lacks_from)))


async def _seen(asked: Asked, db: Connection, patient_id: UUID, visits: Sequence[CourseVisit]) -> dict[UUID, str]:
    """What therapists saw, by item of the vault; nothing for a partner."""
    items = [visit.seen_in for visit in visits if visit.seen_in]
    if not items or asked.actor.kind is not ActorKind.STAFF:
        return {}
    opened = await asked.context.vault.open_many(db, asked.actor.org_id, {patient_id: items})
    return {item: fields["note"] for item, fields in opened.get(patient_id, {}).items()}


def _line(visit: CourseVisit, seen: Mapping[UUID, str]) -> VisitLine:
    return VisitLine(
        visit_id=visit.visit_id,
        clinic_id=visit.clinic_id,
        therapist_id=visit.therapist_id,
        kind=visit.kind,
        status=visit.status,
        starts_at=visit.starts_at,
        minutes=visit.minutes,
        cancelled_because=visit.cancelled_because,
        happened_at=visit.happened_at,
        provenance=visit.provenance,
        measures=visit.measures,
        saw=seen.get(visit.seen_in) if visit.seen_in else None,
    )


class Questionnaire(Struct, frozen=True):
    """What a score can be, and what of its change matters."""

    name: InstrumentName
    about: Instrument


class ScoresAnswer(Struct, frozen=True):
    """The scores so far, oldest first, each beside the first of its questionnaire and the one before it."""

    as_of: AsOf
    scores: list[Scored]
    questionnaires: list[Questionnaire]  # those that have a score here
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_scores(asked: Asked) -> Reply:
    """What was dated ahead of now waits."""
    org_id, patient_id = asked.actor.org_id, await reached_patient(asked, asked.path["patient_id"])
    async with fresh(asked, "course") as (db, as_of):
        course = await course_of(db, org_id, patient_id)
        lacks_from = await incomplete_from(db, org_id, patient_id, "course")
    scores = list(with_changes(taken for taken in course.scores.values() if taken.at <= as_of.at)) if course else []
    known = dict.fromkeys(scored.taken.instrument for scored in scores)
    questionnaires = [Questionnaire(name, INSTRUMENTS[name]) for name in known]
    return Reply(encode(ScoresAnswer(as_of, scores, questionnaires, lacks_from)))
