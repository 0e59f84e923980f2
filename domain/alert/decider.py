"""Raising an alert, grading it again, attaching later facts, delivering it; what is done about it is in `answering`."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec import field

from domain.alert import answering
from domain.alert.answering import AcknowledgeAlert, EscalateAlert, ResolveAlert, SnoozeAlert, WakeAlert
from domain.alert.events import (
    EVENTS,
    AlertAttached,
    AlertDelivered,
    AlertEvent,
    AlertRaised,
    AlertRegraded,
    AlertWithheld,
    Grade,
    WithheldBecause,
)
from domain.alert.state import Alert, evolve, whose
from domain.decider import Command, Decider, Seen
from domain.rejections import refused
from domain.values import Instant


class RaiseAlert(Command):
    """Comes from a rule; `withheld` says why it is only recorded as what would have been raised.

    `day`: of a rule that looks at the end of the patient's dates, the date; the command's `at` is the moment.
    """

    alert_id: UUID
    patient_id: UUID
    clinic_id: UUID
    rule: str
    rule_version: int
    policy_version: int
    grade: Grade
    scope: str
    position: int
    facts: tuple[UUID, ...]
    answer_by: Instant
    therapist_id: UUID | None = None
    withheld: WithheldBecause | None = None
    patient_policy_version: int = 0
    day: date | None = None
    figures: dict[str, str] = field(default_factory=dict)


class RegradeAlert(Command):
    """Comes from a rule that looked at the end of `day`, at the moment `at`, and found more than when it raised."""

    alert_id: UUID
    patient_id: UUID
    grade: Grade
    answer_by: Instant
    day: date
    position: int
    policy_version: int
    patient_policy_version: int = 0
    figures: dict[str, str] = field(default_factory=dict)


class AttachToAlert(Command):
    alert_id: UUID
    patient_id: UUID
    fact: UUID
    rule: str = ""  # that found it
    answer_by: Instant | None = None  # of a fact that wants an answer of its own


class RecordAlertDelivered(Command):
    alert_id: UUID
    patient_id: UUID
    channel: str
    effect_id: UUID
    staff_id: UUID | None = None
    again: bool = False


AlertCommand = (
    RaiseAlert
    | AttachToAlert
    | RecordAlertDelivered
    | AcknowledgeAlert
    | ResolveAlert
    | RegradeAlert
    | SnoozeAlert
    | WakeAlert
    | EscalateAlert
)


def decide(command: AlertCommand, alert: Alert, seen: Seen) -> Sequence[AlertEvent]:
    match command:
        case RaiseAlert():
            return raise_alert(command, alert)
        case AttachToAlert():
            return attach(command, alert)
        case RecordAlertDelivered():
            return record_delivered(command, alert)
        case AcknowledgeAlert():
            return answering.acknowledge(command, alert)
        case ResolveAlert():
            return answering.resolve(command, alert)
        case RegradeAlert():
            return regrade(command, alert)
        case SnoozeAlert():
            return answering.snooze(command, alert)
        case WakeAlert():
            return answering.wake(command, alert)
        case EscalateAlert():
            return answering.escalate(command, alert)
        case _:
            assert_never(command)


def raise_alert(command: RaiseAlert, alert: Alert) -> Sequence[AlertRaised | AlertWithheld]:
    """The id comes from the cause: what is there under it is the same alert, whatever became of it."""
    if alert.patient_id is not None:
        return []
    if command.withheld is not None:
        return [
            AlertWithheld(
                alert_id=command.alert_id,
                patient_id=command.patient_id,
                clinic_id=command.clinic_id,
                rule=command.rule,
                rule_version=command.rule_version,
                policy_version=command.policy_version,
                scope=command.scope,
                position=command.position,
                facts=command.facts,
                because=command.withheld,
                patient_policy_version=command.patient_policy_version,
                figures=command.figures,
            )
        ]
    return [
        AlertRaised(
            alert_id=command.alert_id,
            patient_id=command.patient_id,
            clinic_id=command.clinic_id,
            rule=command.rule,
            rule_version=command.rule_version,
            policy_version=command.policy_version,
            grade=command.grade,
            scope=command.scope,
            position=command.position,
            facts=command.facts,
            answer_by=command.answer_by,
            therapist_id=command.therapist_id,
            patient_policy_version=command.patient_policy_version,
            day=command.day,
            at=None if command.day is None else command.at,
            figures=command.figures,
        )
    ]


def regrade(command: RegradeAlert, alert: Alert) -> Sequence[AlertRegraded]:
    """A date that was looked at changes nothing any more, nor does an earlier one."""
    patient_id = whose(alert, command.patient_id)
    if alert.graded_on is not None and command.day <= alert.graded_on:
        return []
    if alert.resolution is not None:
        raise refused("not_open")
    return [
        AlertRegraded(
            alert_id=command.alert_id,
            patient_id=patient_id,
            grade=command.grade,
            answer_by=command.answer_by,
            day=command.day,
            at=command.at,
            position=command.position,
            policy_version=command.policy_version,
            patient_policy_version=command.patient_policy_version,
            figures=command.figures,
        )
    ]


def attach(command: AttachToAlert, alert: Alert) -> Sequence[AlertAttached]:
    patient_id = whose(alert, command.patient_id)
    if command.fact in alert.facts:
        return []
    if alert.resolution is not None:
        raise refused("not_open")
    return [
        AlertAttached(alert_id=command.alert_id, patient_id=patient_id, fact=command.fact, answer_by=command.answer_by)
    ]


def record_delivered(command: RecordAlertDelivered, alert: Alert) -> Sequence[AlertDelivered]:
    patient_id = whose(alert, command.patient_id)
    if command.effect_id in alert.delivered:
        return []
    return [
        AlertDelivered(
            alert_id=command.alert_id,
            patient_id=patient_id,
            channel=command.channel,
            effect_id=command.effect_id,
            staff_id=command.staff_id,
            again=command.again,
        )
    ]


ALERT = Decider(
    kind="alert",
    empty=Alert(),
    commands=(
        RaiseAlert,
        AttachToAlert,
        RecordAlertDelivered,
        AcknowledgeAlert,
        ResolveAlert,
        RegradeAlert,
        SnoozeAlert,
        WakeAlert,
        EscalateAlert,
    ),
    events=EVENTS,
    stream=lambda command: command.alert_id,
    decide=decide,
    evolve=evolve,
    opens=frozenset({RaiseAlert}),
)
