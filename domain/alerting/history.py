"""What the alert rules remember of one patient: what was reported lately, as it stands, and which alerts are open."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.alert.events import AlertRaised, AlertRegraded, AlertResolved
from domain.alerting import barrier_memory, program_memory, session_memory, symptom_memory
from domain.alerting.barrier_memory import RememberedBarrier
from domain.alerting.program_memory import KnownProgram
from domain.alerting.session_memory import RememberedSession
from domain.alerting.symptom_memory import Remembered
from domain.barrier.events import BarrierReported, BarrierRetracted
from domain.clinic.events import Policy
from domain.decider import Event
from domain.patient.events import (
    PatientDischarged,
    PatientEnrolled,
    PatientPolicySet,
    PatientReadmitted,
    PatientRestricted,
    PatientRestrictionLifted,
    PatientTransferred,
    PatientZoneSet,
    RedFlagReported,
    TherapistAssigned,
)
from domain.program.events import ProgramAssigned, ProgramCompleted, ProgramRevised
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.zones import FIRST_INSTANT, ZoneChange, local_date, with_change

FOLDED: frozenset[type[Event]] = frozenset(
    {
        PatientEnrolled,
        PatientZoneSet,
        TherapistAssigned,
        PatientDischarged,
        PatientReadmitted,
        PatientTransferred,
        PatientPolicySet,
        PatientRestricted,
        PatientRestrictionLifted,
        RedFlagReported,
        ProgramAssigned,
        ProgramRevised,
        ProgramCompleted,
        SessionLogged,
        SessionCorrected,
        SessionRetracted,
        SymptomReported,
        SymptomCorrected,
        SymptomRetracted,
        BarrierReported,
        BarrierRetracted,
        AlertRaised,
        AlertRegraded,
        AlertResolved,
    }
)
"""Every event that changes a history."""

MOST_LOOKS = 20


class Stored(Protocol):
    """What a rule may know about a stored event beside what it says."""

    @property
    def event_id(self) -> UUID: ...
    @property
    def pos(self) -> int: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def recorded_at(self) -> datetime: ...


class OwnPolicy(Struct, frozen=True):
    """The patient's own thresholds, up to the end of a local date."""

    policy: Policy
    version: int
    until: date | None = None


class Look(Struct, frozen=True, array_like=True):
    """The end of a date at which an alert was raised last, or weighed anew, and the numbers it stood on."""

    day: date
    figures: dict[str, str]


