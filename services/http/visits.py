"""A patient's visits with what was measured at them, and the scores of questionnaires with how they changed."""

from msgspec import Struct

from domain.course.visits import CourseVisit
from domain.score.change import Scored, with_changes
from domain.score.instruments import INSTRUMENTS, Instrument, InstrumentName
from projections.course.queries import course_of
from services.http.freshness import AsOf, fresh, incomplete_from
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_patient


class VisitsAnswer(Struct, frozen=True):
    """What took place, was cancelled or is to come, in order of time."""

    as_of: AsOf
    visits: list[CourseVisit]
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_visits(asked: Asked) -> Reply:
    org_id, patient_id = asked.actor.org_id, await reached_patient(asked, asked.path["patient_id"])
    async with fresh(asked, "course") as (db, as_of):
        course = await course_of(db, org_id, patient_id)
        lacks_from = await incomplete_from(db, org_id, patient_id, "course")
    visits = course.visits.values() if course else ()
    return Reply(encode(VisitsAnswer(as_of, sorted(visits, key=lambda visit: (visit.at, visit.visit_id)), lacks_from)))


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
