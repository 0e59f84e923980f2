"""Derives an alert again from the log: from what it names alone, and the events up to its position."""

from collections.abc import Sequence

from msgspec.structs import replace

from domain.alert.decider import ALERT, RaiseAlert
from domain.alert.events import AlertRaised, AlertWithheld
from domain.alerting.closing import judge_closing
from domain.alerting.history import History, heard
from domain.alerting.judge import judge
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import ClinicOpened, ClinicPolicySet, OpeningHoursSet
from tests.support.closed_dates import Happened, known_by


def derived(log: Sequence[Happened], alert: AlertRaised | AlertWithheld) -> object:
    """The alert as the rules find it today; None where they find none.

    `log`: everything of the patient and her clinic, in order; what stands behind the alert's position is passed over.
    """
    known = [each for each in log if each.pos <= alert.position]
    clinics = {alert.clinic_id: _clinic(known, alert)}
    made: Sequence[object]
    of_patient = [each for each in known if getattr(each.event, "patient_id", None) == alert.patient_id]
    if isinstance(alert, AlertRaised) and alert.day is not None and alert.at is not None:
        history = _heard(of_patient)
        closing = known_by(of_patient, alert.day, alert.at, alert.position)
        made = judge_closing(history, alert.patient_id, closing, clinics)[1]
    else:
        deciding = of_patient[-1]
        history = _heard(of_patient[:-1])
        meanwhile = [(there, deciding.event_id) for there in history.open_alerts.values()]
        made = judge(history, alert.patient_id, deciding, deciding.event, clinics, turned_away=meanwhile)[1]
    for wish in made:
        if isinstance(wish, RaiseAlert) and (wish.rule, wish.scope) == (alert.rule, alert.scope):
            [event] = ALERT.decide(wish, ALERT.empty, {})
            return event
    return None


def _heard(events: Sequence[Happened]) -> History:
    history = History()
    for each in events:
        history = heard(history, each, each.event)
    return history


def _clinic(known: Sequence[Happened], alert: AlertRaised | AlertWithheld) -> PolicyInForce:
    clinic = PolicyInForce()
    for each in known:
        match each.event:
            case ClinicPolicySet(clinic_id=alert.clinic_id, version=alert.policy_version) as of_it:
                clinic = replace(clinic, policy=of_it.policy, version=of_it.version)
            case OpeningHoursSet(clinic_id=alert.clinic_id) as of_it:
                clinic = replace(clinic, hours=of_it.hours)
            case ClinicOpened(clinic_id=alert.clinic_id) as of_it:
                clinic = replace(clinic, zone=of_it.zone)
            case _:
                pass
    return clinic
