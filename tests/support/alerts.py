"""An alert to tell examples with: high, raised on a Tuesday noon, for a patient of the clinic by the harbour."""

from datetime import datetime, timedelta

from domain.alert.decider import ALERT
from domain.alert.events import AlertEvent, AlertRaised, Grade
from domain.alert.state import Alert
from domain.decider import fold
from tests.support.examples import CLINIC_ID, NOON, PATIENT_ID, THERAPIST_ID, named

ALERT_ID = named("an alert")
HURT_ID = named("it hurts")
ANSWER_BY = NOON + timedelta(hours=24)


def raised(grade: Grade = Grade.HIGH, rule: str = "hurts", answer_by: datetime = ANSWER_BY) -> AlertRaised:
    return AlertRaised(
        alert_id=ALERT_ID,
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        rule=rule,
        rule_version=1,
        policy_version=0,
        grade=grade,
        scope="",
        position=7,
        facts=(HURT_ID,),
        answer_by=answer_by,
        therapist_id=THERAPIST_ID,
    )


def alert_of(*events: AlertEvent) -> Alert:
    """The alert as it stands after these events."""
    return fold(ALERT, events)
