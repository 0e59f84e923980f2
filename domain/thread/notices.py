"""When somebody is told that a message waits to be read: some minutes later, and a patient never in the quiet hours."""

from datetime import datetime, timedelta

from domain.reminder.manners import BEFORE_QUIET, Manners
from domain.zones import Span, ZoneHistory, instant_of, local_date

GATHERED_FOR = timedelta(minutes=5)
"""What comes within this time after the first message is told of together with it."""

OF_USE_FOR = timedelta(days=1)
"""After it staff are not told of an old message any more; it still stands in the thread."""

LATEST = timedelta(minutes=BEFORE_QUIET)
"""What would come later than so long before the quiet hours waits for their end: there is time to try again."""


def for_staff(sent_at: datetime) -> Span:
    """From when on, and until when, staff are told. They have no quiet hours: nothing rings for them."""
    due_at = sent_at + GATHERED_FOR
    return due_at, due_at + OF_USE_FOR


def for_patient(sent_at: datetime, zones: ZoneHistory, manners: Manners) -> Span:
    """The same for a patient: some minutes later, or from the end of the quiet hours that this falls into, by the
    patient's clocks; and until the next ones begin.
    """
    return outside_quiet(sent_at + GATHERED_FOR, zones, manners)


def outside_quiet(at: datetime, zones: ZoneHistory, manners: Manners) -> Span:
    """From when on at the earliest, and until when, a patient may be told: all of it between two quiet hours."""
    day = local_date(zones, at)
    for on in (day + timedelta(days=days) for days in range(3)):  # two, where a date is skipped
        morning = instant_of(zones, on, timedelta(minutes=manners.quiet_until))
        evening = instant_of(zones, on, timedelta(minutes=manners.quiet_from))
        if morning is None or evening is None:
            continue
        due_at = max(at, morning)
        if due_at < evening and due_at <= max(morning, evening - LATEST):
            return due_at, evening
    return at, at + OF_USE_FOR  # a journey that leaves no hour of three days
