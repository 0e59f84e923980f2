"""A patient's story for the alert rules: say what happened, in order, and get what the rules decide."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec

from domain.alert.decider import AttachToAlert, RaiseAlert
from domain.alert.events import AlertRaised, AlertResolved, Resolution, WithheldBecause
from domain.alerting.history import History
from domain.alerting.judge import Attachment, Decision, judge
from domain.alerting.rule import PolicyInForce
from domain.barrier.events import BarrierReported, BarrierRetracted
from domain.clinic.events import Policy
from domain.decider import Event
from domain.patient.events import PatientEnrolled, PatientPolicySet
from domain.program.events import ProgramAssigned
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.values import (
    BarrierReason,
    BodyRegion,
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
)

PATIENT = UUID(int=1)
CLINIC = UUID(int=2)
THERAPIST = UUID(int=3)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def named(name: str) -> UUID:
    """An id that a test can say out loud."""
    return uuid5(PATIENT, name)


class Told(NamedTuple):
    """A stored event, as far as the rules look."""

    event_id: UUID
    pos: int
    occurred_at: datetime
    recorded_at: datetime
    event: Event


class Fired(NamedTuple):
    """What a rule made of a story, as far as a test of it looks: the event that decided it comes last of the facts."""

    scope: str
    facts: tuple[str, ...]
    figures: dict[str, str]
    withheld: WithheldBecause | None = None


class Story:
    """Writes the events of one patient; each is recorded a minute after the one before unless told otherwise."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.names: list[str] = []
        self.now = NOON
        self.add("enrolled", PatientEnrolled(patient_id=PATIENT, clinic_id=CLINIC, zone="UTC", therapist_id=THERAPIST))

    def add(self, name: str, event: Event, *, happened: timedelta = timedelta(), wait: timedelta | None = None) -> Told:
        """`happened`: how long before its recording the sender says it was; `wait`: since the event before."""
        self.now += timedelta(minutes=1) if wait is None else wait
        told = Told(named(name), len(self.told) + 1, self.now - happened, self.now, event)
        self.told.append(told)
        self.names.append(name)
        return told

    def pain(
        self,
        name: str,
        level: int,
        region: BodyRegion = BodyRegion.KNEE,
        *,
        kind: SymptomKind = SymptomKind.PAIN,
        side: Side = Side.NONE,
        timing: Timing = Timing.AT_REST,
        session: str | None = None,
        exercise: UUID | None = None,
        provenance: Provenance = Provenance.PATIENT,
        happened: timedelta = timedelta(),
        clock_shift: int = 0,
        wait: timedelta | None = None,
    ) -> Told:
        event = SymptomReported(
            patient_id=PATIENT,
            clinic_id=CLINIC,
            kind=kind,
            level=level,
            region=region,
            side=side,
            timing=timing,
            session_id=None if session is None else named(session),
            exercise_id=exercise,
            provenance=provenance,
            clock_shift=clock_shift,
        )
        return self.add(name, event, happened=happened, wait=wait)

    def corrected(self, name: str, report: str, *, wait: timedelta | None = None, **given: object) -> Told:
        said = {"patient_id": PATIENT, "symptom_id": named(report), **given}
        return self.add(name, msgspec.convert(said, SymptomCorrected, strict=False), wait=wait)

    def retracted(self, name: str, report: str) -> Told:
        return self.add(name, SymptomRetracted(patient_id=PATIENT, symptom_id=named(report)))

    def barrier(
        self,
        name: str,
        reason: BarrierReason,
        exercise: UUID | None = None,
        *,
        provenance: Provenance = Provenance.PATIENT,
        happened: timedelta = timedelta(),
        clock_shift: int = 0,
        wait: timedelta | None = None,
    ) -> Told:
        event = BarrierReported(
            patient_id=PATIENT,
            clinic_id=CLINIC,
            reason=reason,
            provenance=provenance,
            exercise_id=exercise,
            clock_shift=clock_shift,
        )
        return self.add(name, event, happened=happened, wait=wait)

    def barrier_retracted(self, name: str, report: str) -> Told:
        return self.add(name, BarrierRetracted(patient_id=PATIENT, barrier_id=named(report)))

    def program(
        self,
        name: str,
        exercises: Sequence[str] = ("bridge",),
        *,
        schedule: Schedule | None = None,
        effective: date | None = None,
        last_day: date | None = None,
    ) -> UUID:
        """Assigned from today on; each exercise is its name, prescribed under `<program> <exercise>`."""
        prescriptions = tuple(
            Prescription(
                prescription_id=named(f"{name} {exercise}"),
                exercise_id=named(exercise),
                deficit=Deficit.STRENGTH,
                dose=Dose(sets=3, reps=10),
                schedule=schedule or Fixed(),
            )
            for exercise in exercises
        )
        event = ProgramAssigned(
            patient_id=PATIENT,
            clinic_id=CLINIC,
            program_id=named(name),
            prescriptions=prescriptions,
            effective=effective or self.now.date(),
            last_day=last_day,
        )
        self.add(f"{name} assigned", event)
        return named(name)

    def session(
        self,
        name: str,
        *entries: Entry,
        provenance: Provenance = Provenance.PATIENT,
        in_clinic: bool = False,
        happened: timedelta = timedelta(),
        clock_shift: int = 0,
        wait: timedelta | None = None,
    ) -> Told:
        event = SessionLogged(
            patient_id=PATIENT,
            clinic_id=CLINIC,
            entries=entries,
            provenance=provenance,
            in_clinic=in_clinic,
            clock_shift=clock_shift,
        )
        return self.add(name, event, happened=happened, wait=wait)

    def session_corrected(self, name: str, session: str, *, wait: timedelta | None = None, **given: object) -> Told:
        said = {"patient_id": PATIENT, "session_id": named(session), **given}
        return self.add(name, msgspec.convert(said, SessionCorrected, strict=False), wait=wait)

    def session_retracted(self, name: str, session: str) -> Told:
        return self.add(name, SessionRetracted(patient_id=PATIENT, session_id=named(session)))

    def own_policy(self, policy: Policy, version: int = 1, until: date | None = None) -> Told:
        event = PatientPolicySet(patient_id=PATIENT, policy=policy, version=version, until=until)
        return self.add(f"own policy {version}", event)

    def raised(self, name: str, wish: RaiseAlert) -> Told:
        """The alert comes back from the log."""
        fields = {key: getattr(wish, key) for key in AlertRaised.__struct_fields__}
        return self.add(name, AlertRaised(**fields))

    def resolved(self, name: str, alert_id: UUID) -> Told:
        event = AlertResolved(
            alert_id=alert_id, patient_id=PATIENT, staff_id=THERAPIST, resolution=Resolution.REASSURED
        )
        return self.add(name, event)

    def decisions(
        self, policy: PolicyInForce | None = None, turned_away: Sequence[Attachment] = (), kept_as_json: bool = False
    ) -> list[Decision]:
        """What the rules decide over the whole story; `kept_as_json` stores and reads the history between events."""
        return self.read(policy, turned_away, kept_as_json)[1]

    def read(
        self, policy: PolicyInForce | None = None, turned_away: Sequence[Attachment] = (), kept_as_json: bool = False
    ) -> tuple[History, list[Decision]]:
        history, made = History(), list[Decision]()
        for told in self.told:
            policies = {CLINIC: policy} if policy else {}
            history, decisions = judge(history, PATIENT, told, told.event, policies, turned_away=turned_away)
            made += decisions
            if kept_as_json:
                history = msgspec.json.decode(msgspec.json.encode(history), type=History)
        return history, made

    def fired(self, rule: str, policy: PolicyInForce | None = None) -> list[Fired]:
        """What a rule raised or would have raised over the whole story, in order."""
        names = {told.event_id: name for told, name in zip(self.told, self.names, strict=True)}
        return [
            Fired(wish.scope, tuple(names[fact] for fact in wish.facts), wish.figures, wish.withheld)
            for wish in self.decisions(policy)
            if isinstance(wish, RaiseAlert) and wish.rule == rule
        ]

    def attached(self) -> list[str]:
        """The events that were attached to an alert, in order."""
        names = {told.event_id: name for told, name in zip(self.told, self.names, strict=True)}
        return [names[wish.fact] for wish in self.decisions() if isinstance(wish, AttachToAlert)]


def alert_id(rule: str, scope: str, deciding: str) -> UUID:
    return uuid5(PATIENT, f"{rule}:{scope}:{named(deciding)}")


def attach(alert: UUID, told: Told, rule: str = "high_pain", answer_by: datetime | None = None) -> AttachToAlert:
    """The wish to attach an event to an alert of a rule."""
    return AttachToAlert(
        command_id=uuid5(alert, f"attach:{told.event_id}"),
        at=told.recorded_at,
        alert_id=alert,
        patient_id=PATIENT,
        fact=told.event_id,
        rule=rule,
        answer_by=answer_by,
    )