class History(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One patient's events up to position `pos`, as far as a rule can still look at them."""

    pos: int = 0
    patient_id: UUID | None = None
    clinic_id: UUID | None = None
    therapist_id: UUID | None = None
    zones: tuple[ZoneChange, ...] = ()
    discharged_on: date | None = None  # the last day
    own_policy: OwnPolicy | None = None
    programs: dict[UUID, KnownProgram] = {}  # in the order in which they were assigned
    sessions: dict[UUID, RememberedSession] = {}  # the longest untouched first, as are the next two
    symptoms: dict[UUID, Remembered] = {}
    barriers: dict[UUID, RememberedBarrier] = {}
    open_alerts: dict[str, UUID] = {}  # by rule and scope (`alert_key`)
    restricted: bool = False  # then red flags alone raise alerts
    looks: dict[str, Look] = {}  # by the same, of the rules that look at the end of a date; the newest last


def alert_key(rule: str, scope: str) -> str:
    return f"{rule}:{scope}"


def day_of(history: History, instant: datetime) -> date:
    """The patient's date at an instant; that of UTC while no zone is known."""
    return local_date(history.zones, instant) if history.zones else instant.date()


def heard(history: History, stored: Stored, event: Event) -> History:
    """The history after one more event of the patient. One that was folded already changes nothing."""
    if stored.pos <= history.pos:
        return history
    return replace(_folded(history, stored, event), pos=stored.pos)


def _folded(history: History, stored: Stored, event: Event) -> History:
    match event:
        case SessionLogged() | SessionCorrected() | SessionRetracted():
            sessions = session_memory.with_session(
                history.sessions, history.programs, event, stored.event_id, stored.occurred_at, stored.recorded_at
            )
            return replace(_known(history, event), sessions=sessions)
        case SymptomReported() | SymptomCorrected() | SymptomRetracted():
            symptoms = symptom_memory.with_report(
                history.symptoms, event, stored.event_id, stored.occurred_at, stored.recorded_at
            )
            return replace(_known(history, event), symptoms=symptoms)
        case BarrierReported() | BarrierRetracted():
            barriers = barrier_memory.with_barrier(
                history.barriers, event, stored.event_id, stored.occurred_at, stored.recorded_at
            )
            return replace(_known(history, event), barriers=barriers)
        case ProgramAssigned() | ProgramRevised() | ProgramCompleted():
            programs = program_memory.with_program(history.programs, event, stored.event_id)
            return replace(history, programs=programs)
        case PatientEnrolled():
            zones = with_change(history.zones, FIRST_INSTANT, event.zone)
            return replace(
                history,
                patient_id=event.patient_id,
                clinic_id=event.clinic_id,
                therapist_id=event.therapist_id,
                zones=zones,
            )
        case PatientZoneSet():
            return replace(history, zones=with_change(history.zones, event.since, event.zone))
        case TherapistAssigned():
            return replace(history, therapist_id=event.therapist_id)
        case PatientDischarged():
            return replace(history, discharged_on=event.last_day)
        case PatientReadmitted():
            return replace(history, discharged_on=None)
        case PatientTransferred():
            return replace(history, clinic_id=event.clinic_id, therapist_id=event.therapist_id)
        case PatientPolicySet():
            return replace(history, own_policy=OwnPolicy(event.policy, event.version, event.until))
        case PatientRestricted() | PatientRestrictionLifted():
            return replace(history, restricted=isinstance(event, PatientRestricted))
        case RedFlagReported():
            return _known(history, event)
        case AlertRaised():
            key = alert_key(event.rule, event.scope)
            return _looked(opened(history, key, event.alert_id), key, event.alert_id, event.day, event.figures)
        case AlertRegraded():
            return regraded(history, event.alert_id, event.day, event.figures)
        case AlertResolved():
            return closed(history, event.alert_id)
        case _:
            return history


def opened(history: History, key: str, alert_id: UUID, instead_of: UUID | None = None) -> History:
    """An alert is open from now on. One that is open under this key stays, unless it is the one replaced."""
    if history.open_alerts.get(key, instead_of) != instead_of:
        return history
    return replace(history, open_alerts={**history.open_alerts, key: alert_id})


def closed(history: History, alert_id: UUID) -> History:
    return replace(history, open_alerts={key: kept for key, kept in history.open_alerts.items() if kept != alert_id})


def regraded(history: History, alert_id: UUID, day: date, figures: Mapping[str, str]) -> History:
    """An open alert was weighed anew at the end of a date; one that is open no more is passed over."""
    for key, there in history.open_alerts.items():
        if there == alert_id:
            return _looked(history, key, alert_id, day, figures)
    return history


def _looked(history: History, key: str, alert_id: UUID, day: date | None, figures: Mapping[str, str]) -> History:
    there = history.looks.get(key)
    if day is None or history.open_alerts.get(key) != alert_id or (there and there.day >= day):
        return history
    others = [(other, look) for other, look in history.looks.items() if other != key]
    return replace(history, looks=dict([*others, (key, Look(day, dict(figures)))][-MOST_LOOKS:]))


def raised_at_close(history: History, key: str, alert_id: UUID, day: date, figures: Mapping[str, str]) -> History:
    """A rule that looked at the end of a date has raised this alert."""
    return _looked(opened(history, key, alert_id), key, alert_id, day, figures)


def _known(
    history: History,
    event: SessionLogged
    | SessionCorrected
    | SessionRetracted
    | SymptomReported
    | SymptomCorrected
    | SymptomRetracted
    | BarrierReported
    | BarrierRetracted
    | RedFlagReported,
) -> History:
    """With the patient and, where the enrolment has not told it, the clinic that a report names."""
    if history.clinic_id is not None and history.patient_id is not None:
        return history
    clinic_id = getattr(event, "clinic_id", None)
    return replace(history, patient_id=event.patient_id, clinic_id=history.clinic_id or clinic_id)
