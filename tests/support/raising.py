"""The wish for an alert as a rule states it, with everything that it names."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import uuid5

from domain.alert.decider import RaiseAlert
from domain.alert.events import Grade, WithheldBecause
from tests.support.patient_story import CLINIC, PATIENT, THERAPIST, Told, named


def raising(
    told: Told,
    rule: str,
    version: int,
    grade: Grade,
    hours: int,
    scope: str = "",
    *,
    facts: Iterable[str] = (),
    figures: Mapping[str, str] | None = None,
    policy_version: int = 0,
    withheld: WithheldBecause | None = None,
) -> RaiseAlert:
    """The wish for an alert that `told` decides, to be answered within so many hours of any time, with all it names.

    `facts` are the events used before the deciding one.
    """
    alert = uuid5(PATIENT, f"{rule}:{scope}:{told.event_id}")
    return RaiseAlert(
        command_id=uuid5(alert, "raise"),
        at=told.recorded_at,
        alert_id=alert,
        patient_id=PATIENT,
        clinic_id=CLINIC,
        rule=rule,
        rule_version=version,
        policy_version=policy_version,
        grade=grade,
        scope=scope,
        position=told.pos,
        facts=(*map(named, facts), told.event_id),
        figures=dict(figures or {}),
        answer_by=told.recorded_at + timedelta(hours=hours),
        therapist_id=THERAPIST,
        withheld=withheld,
    )
