"""What the clock of an alert calls for at an instant: to wake what was put off, or to pass it on."""

from datetime import datetime

from msgspec import Struct

from domain.alert.events import EscalatedBecause
from domain.alert.state import Alert
from domain.clinic.hours import OpeningHours, after_open, answer_by, open_between, running
from domain.values import ZoneName


class Wake(Struct, frozen=True):
    """It was put off until now or earlier: what was left of its clock runs out at `answer_by`."""

    answer_by: datetime


class PassOn(Struct, frozen=True):
    """Nobody has answered in time, or nobody has closed it; the next one has until `answer_by`."""

    because: EscalatedBecause
    answer_by: datetime


def due(alert: Alert, now: datetime, hours: OpeningHours | None, zone: ZoneName) -> Wake | PassOn | None:
    """What is to be done now; None where nothing is, or not yet. The hours and the zone are the clinic's."""
    if not alert.unresolved or alert.answer_by is None:
        return None
    if alert.snoozed_at is not None and alert.snoozed_until is not None:
        if alert.snoozed(now):
            return None
        clock = running(alert.grade, hours)
        left = open_between(alert.snoozed_at, alert.answer_by, clock, zone)
        return Wake(after_open(left, alert.snoozed_until, clock, zone))
    anew = answer_by(alert.grade, now, hours, zone)
    if not alert.acknowledged:
        return PassOn(EscalatedBecause.UNANSWERED, anew) if alert.answer_by <= now else None
    late = not alert.overdue and close_by(alert, alert.answer_by, hours, zone) <= now
    return PassOn(EscalatedBecause.UNRESOLVED, anew) if late else None


def next_look(alert: Alert, now: datetime, hours: OpeningHours | None, zone: ZoneName) -> datetime | None:
    """When its clock may call for something next, after `now`; None where it never will by itself."""
    if not alert.unresolved or alert.answer_by is None:
        return None
    if alert.snoozed(now):
        return alert.snoozed_until
    if now < alert.answer_by:
        return alert.answer_by
    twice = close_by(alert, alert.answer_by, hours, zone)
    return twice if now < twice and not alert.overdue else None


def close_by(alert: Alert, answered_by: datetime, hours: OpeningHours | None, zone: ZoneName) -> datetime:
    """Until when what somebody took on is to be closed: its clock has run twice then, once after `answered_by`."""
    return answer_by(alert.grade, answered_by, hours, zone)
