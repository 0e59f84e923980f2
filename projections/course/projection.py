"""Keeps each patient's course of treatment whole, the visits by clinic and time, and what became of each "hurts"."""

from collections.abc import Sequence
from typing import get_args
from uuid import UUID

import msgspec

from domain.course.visits import CourseVisit
from domain.decider import Event
from projections.base import Fact, PersonKey
from projections.course.fold import Course, CourseEvent, HurtLine, evolve, hurts_of
from projections.desk import Desk, Row, Table

PATIENT = Table("rm.course_patient", key={"patient_id": "uuid"}, values={"course": "json"})
VISIT = Table(
    "rm.course_visit",
    key={"patient_id": "uuid", "visit_id": "uuid"},
    values={
        "clinic_id": "uuid",
        "therapist_id": "uuid",
        "at": "timestamptz",
        "minutes": "int",
        "kind": "text",
        "status": "text",
    },
)
HURT = Table(
    "rm.course_hurt",
    key={"patient_id": "uuid", "barrier_id": "uuid"},
    values={
        "clinic_id": "uuid",
        "therapist_id": "uuid",
        "exercise_id": "uuid",
        "side": "text",
        "reported_at": "timestamptz",
        "answered_at": "timestamptz",
        "answered_by": "uuid",
        "answer": "text",
    },
)

_course = msgspec.json.Decoder(Course)


class CourseOfTreatment:
    name = "course"
    version = 2
    wants: frozenset[type[Event]] = frozenset(get_args(CourseEvent))
    tables = (PATIENT, VISIT, HURT)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        events = [(recorded, event) for recorded, event in facts if isinstance(event, CourseEvent)]
        before = await _courses(desk, {(recorded.org_id, event.patient_id) for recorded, event in events})
        courses = dict(before)
        for recorded, event in events:
            key = (recorded.org_id, event.patient_id)
            courses[key] = evolve(courses.get(key, Course()), recorded, event)
        patients, visits, hurts, gone = list[Row](), list[Row](), list[Row](), list[Row]()
        for key, course in courses.items():
            known = before.get(key, Course())
            if course == known:
                continue
            patients.append((*key, msgspec.json.encode(course).decode()))
            visits += (_visit(key, v) for v in course.visits.values() if v != known.visits.get(v.visit_id))
            old, new = hurts_of(known), hurts_of(course)
            hurts += (_hurt(key, barrier_id, line) for barrier_id, line in new.items() if line != old.get(barrier_id))
            gone += ((*key, barrier_id) for barrier_id in old if barrier_id not in new)
        await desk.keep(PATIENT, patients)
        await desk.keep(VISIT, visits)
        await desk.keep(HURT, hurts)
        await desk.drop(HURT, gone)


async def _courses(desk: Desk, keys: set[PersonKey]) -> dict[PersonKey, Course]:
    return {(row["org_id"], row["patient_id"]): _course.decode(row["course"]) for row in await desk.find(PATIENT, keys)}


def _visit(key: PersonKey, visit: CourseVisit) -> Row:
    whose = visit.visit_id, visit.clinic_id, visit.therapist_id
    return (*key, *whose, visit.at, visit.minutes, visit.kind.value, visit.status.value)


def _hurt(key: PersonKey, barrier_id: UUID, line: HurtLine) -> Row:
    hurt, answered = line.hurt, line.answered
    answer = (answered.decided_at, answered.event_id, answered.what.value) if answered else (None, None, None)
    whose = barrier_id, line.clinic_id, line.therapist_id
    return (*key, *whose, hurt.exercise_id, hurt.side.value, hurt.reported_at, *answer)


COURSE = CourseOfTreatment()
