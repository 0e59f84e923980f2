"""What the end of a date says about a patient: the alert rules about absence are asked, and carried out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.adherence.plan import DAY
from domain.alert.decider import RaiseAlert, RegradeAlert
from domain.alerting.closed_date import sums_of
from domain.alerting.closing import Closing, Nudge, judge_closing
from domain.zones import ZoneHistory, happens
from services.actor import system
from services.alert_effects import deliveries
from services.call import Answer, Call, Verdict
from workers.rounds_gathering import Gathered


class Closings(NamedTuple):
    """What the rules decided, and the date on which the patient is to be nudged."""

    alerts: Sequence[RaiseAlert | RegradeAlert]
    nudge: date | None


def judge_closings(patient_id: UUID, found: Gathered, now: datetime) -> Closings:
    """Of the dates to be closed, in their order."""
    history, plan = found.history, found.asked.plan
    alerts: list[RaiseAlert | RegradeAlert] = []
    nudge = None
    sums = sums_of(found.weeks)
    for day in found.dates.close:
        closing = Closing(day=day, at=now, plan=plan, weeks=found.weeks, sums=sums, position=found.position)
        history, decisions = judge_closing(history, patient_id, closing, found.policies)
        for decision in decisions:
            if isinstance(decision, Nudge):
                nudge = _date_after(plan.zones, decision.day)
            else:
                alerts.append(decision)
    return Closings(alerts, nudge)


def call_of(org_id: UUID, decision: RaiseAlert | RegradeAlert) -> Call:
    cause = decision.facts[-1] if isinstance(decision, RaiseAlert) and decision.facts else None
    return Call(actor=system(org_id, "rounds"), command=decision, effects=deliveries(decision), causation_id=cause)


def stands_already(call: Call, answer: Answer) -> bool:
    """Whether an alert was raised or weighed anew for this date before a crash, by other numbers: it stands so."""
    ours = isinstance(call.command, RaiseAlert | RegradeAlert)
    return ours and answer.verdict is Verdict.REFUSED and answer.code == "id_reused"


def _date_after(zones: ZoneHistory, day: date) -> date:
    return day + DAY if happens(zones, day + DAY) else _date_after(zones, day + DAY)
