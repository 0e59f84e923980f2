"""How an alert reaches those who are to answer it: for what reasons, by which ways, and when it no longer needs to."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.alert.events import Grade
from domain.alert.state import Alert
from domain.patient.events import Channel
from domain.staff.decider import DIGEST_AT
from domain.staff.member import Staff
from domain.values import WallTime, ZoneName, minute_of_day
from domain.zones import FIRST_INSTANT, ZoneChange, day_over, instant_of, local_date

RED_FLAG = "red_flag"
"""The rule whose alerts nothing holds back."""


class Why(StrEnum):
    """Why somebody is told of an alert; stored in effects."""

    RAISED = "raised"
    REGRADED = "regraded"  # it weighs more than it did
    ATTACHED = "attached"  # a red flag came after it was taken on
    ESCALATED = "escalated"
    WOKEN = "woken"  # the time it was put off for is over


def still_wanted(alert: Alert, why: Why, now: datetime) -> bool:
    """Whether telling it still matters."""
    if not alert.unresolved:
        return False
    match why:
        case Why.RAISED | Why.REGRADED:
            return not alert.acknowledged and not alert.snoozed(now)
        case Why.ESCALATED:
            return not alert.acknowledged or alert.overdue
        case Why.ATTACHED:
            return True
        case Why.WOKEN:
            return not alert.snoozed(now)


def ways(alert: Alert, staff: Staff) -> tuple[Channel, ...]:
    """By which ways it goes out to somebody at once, beside their inbox.

    A red flag by all there are. A critical alert by e-mail, and by text message and push unless they chose not to be
    reached so; a high one by e-mail; a medium one waits for the digest.
    """
    if alert.rule == RED_FLAG:
        return (Channel.EMAIL, Channel.SMS, Channel.PUSH)
    match alert.grade:
        case Grade.CRITICAL:
            chosen = tuple(Channel) if staff.preferences is None else staff.preferences.channels
            return (Channel.EMAIL, *(way for way in (Channel.SMS, Channel.PUSH) if way in chosen))
        case Grade.HIGH:
            return (Channel.EMAIL,)
        case Grade.MEDIUM:
            return ()


def digest_time(staff: Staff) -> WallTime:
    """When somebody wants the digest, by the clinic's clocks."""
    return staff.preferences.digest_at if staff.preferences else DIGEST_AT


def next_digest(staff: Staff, now: datetime, zone: ZoneName) -> tuple[date, datetime]:
    """The date by the clinic's clocks whose digest comes next, and its instant (UTC), never `now` or earlier."""
    clocks = (ZoneChange(FIRST_INSTANT, zone),)
    at = timedelta(minutes=minute_of_day(digest_time(staff)))
    day = local_date(clocks, now)
    while True:
        instant = instant_of(clocks, day, at) or day_over(clocks, day)
        if instant > now:
            return day, instant
        day += timedelta(days=1)
