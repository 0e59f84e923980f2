"""A patient's story for the alert rules: say what happened, in order, and get what the rules decide."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec

from domain.alert.decider import AttachToAlert, RaiseAlert
from domain.alert.events import AlertRaised, AlertResolved, Resolution
from domain.alerting.history import History
from domain.alerting.judge import Attachment, Decision, judge
from domain.alerting.rule import PolicyInForce
from domain.barrier.events import BarrierReported
from domain.decider import Event
from domain.patient.events import PatientEnrolled
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.values import BarrierReason, BodyRegion, Provenance, SymptomKind

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


class Story:
    """Writes the events of one patient; each is recorded a minute after the one before unless told otherwise."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.now = NOON
        self.add("enrolled", PatientEnrolled(patient_id=PATIENT, clinic_id=CLINIC, zone="UTC", therapist_id=THERAPIST))

    def add(self, name: str, event: Event, *, happened: timedelta = timedelta(), wait: timedelta | None = None) -> Told:
        """`happened`: how long before its recording the sender says it was; `wait`: since the event before."""
        self.now += timedelta(minutes=1) if wait is None else wait
        told = Told(named(name), len(self.told) + 1, self.now - happened, self.now, event)
        self.told.append(told)
        return told

    def pain(
        self,
        name: str,
        level: int,
        region: BodyRegion = BodyRegion.KNEE,
        *,
        kind: SymptomKind = SymptomKind.PAIN,
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
    ) -> Told:
        event = BarrierReported(
            patient_id=PATIENT, clinic_id=CLINIC, reason=reason, provenance=provenance, exercise_id=exercise
        )
        return self.add(name, event, happened=happened)

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


def alert_id(rule: str, scope: str, deciding: str) -> UUID:
    return uuid5(PATIENT, f"{rule}:{scope}:{named(deciding)}")


def attach(alert: UUID, told: Told, rule: str = "high_pain") -> AttachToAlert:
    """The wish to attach an event to an alert of a rule."""
    return AttachToAlert(
        command_id=uuid5(alert, f"attach:{told.event_id}"),
        at=told.recorded_at,
        alert_id=alert,
        patient_id=PATIENT,
        fact=told.event_id,
        rule=rule,
    )
