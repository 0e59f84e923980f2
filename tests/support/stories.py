"""A clinic's messy weeks, made from a seed: programs, zone changes, reports late, doubled, corrected and taken back."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
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
from domain.barrier.events import BarrierReported, BarrierRetracted
from domain.decider import Event
from domain.patient.events import DischargeReason, PatientDischarged, PatientEnrolled, PatientZoneSet, TherapistAssigned
from domain.program.events import PauseReason, ProgramAssigned, ProgramPaused, ProgramResumed, ProgramRevised
from domain.score.events import ScoreRecorded
from domain.score.instruments import InstrumentName
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.thread.events import MessageRead, MessageSent, ThreadEvent
from domain.values import (
    BarrierReason,
    BodyRegion,
    Cue,
    CueKind,
    Deficit,
    Dose,
    Entry,
    Fixed,
    Prescription,
    Provenance,
    Schedule,
    Side,
    SymptomKind,
    Timing,
    Weekly,
)
from domain.visit.events import CancelReason, VisitCancelled, VisitKind, VisitRecorded, VisitScheduled
from domain.visit.measures import RangeOfMotion
from domain.visit.motion import Joint, Movement
from tests.support.feed import Told
from tests.support.reminder_story import reminder_story

FIRST_DAY = date(2026, 3, 2)
BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 4, 6, 12, tzinfo=UTC)
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
    patients = tuple(_id(chance) for _ in range(PATIENTS))
    exercises = [_id(chance) for _ in range(4)]
    decided, reported = list[Told](), list[Told]()
    for patient_id in patients:
        prescriptions = _prescriptions(chance, exercises)
        decided += _decided(chance, patient_id, prescriptions)
        reported += _sessions(chance, patient_id, patients, prescriptions)
        reported += _symptoms(chance, patient_id, patients, exercises)
        reported += _barriers(chance, patient_id, exercises)
        decided += _visits(chance, patient_id)
        reported += _scores(chance, patient_id)
    for patient_id in patients:
        decided += _messages(chance, patient_id)
    for patient_id in patients:
        decided += reminder_story(chance, patient_id, FIRST_DAY)
    return Story(patients, tuple(decided), tuple(reported))


def _id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _told(chance: random.Random, event: Event, at: datetime) -> Told:
    return Told(_id(chance), event, at, chance.choice([None, "Europe/Berlin"]))


def _moment(chance: random.Random) -> datetime:
    return BEGIN + timedelta(minutes=chance.randrange(36 * 24 * 60))


def _prescriptions(chance: random.Random, exercises: list[UUID]) -> tuple[Prescription, ...]:
    schedules: list[Schedule] = [
        Fixed(times_a_day=2),
        Fixed(weekdays=(1, 3, 5)),
        Cue(cue=CueKind.KETTLE, times_a_day=3),
        Weekly(times_a_week=3),
    ]
    return tuple(
        Prescription(
            prescription_id=_id(chance),
            exercise_id=exercise_id,
            deficit=Deficit.STRENGTH,
            dose=Dose(sets=3, reps=10),
            schedule=schedule,
            side=chance.choice([Side.LEFT, Side.RIGHT]),
        )
        for exercise_id, schedule in zip(exercises, schedules, strict=True)
    )


def _decided(chance: random.Random, patient_id: UUID, prescriptions: tuple[Prescription, ...]) -> Iterator[Told]:
    clinic_id, therapist_id, program_id = _id(chance), _id(chance), _id(chance)
    own: dict[str, Any] = {"patient_id": patient_id}
    program: dict[str, Any] = {"patient_id": patient_id, "program_id": program_id}
    zone = chance.choice(["Europe/Berlin", "America/New_York", "Asia/Kolkata"])
    since = _moment(chance)
    events: list[Event] = [
        PatientEnrolled(**own, clinic_id=clinic_id, zone=zone, therapist_id=therapist_id),
        ProgramAssigned(**program, clinic_id=clinic_id, prescriptions=prescriptions[:3], effective=FIRST_DAY),
        PatientZoneSet(**own, zone="Pacific/Auckland", since=since),
        ProgramRevised(**program, version=2, prescriptions=prescriptions[1:], effective=FIRST_DAY + timedelta(days=12)),
        TherapistAssigned(**own, therapist_id=_id(chance)),
        ProgramPaused(**program, first_day=FIRST_DAY + timedelta(days=16), reason=PauseReason.TRAVELLING),
        ProgramResumed(**program, first_day=FIRST_DAY + timedelta(days=19)),
        *_alerts(chance, patient_id, clinic_id, therapist_id),
    ]
    if chance.random() < 0.3:
        last_day = FIRST_DAY + timedelta(days=30)
        events.append(PatientDischarged(**own, last_day=last_day, reason=DischargeReason.GOALS_MET))
    for event in events:
        yield _told(chance, event, BEGIN)


def _alerts(chance: random.Random, patient_id: UUID, clinic_id: UUID, therapist_id: UUID) -> Iterator[Event]:
    for stage in range(4):
        alert: dict[str, Any] = {"alert_id": _id(chance), "patient_id": patient_id}
        yield AlertRaised(
            **alert,
            clinic_id=clinic_id,
            rule="high_pain",
            rule_version=1,
            policy_version=0,
            grade=chance.choice(list(Grade)),
            scope=chance.choice(["knee", "hip"]),
            position=stage + 1,
            facts=(_id(chance),),
            answer_by=_moment(chance),
            therapist_id=therapist_id,
        )
        yield AlertAttached(**alert, fact=_id(chance))
        if stage > 0:
            yield AlertDelivered(**alert, channel="email", effect_id=_id(chance))
        if stage > 1:
            yield AlertAcknowledged(**alert, staff_id=therapist_id)
        if stage > 2:
            yield AlertResolved(**alert, staff_id=therapist_id, resolution=Resolution.CALLED)


def _entry(chance: random.Random, prescription: Prescription) -> Entry:
    pain = chance.choice([None, None, 20, 65])
    if chance.random() < 0.5:
        return Entry(prescription_id=prescription.prescription_id, sets=chance.randrange(5), pain=pain)
    return Entry(exercise_id=prescription.exercise_id, side=prescription.side, reps=chance.randrange(40), pain=pain)


def _sessions(
    chance: random.Random, patient_id: UUID, patients: tuple[UUID, ...], prescriptions: tuple[Prescription, ...]
) -> Iterator[Told]:
    for _ in range(24):
        entries = tuple(_entry(chance, p) for p in chance.sample(prescriptions, chance.randrange(3)))
        logged = SessionLogged(
            patient_id=patient_id,
            clinic_id=patient_id,
            entries=entries,
            provenance=chance.choice([Provenance.PATIENT, Provenance.PATIENT, Provenance.INFERRED]),
            in_clinic=chance.random() < 0.1,
            clock_shift=chance.choice([0, 0, 0, 90_000]),
        )
        told = _told(chance, logged, _moment(chance))
        yield told
        target: dict[str, Any] = {
            "session_id": told.event_id,
            "patient_id": chance.choice([patient_id, patient_id, *patients]),
        }
        for _ in range(chance.choice([0, 0, 1, 2, 3])):
            yield _told(chance, SessionCorrected(**target, moved_to=_moment(chance)), _moment(chance))
            yield _told(chance, SessionCorrected(**target, entries=(_entry(chance, prescriptions[1]),)), BEGIN)
        if chance.random() < 0.15:
            yield _told(chance, SessionRetracted(**target), NOW)


def _symptoms(
    chance: random.Random, patient_id: UUID, patients: tuple[UUID, ...], exercises: list[UUID]
) -> Iterator[Told]:
    for _ in range(16):
        reported = SymptomReported(
            patient_id=patient_id,
            clinic_id=patient_id,
            kind=chance.choice([SymptomKind.PAIN, SymptomKind.SORENESS]),
            level=chance.randrange(101),
            region=chance.choice([BodyRegion.KNEE, BodyRegion.HIP]),
            side=chance.choice([Side.LEFT, Side.RIGHT]),
            timing=chance.choice(list(Timing)),
            provenance=Provenance.PATIENT,
            exercise_id=chance.choice([None, *exercises]),
        )
        told = _told(chance, reported, _moment(chance))
        yield told
        target: dict[str, Any] = {
            "symptom_id": told.event_id,
            "patient_id": chance.choice([patient_id, patient_id, *patients]),
        }
        for _ in range(chance.choice([0, 0, 1, 2])):
            yield _told(chance, SymptomCorrected(**target, level=chance.randrange(101)), _moment(chance))
            yield _told(chance, SymptomCorrected(**target, moved_to=_moment(chance), exercise_id=None), BEGIN)
        if chance.random() < 0.2:
            yield _told(chance, SymptomRetracted(**target), NOW)


def _barriers(chance: random.Random, patient_id: UUID, exercises: list[UUID]) -> Iterator[Told]:
    for _ in range(5):
        reported = BarrierReported(
            patient_id=patient_id,
            clinic_id=patient_id,
            reason=chance.choice([*BarrierReason, *[BarrierReason.HURTS] * 4]),
            provenance=Provenance.PATIENT,
            exercise_id=chance.choice([None, *exercises]),
        )
        told = _told(chance, reported, _moment(chance))
        yield told
        if chance.random() < 0.3:
            yield _told(chance, BarrierRetracted(patient_id=patient_id, barrier_id=told.event_id), NOW)


def _visits(chance: random.Random, patient_id: UUID) -> Iterator[Told]:
    clinic_id = _id(chance)
    for _ in range(4):
        visit: dict[str, Any] = {"patient_id": patient_id, "visit_id": _id(chance)}
        at = _moment(chance)
        planned = VisitScheduled(
            **visit, clinic_id=clinic_id, starts_at=at, minutes=30, kind=chance.choice(list(VisitKind))
        )
        yield _told(chance, planned, BEGIN)
        if chance.random() < 0.4:
            yield _told(chance, VisitCancelled(**visit, reason=chance.choice(list(CancelReason))), BEGIN)
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
            yield _told(chance, recorded, at)


def _messages(chance: random.Random, patient_id: UUID) -> list[Told]:
    """Patient and therapist write and read in turn."""
    therapist, clinic = _id(chance), _id(chance)
    told = list[Told]()
    for number in range(1, 7):
        author = chance.choice([patient_id, therapist])
        event: ThreadEvent = MessageSent(
            patient_id=patient_id,
            message_id=(message_id := _id(chance)),
            author=author,
            number=number,
            private="0" * 32,
            clinic_id=clinic,
        )
        told.append(Told(message_id, event, _moment(chance)))
        if chance.random() < 0.5:
            by = therapist if author == patient_id else patient_id
            event = MessageRead(patient_id=patient_id, message_id=message_id, by=by, number=number)
            told.append(_told(chance, event, _moment(chance)))
    return told


def _scores(chance: random.Random, patient_id: UUID) -> Iterator[Told]:
    for _ in range(4):
        recorded = ScoreRecorded(
            patient_id=patient_id,
            clinic_id=patient_id,
            instrument=chance.choice([InstrumentName.PSFS, InstrumentName.LEFS]),
            value=10 * chance.randrange(11),
            provenance=Provenance.PATIENT,
        )
        yield _told(chance, recorded, _moment(chance))
