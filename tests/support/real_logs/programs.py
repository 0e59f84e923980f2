"""The enrolment of a diary's person, and a program that fits what the person did anyway."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from statistics import median
from typing import Any
from uuid import UUID, uuid5

from domain.exercise.common import BY_ID
from domain.values import Side
from tests.support.real_logs.cloudevents import CloudEvent, Person, cloud_event

NAMESPACE = UUID("0a9d7c8e-53a1-4c55-9f0e-6c1b1a5f2f60")
"""Of the ids of programs and prescriptions, so that every conversion makes the same."""


def enrolment(person: Person, clinic_id: UUID, therapist_id: UUID | None, at: datetime) -> CloudEvent:
    """The person becomes a patient of a clinic, without a name or a contact: the diaries have none."""
    data = {"clinic_id": str(clinic_id), "zone": person.zone, "language": person.language}
    if therapist_id is not None:
        data["therapist_id"] = str(therapist_id)
    return cloud_event(person, "patient.enrolled", person.name, "enrolled", at, data)


def program(person: Person, sessions: Sequence[CloudEvent], at: datetime) -> CloudEvent | None:
    """One prescription for each exercise done, as often a week as usual; None where nothing was ever done.

    Usual is the median over the weeks (Monday to Sunday) in which the exercise was done at all, at most 7.
    """
    weeks: dict[str, Counter[date]] = defaultdict(Counter)
    for session in sessions:
        week = date.fromisocalendar(*datetime.fromisoformat(session["time"]).isocalendar()[:2], 1)
        for entry in session["data"]["entries"]:
            weeks[entry["exercise_id"]][week] += 1
    if not weeks:
        return None
    prescriptions = [_prescription(person, exercise, counts) for exercise, counts in sorted(weeks.items())]
    data = {"program_id": str(uuid5(NAMESPACE, person.name)), "prescriptions": prescriptions}
    return cloud_event(person, "program.assigned", person.name, "program", at, data)


def _prescription(person: Person, exercise_id: str, weeks: Counter[date]) -> dict[str, Any]:
    exercise = BY_ID[UUID(exercise_id)]
    dose = {"sets": exercise.dose.sets, "reps": exercise.dose.reps, "hold_seconds": exercise.dose.hold_seconds}
    return {
        "prescription_id": str(uuid5(NAMESPACE, f"{person.name} {exercise.slug}")),
        "exercise_id": exercise_id,
        "side": Side.NONE.value,
        "deficit": exercise.deficit.value,
        "dose": {name: value for name, value in dose.items() if value is not None},
        "schedule": {"kind": "weekly", "times_a_week": min(7, round(median(weeks.values())))},
    }
