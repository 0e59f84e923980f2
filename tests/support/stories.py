"""A clinic's messy weeks, made from a seed: programs, zone changes, reports late, doubled, corrected and taken back."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.alert.events import (
    AlertAcknowledged,
    AlertAttached,
    AlertDelivered,
    AlertRaised,
    AlertResolved,
    Grade,
    Resolution,
)
from domain.clinic.events import ClinicOpened
from domain.decider import Event
from domain.patient.events import DischargeReason, PatientDischarged, PatientEnrolled, PatientZoneSet, TherapistAssigned
from domain.program.events import PauseReason, ProgramAssigned, ProgramPaused, ProgramResumed, ProgramRevised
from domain.staff.events import Role, StaffInvited
from domain.thread.events import MessageRead, MessageSent, ThreadEvent
from domain.values import (
    Cue,
    CueKind,
    Deficit,
    Dose,
    Fixed,
    Prescription,
    Provenance,
    Schedule,
    Side,
    Weekly,
)
from domain.visit.events import CancelReason, VisitCancelled, VisitKind, VisitRecorded, VisitScheduled
from domain.visit.measures import RangeOfMotion
from domain.visit.motion import Joint, Movement
from tests.support.feed import Told
from tests.support.reminder_story import reminder_story
from tests.support.story_draws import BEGIN, FIRST_DAY, drawn_id, drawn_moment, drawn_told
from tests.support.story_reports import barriers, scores, sessions, symptoms

PATIENTS = 3


class Story(Struct, frozen=True):
    """`decided` keeps its order; `reported` may arrive in any, before or after it."""

    patients: tuple[UUID, ...]
    decided: tuple[Told, ...]
    reported: tuple[Told, ...]

    def in_order(self) -> list[Told]:
        return [*self.decided, *self.reported]

    def shuffled(self, seed: int) -> list[Told]:
        """The reports in another order, and the decisions strewn among them in theirs."""
        chance = random.Random(seed)
        reports, decided = list(self.reported), list(self.decided)
        chance.shuffle(reports)
        places = sorted(chance.sample(range(len(reports) + len(decided)), len(decided)))
        for place, told in zip(places, decided, strict=True):
            reports.insert(place, told)
        return reports


def messy_story(seed: int) -> Story:
    chance = random.Random(seed)
    patients = tuple(drawn_id(chance) for _ in range(PATIENTS))
    exercises = [drawn_id(chance) for _ in range(4)]
    decided, reported = list[Told](), list[Told]()
    for patient_id in patients:
        prescriptions = _prescriptions(chance, exercises)
        decided += _decided(chance, patient_id, prescriptions)
        reported += sessions(chance, patient_id, patients, prescriptions)
        reported += symptoms(chance, patient_id, patients, exercises)
        reported += barriers(chance, patient_id, exercises)
        decided += _visits(chance, patient_id)
        reported += scores(chance, patient_id)
    for patient_id in patients:
        decided += _messages(chance, patient_id)
    for patient_id in patients:
        decided += reminder_story(chance, patient_id, FIRST_DAY)
    return Story(patients, tuple(decided), tuple(reported))


def _prescriptions(chance: random.Random, exercises: list[UUID]) -> tuple[Prescription, ...]:
    schedules: list[Schedule] = [
        Fixed(times_a_day=2),
        Fixed(weekdays=(1, 3, 5)),
        Cue(cue=CueKind.KETTLE, times_a_day=3),
        Weekly(times_a_week=3),
    ]
    return tuple(
        Prescription(
            prescription_id=drawn_id(chance),
            exercise_id=exercise_id,
            deficit=Deficit.STRENGTH,
            dose=Dose(sets=3, reps=10),
            schedule=schedule,
            side=chance.choice([Side.LEFT, Side.RIGHT]),
        )
        for exercise_id, schedule in zip(exercises, schedules, strict=True)
    )


def _decided(chance: random.Random, patient_id: UUID, prescriptions: tuple[Prescription, ...]) -> Iterator[Told]:
    clinic_id, therapist_id, program_id = drawn_id(chance), drawn_id(chance), drawn_id(chance)
    own: dict[str, Any] = {"patient_id": patient_id}
    program: dict[str, Any] = {"patient_id": patient_id, "program_id": program_id}
    zone = chance.choice(["Europe/Berlin", "America/New_York", "Asia/Kolkata"])
    since = drawn_moment(chance)
    events: list[Event] = [
        ClinicOpened(clinic_id=clinic_id, name="By the harbour", country="DE", zone="Europe/Berlin"),
        StaffInvited(staff_id=therapist_id, role=Role.THERAPIST, clinics=(clinic_id,)),
        PatientEnrolled(**own, clinic_id=clinic_id, zone=zone, therapist_id=therapist_id),
        ProgramAssigned(**program, clinic_id=clinic_id, prescriptions=prescriptions[:3], effective=FIRST_DAY),
        PatientZoneSet(**own, zone="Pacific/Auckland", since=since),
        ProgramRevised(**program, version=2, prescriptions=prescriptions[1:], effective=FIRST_DAY + timedelta(days=12)),
        TherapistAssigned(**own, therapist_id=drawn_id(chance)),
        ProgramPaused(**program, first_day=FIRST_DAY + timedelta(days=16), reason=PauseReason.TRAVELLING),
        ProgramResumed(**program, first_day=FIRST_DAY + timedelta(days=19)),
        *_alerts(chance, patient_id, clinic_id, therapist_id),
    ]
    if chance.random() < 0.3:
        last_day = FIRST_DAY + timedelta(days=30)
        events.append(PatientDischarged(**own, last_day=last_day, reason=DischargeReason.GOALS_MET))
    for event in events:
        yield drawn_told(chance, event, BEGIN)


def _alerts(chance: random.Random, patient_id: UUID, clinic_id: UUID, therapist_id: UUID) -> Iterator[Event]:
    for stage in range(4):
        alert: dict[str, Any] = {"alert_id": drawn_id(chance), "patient_id": patient_id}
        yield AlertRaised(
            **alert,
            clinic_id=clinic_id,
            rule="high_pain",
            rule_version=1,
            policy_version=0,
            grade=chance.choice(list(Grade)),
            scope=chance.choice(["knee", "hip"]),
            position=stage + 1,
            facts=(drawn_id(chance),),
            answer_by=drawn_moment(chance),
            therapist_id=therapist_id,
        )
        yield AlertAttached(**alert, fact=drawn_id(chance))
        if stage > 0:
            yield AlertDelivered(**alert, channel="email", effect_id=drawn_id(chance))
        if stage > 1:
            yield AlertAcknowledged(**alert, staff_id=therapist_id)
        if stage > 2:
            yield AlertResolved(**alert, staff_id=therapist_id, resolution=Resolution.CALLED)


def _visits(chance: random.Random, patient_id: UUID) -> Iterator[Told]:
    clinic_id = drawn_id(chance)
    for _ in range(4):
        visit: dict[str, Any] = {"patient_id": patient_id, "visit_id": drawn_id(chance)}
        at = drawn_moment(chance)
        planned = VisitScheduled(
            **visit, clinic_id=clinic_id, starts_at=at, minutes=30, kind=chance.choice(list(VisitKind))
        )
        yield drawn_told(chance, planned, BEGIN)
        if chance.random() < 0.4:
            yield drawn_told(chance, VisitCancelled(**visit, reason=chance.choice(list(CancelReason))), BEGIN)
        if chance.random() < 0.6:
            bent = RangeOfMotion(joint=Joint.KNEE, movement=Movement.FLEXION, degrees=chance.randrange(150))
            recorded = VisitRecorded(
                **visit,
                clinic_id=clinic_id,
                happened_at=at,
                kind=planned.kind,
                provenance=Provenance.CLINICIAN,
                measures=(bent,),
                clock_shift=chance.choice([0, 0, 90_000]),
            )
            yield drawn_told(chance, recorded, at)


def _messages(chance: random.Random, patient_id: UUID) -> list[Told]:
    """Patient and therapist write and read in turn."""
    therapist, clinic = drawn_id(chance), drawn_id(chance)
    told = list[Told]()
    for number in range(1, 7):
        author = chance.choice([patient_id, therapist])
        event: ThreadEvent = MessageSent(
            patient_id=patient_id,
            message_id=(message_id := drawn_id(chance)),
            author=author,
            number=number,
            private="0" * 32,
            clinic_id=clinic,
        )
        told.append(Told(message_id, event, drawn_moment(chance)))
        if chance.random() < 0.5:
            by = therapist if author == patient_id else patient_id
            event = MessageRead(patient_id=patient_id, message_id=message_id, by=by, number=number)
            told.append(drawn_told(chance, event, drawn_moment(chance)))
    return told
