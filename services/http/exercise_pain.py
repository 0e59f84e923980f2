"""Which exercise hurts: one patient, and across a clinic's patients where enough of them have rated it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, field

from domain.adherence.figures import shown
from domain.symptom.exercise_pain import LEAST_FOR_MEDIAN, ExercisePain, PainByExercise
from domain.values import Instant, Level, Side
from eventstore.walls import Connection
from projections.adherence.pain import patients_of, rated_in_sessions
from projections.symptoms.queries import felt_during
from services.http.audit.seen import right_at
from services.http.freshness import AsOf, FreshQuery, fresh, incomplete_from, incomplete_of_many
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_clinic, reached_patient
from services.http.restricted import all_hidden_from
from services.http.stretch import LONGEST_OF_A_CLINIC, at_most_days, stretch
from services.http.symptom_lines import Points, points

PATIENTS_AT_ONCE = 100  # so that nobody else's request waits for all of a clinic's to be added up
READERS = ("adherence", "symptoms")  # what sessions say, and what reports say


class ExercisePainQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From one instant until just before another, of a clinic at most 400 days; without them the last 90 days."""

    since: Instant | None = field(name="from", default=None)
    until: Instant | None = field(name="to", default=None)


class PatientExercisePain(Struct, frozen=True):
    """What one patient says of pain during an exercise."""

    exercise_id: UUID
    side: Side
    sessions: int  # in which it was rated
    ratings: int  # of these sessions, and of reports that name the exercise
    median: Points | None  # null with fewer than three ratings
    highest: Level
    over_band: int  # ratings above 5: too much during an exercise
    last_at: datetime


class PatientExercisePainAnswer(Struct, frozen=True):
    """Exercise by exercise, those first of which the largest share of ratings is above 5."""

    as_of: AsOf
    exercises: list[PatientExercisePain]
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


class ClinicExercisePain(Struct, frozen=True):
    """What a clinic's patients say of pain during an exercise."""

    exercise_id: UUID
    side: Side
    sessions: int  # in which it was rated
    patients: int  # who rated it
    ratings: int  # of these sessions, and of reports that name the exercise
    median: Points
    over_band: str  # the share of ratings above 5, 0 to 1, with four decimals
    patients_over_band: int  # who ever gave one


class RatedTooLittle(Struct, frozen=True):
    """Rated by fewer than five patients or twenty times: that would say more about a person than about an exercise."""

    exercise_id: UUID
    side: Side


class ClinicExercisePainAnswer(Struct, frozen=True):
    """Exercise by exercise, those first of which the largest share of ratings is above 5."""

    as_of: AsOf
    exercises: list[ClinicExercisePain]
    too_few: list[RatedTooLittle]  # in the order of their ids
    incomplete_of: list[UUID]  # patients of whom ratings may be missing, because an event could not be digested


async def patient_exercise_pain(asked: Asked) -> Reply:
    org_id, patient_id = asked.actor.org_id, await reached_patient(asked, asked.path["patient_id"])
    async with fresh(asked, *READERS) as (db, as_of):
        found = await _rated(db, org_id, [patient_id], *_stretch(asked.query, as_of.at))
        lacks_from = await incomplete_from(db, org_id, patient_id, *READERS)
    return Reply(encode(PatientExercisePainAnswer(as_of, [_of_patient(pain) for pain in found], lacks_from)))


async def clinic_exercise_pain(asked: Asked) -> Reply:
    org_id, clinic_id = asked.actor.org_id, await reached_clinic(asked)
    hidden = await all_hidden_from(asked)
    async with fresh(asked, *READERS) as (db, as_of):
        since, until = _stretch(asked.query, as_of.at)
        at_most_days(LONGEST_OF_A_CLINIC, since, until)
        patient_ids = [one for one in await patients_of(db, org_id, clinic_id) if one not in hidden]
        found = await _rated(db, org_id, patient_ids, since, until)
        lacking = await incomplete_of_many(db, org_id, patient_ids, *READERS)
    asked.seen.patients(lacking, right_at(asked.actor, clinic_id))
    few = sorted((pain.exercise_id, pain.side) for pain in found if not pain.enough)
    return Reply(
        encode(
            ClinicExercisePainAnswer(
                as_of,
                [_of_clinic(pain) for pain in found if pain.enough],
                [RatedTooLittle(*movement) for movement in few],
                sorted(lacking),
            )
        )
    )


def _stretch(query: ExercisePainQuery, now: datetime) -> tuple[datetime, datetime]:
    """What lies ahead of now waits."""
    since, until = stretch(query.since, query.until, now)
    return since, min(until, now)


async def _rated(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], since: datetime, until: datetime
) -> list[ExercisePain]:
    """What these patients' sessions and reports say of the stretch."""
    pain = PainByExercise(since, until)
    for start in range(0, len(patient_ids), PATIENTS_AT_ONCE):
        some = patient_ids[start : start + PATIENTS_AT_ONCE]
        for patient_id, rated in await rated_in_sessions(db, org_id, some, since, until):
            pain.add_sessions(patient_id, rated)
        for felt in await felt_during(db, org_id, some, since, until):
            pain.add_report(felt)
    return pain.figures()


def _of_patient(pain: ExercisePain) -> PatientExercisePain:
    return PatientExercisePain(
        exercise_id=pain.exercise_id,
        side=pain.side,
        sessions=pain.sessions,
        ratings=pain.ratings,
        median=points(pain.median) if pain.ratings >= LEAST_FOR_MEDIAN else None,
        highest=pain.highest,
        over_band=pain.over_band,
        last_at=pain.last_at,
    )


def _of_clinic(pain: ExercisePain) -> ClinicExercisePain:
    return ClinicExercisePain(
        exercise_id=pain.exercise_id,
        side=pain.side,
        sessions=pain.sessions,
        patients=pain.patients,
        ratings=pain.ratings,
        median=points(pain.median),
        over_band=shown(pain.share_over_band),
        patients_over_band=pain.patients_over_band,
    )
