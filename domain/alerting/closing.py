"""From the end of a patient's date to what must happen: an alert about what was not done, a graver one, or a nudge."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid5

from msgspec import Struct

from domain.alert.decider import RaiseAlert, RegradeAlert
from domain.alert.events import Grade
from domain.alerting.closed_date import Closing
from domain.alerting.history import History, alert_key, raised_at_close, regraded
from domain.alerting.judge import DEFAULTS
from domain.alerting.rule import ClosingFinding, ClosingRule, InForce, PolicyInForce, in_force
from domain.alerting.rules import CLOSING_RULES

__all__ = ["Closing", "ClosingDecision", "Nudge", "judge_closing"]


class Nudge(Struct, frozen=True, kw_only=True):
    """The patient was silent as long as a friendly word takes, up to the end of `day`; the therapist is not told."""

    patient_id: UUID
    day: date


ClosingDecision = RaiseAlert | RegradeAlert | Nudge


def judge_closing(
    history: History,
    patient_id: UUID,
    closing: Closing,
    policies: Mapping[UUID, PolicyInForce],
) -> tuple[History, list[ClosingDecision]]:
    """The history after the decisions about a closed date, and these. `policies` is by clinic.

    The history has heard everything up to the closing's position. Dates are closed in their order; ids follow from
    the date, so that looking twice at one meets what is there already. What is decided stands in the history as if
    its events had come back, so that the next date may be closed at once.
    """
    clinic_id = history.clinic_id
    if clinic_id is None or not closing.plan.programs or history.restricted:
        return history, []
    held = in_force(history, policies.get(clinic_id, DEFAULTS), closing.at, closing.day)
    decisions: list[ClosingDecision] = []
    for rule in CLOSING_RULES:
        for finding in rule.finds(history, closing, held.thresholds):
            if finding.grade is None:
                decisions.append(Nudge(patient_id=patient_id, day=closing.day))
                continue
            key = alert_key(rule.name, finding.scope)
            there = history.open_alerts.get(key)
            if there is None:
                wish = _raise(history, clinic_id, patient_id, rule, finding, finding.grade, held, closing)
                decisions.append(wish)
                history = raised_at_close(history, key, wish.alert_id, closing.day, finding.figures)
            elif rule.regrades:
                decisions.append(_regrade(there, patient_id, finding, finding.grade, held, closing))
                history = regraded(history, there, closing.day, finding.figures)
    return history, decisions


def _raise(
    history: History,
    clinic_id: UUID,
    patient_id: UUID,
    rule: ClosingRule,
    finding: ClosingFinding,
    grade: Grade,
    held: InForce,
    closing: Closing,
) -> RaiseAlert:
    alert_id = uuid5(patient_id, f"{rule.name}:{finding.scope}:{closing.day}")
    return RaiseAlert(
        command_id=uuid5(alert_id, "raise"),
        at=closing.at,
        alert_id=alert_id,
        patient_id=patient_id,
        clinic_id=clinic_id,
        rule=rule.name,
        rule_version=rule.version,
        policy_version=held.policy_version,
        patient_policy_version=held.patient_policy_version,
        grade=grade,
        scope=finding.scope,
        position=closing.position,
        facts=finding.facts,
        day=closing.day,
        figures=finding.figures,
        answer_by=held.answer_by(grade, closing.at),
        therapist_id=history.therapist_id,
    )


def _regrade(
    alert_id: UUID, patient_id: UUID, finding: ClosingFinding, grade: Grade, held: InForce, closing: Closing
) -> RegradeAlert:
    return RegradeAlert(
        command_id=uuid5(alert_id, f"regrade:{closing.day}"),
        at=closing.at,
        alert_id=alert_id,
        patient_id=patient_id,
        grade=grade,
        answer_by=held.answer_by(grade, closing.at),
        day=closing.day,
        position=closing.position,
        policy_version=held.policy_version,
        patient_policy_version=held.patient_policy_version,
        figures=finding.figures,
    )
