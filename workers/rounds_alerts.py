"""What the end of a date says about a patient: the alert rules about absence are asked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.adherence.plan import DAY
from domain.alert.decider import RaiseAlert, RegradeAlert
from domain.alerting.closed_date import sums_of
from domain.alerting.closing import Closing, Nudge, judge_closing
from domain.zones import ZoneHistory, happens
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


def _date_after(zones: ZoneHistory, day: date) -> date:
    return day + DAY if happens(zones, day + DAY) else _date_after(zones, day + DAY)
