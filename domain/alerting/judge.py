"""From one more event of a patient to what must happen: an alert raised, attached to, or recorded as withheld."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from domain.alert.decider import AttachToAlert, RaiseAlert
from domain.alert.events import WithheldBecause
from domain.alert.telling import RED_FLAG
from domain.alerting.history import FOLDED, History, Stored, alert_key, heard, opened
from domain.alerting.rule import Finding, InForce, PolicyInForce, Rule, in_force
from domain.alerting.rules import RULES
from domain.clinic.thresholds import Thresholds
from domain.decider import Event
from domain.values import Provenance

Decision = RaiseAlert | AttachToAlert

Attachment = tuple[UUID, UUID]
"""An alert, and the event that is to be attached to it."""

DEFAULTS = PolicyInForce()

JUDGED: frozenset[type[Event]] = FOLDED.union(*(rule.looks_at for rule in RULES))
"""What has to be told to `judge`; any other event changes nothing."""

_ASKED: Mapping[type[Event], tuple[Rule, ...]] = {
    kind: tuple(rule for rule in RULES if kind in rule.looks_at) for kind in JUDGED
}


def judge(
    history: History,
    patient_id: UUID,
    stored: Stored,
    event: Event,
    policies: Mapping[UUID, PolicyInForce],
    *,
    turned_away: Collection[Attachment] = (),
) -> tuple[History, list[Decision]]:
    """The history after the event and its decisions, and the decisions. `policies` is by clinic.

    `turned_away`: what could not be attached because the alert was resolved, although the history has not heard of it
    yet. Such an event raises an alert of its own; what was attached before the resolving stays where it is.
    Ids and times follow from the event alone, so that deciding again after a crash meets what is there already.
    """
    if stored.pos <= history.pos:
        return history, []
    history = heard(history, stored, event)
    rules = _ASKED.get(type(event), ())
    clinic_id = history.clinic_id
    if not rules or clinic_id is None:
        return history, []
    held = in_force(history, policies.get(clinic_id, DEFAULTS), stored.recorded_at)
    decisions: list[Decision] = []
    for rule in rules:
        if history.restricted and rule.name != RED_FLAG:
            continue
        for finding in rule.fires(history, stored, event, held.thresholds):
            withheld = _withheld(rule, finding, stored.recorded_at, held.thresholds)
            key = alert_key(rule.name, finding.scope)
            there = history.open_alerts.get(key)
            is_open = there is not None and (there, stored.event_id) not in turned_away
            if withheld is None and there is not None and is_open:
                decisions.append(_attach(there, patient_id, rule, stored, held))
            elif not finding.only_noted:
                wish = _raise(clinic_id, history.therapist_id, patient_id, rule, finding, held, stored, withheld)
                decisions.append(wish)
                if withheld is None:
                    history = opened(history, key, wish.alert_id, instead_of=there)
    return history, decisions


def _withheld(rule: Rule, finding: Finding, recorded_at: datetime, thresholds: Thresholds) -> WithheldBecause | None:
    if finding.only_noted:
        return None
    if finding.provenance is Provenance.IMPORTED:
        return WithheldBecause.IMPORTED
    if recorded_at - finding.happened_at > rule.age(thresholds):
        return WithheldBecause.TOO_OLD
    return None


def alert_id_of(patient_id: UUID, rule: str, scope: str, deciding: UUID) -> UUID:
    """The id of the alert that an event raises: the same whoever asks the rule, and how often."""
    return uuid5(patient_id, f"{rule}:{scope}:{deciding}")


def _raise(
    clinic_id: UUID,
    therapist_id: UUID | None,
    patient_id: UUID,
    rule: Rule,
    finding: Finding,
    held: InForce,
    stored: Stored,
    withheld: WithheldBecause | None,
) -> RaiseAlert:
    alert_id = alert_id_of(patient_id, rule.name, finding.scope, stored.event_id)
    return RaiseAlert(
        command_id=uuid5(alert_id, "raise"),
        at=stored.recorded_at,
        alert_id=alert_id,
        patient_id=patient_id,
        clinic_id=clinic_id,
        rule=rule.name,
        rule_version=rule.version,
        policy_version=held.policy_version,
        patient_policy_version=held.patient_policy_version,
        grade=rule.grade,
        scope=finding.scope,
        position=stored.pos,
        facts=finding.facts,
        figures=finding.figures,
        answer_by=held.answer_by(rule.grade, stored.recorded_at),
        therapist_id=therapist_id,
        withheld=withheld,
    )


def _attach(alert_id: UUID, patient_id: UUID, rule: Rule, stored: Stored, held: InForce) -> AttachToAlert:
    """Whoever took an alert on answers for what was known then: for more of the same, but not for another red flag."""
    return AttachToAlert(
        command_id=uuid5(alert_id, f"attach:{stored.event_id}"),
        at=stored.recorded_at,
        alert_id=alert_id,
        patient_id=patient_id,
        fact=stored.event_id,
        rule=rule.name,
        answer_by=held.answer_by(rule.grade, stored.recorded_at) if rule.name == RED_FLAG else None,
    )
