"""Not watched: the alert rules cannot digest an event of a patient, and raise nothing for her until they can.

No rule of the list says so, for it is the rules themselves that stand still: whoever runs them does. Its clock runs
day and night: the clinic's hours may be what cannot be read.
"""

from uuid import UUID, uuid5

from domain.alert.decider import AttachToAlert, RaiseAlert
from domain.alert.events import Grade
from domain.alerting.history import Stored
from domain.clinic.hours import ANSWER_WITHIN

NOT_WATCHED = "not_watched"
"""Stored for ever, like the name of a rule."""

VERSION = 1
GRADE = Grade.HIGH


def not_watched(stored: Stored, patient_id: UUID, clinic_id: UUID, therapist_id: UUID | None) -> RaiseAlert:
    """The alert that alerts of a patient stand still from this event on, which is its only fact."""
    alert_id = uuid5(patient_id, f"{NOT_WATCHED}::{stored.event_id}")
    return RaiseAlert(
        command_id=uuid5(alert_id, "raise"),
        at=stored.recorded_at,
        alert_id=alert_id,
        patient_id=patient_id,
        clinic_id=clinic_id,
        rule=NOT_WATCHED,
        rule_version=VERSION,
        policy_version=0,
        grade=GRADE,
        scope="",
        position=stored.pos,
        facts=(stored.event_id,),
        answer_by=stored.recorded_at + ANSWER_WITHIN[GRADE],
        therapist_id=therapist_id,
    )


def not_watched_still(stored: Stored, patient_id: UUID, alert_id: UUID) -> AttachToAlert:
    """The same where an alert that says so is open already: there is one for each patient."""
    return AttachToAlert(
        command_id=uuid5(alert_id, f"attach:{stored.event_id}"),
        at=stored.recorded_at,
        alert_id=alert_id,
        patient_id=patient_id,
        fact=stored.event_id,
    )
