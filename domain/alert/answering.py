"""What people do about an alert, and what happens while nobody does."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from domain.alert.events import (
    AlertAcknowledged,
    AlertEscalated,
    AlertResolved,
    AlertSnoozed,
    AlertWoken,
    EscalatedBecause,
    Grade,
    Resolution,
    Step,
)
from domain.alert.state import Alert, whose
from domain.decider import Command
from domain.rejections import refused
from domain.values import Instant

LONGEST_SNOOZE = timedelta(days=7)


class AcknowledgeAlert(Command):
    alert_id: UUID
    staff_id: UUID


class SnoozeAlert(Command):
    alert_id: UUID
    staff_id: UUID
    until: Instant


class WakeAlert(Command):
    """Comes at the end of the time an alert was put off for; `answer_by`: where what is left of its clock runs out."""

    alert_id: UUID
    patient_id: UUID
    answer_by: Instant


class EscalateAlert(Command):
    """Comes when a clock has run out."""

    alert_id: UUID
    patient_id: UUID
    to: Step
    answer_by: Instant
    because: EscalatedBecause
    staff: tuple[UUID, ...]


class ResolveAlert(Command):
    alert_id: UUID
    staff_id: UUID
    resolution: Resolution
    private: str | None = None


def acknowledge(command: AcknowledgeAlert, alert: Alert) -> Sequence[AlertAcknowledged]:
    """It covers the facts that are known now."""
    patient_id = whose(alert)
    if alert.acknowledged or alert.resolution is not None:
        return []
    return [AlertAcknowledged(alert_id=command.alert_id, patient_id=patient_id, staff_id=command.staff_id)]


def snooze(command: SnoozeAlert, alert: Alert) -> Sequence[AlertSnoozed]:
    patient_id = whose(alert)
    if alert.resolution is not None:
        raise refused("not_open")
    if alert.grade is Grade.CRITICAL:
        raise refused("cannot_wait")
    if not timedelta() < command.until - command.at <= LONGEST_SNOOZE:
        raise refused("bad_snooze")
    if alert.snoozed_until == command.until:
        return []
    return [
        AlertSnoozed(
            alert_id=command.alert_id,
            patient_id=patient_id,
            staff_id=command.staff_id,
            at=command.at,
            until=command.until,
        )
    ]


def wake(command: WakeAlert, alert: Alert) -> Sequence[AlertWoken]:
    """Nothing while it is put off still, for it may have been put off for longer since."""
    patient_id = whose(alert, command.patient_id)
    if not alert.unresolved or alert.snoozed_until is None or alert.snoozed(command.at):
        return []
    return [AlertWoken(alert_id=command.alert_id, patient_id=patient_id, answer_by=command.answer_by)]


def escalate(command: EscalateAlert, alert: Alert) -> Sequence[AlertEscalated]:
    """Nothing where somebody has done in time what was waited for, nor by a clock that has begun anew since."""
    patient_id = whose(alert, command.patient_id)
    unanswered = command.because is EscalatedBecause.UNANSWERED
    if unanswered and (alert.answer_by is None or command.at < alert.answer_by):
        return []
    if not alert.unresolved or alert.snoozed_until is not None or alert.acknowledged is unanswered:
        return []
    if (alert.step is command.to) if unanswered else alert.overdue:
        return []
    return [
        AlertEscalated(
            alert_id=command.alert_id,
            patient_id=patient_id,
            to=command.to,
            answer_by=command.answer_by,
            because=command.because,
            staff=command.staff,
        )
    ]


def resolve(command: ResolveAlert, alert: Alert) -> Sequence[AlertResolved]:
    patient_id = whose(alert)
    match alert.resolution:
        case None:
            return [
                AlertResolved(
                    alert_id=command.alert_id,
                    patient_id=patient_id,
                    staff_id=command.staff_id,
                    resolution=command.resolution,
                    private=command.private,
                )
            ]
        case command.resolution:
            return []
        case _:
            raise refused("already_resolved")
