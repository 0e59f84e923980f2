"""Raising an alert, attaching later facts, delivering, acknowledging and resolving it."""

from uuid import UUID

from domain.alert.events import Grade, Resolution, WithheldBecause
from domain.decider import Command
from domain.values import Instant


class RaiseAlert(Command):
    """Comes from a rule; `withheld` says why it is only recorded as what would have been raised."""

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


class AttachToAlert(Command):
    alert_id: UUID
    patient_id: UUID
    fact: UUID


class RecordAlertDelivered(Command):
    alert_id: UUID
    patient_id: UUID
    channel: str
    effect_id: UUID


class AcknowledgeAlert(Command):
    alert_id: UUID
    staff_id: UUID


class ResolveAlert(Command):
    alert_id: UUID
    staff_id: UUID
    resolution: Resolution
