"""When somebody is told that a message waits to be read: some minutes later, and a patient never in the quiet hours."""

from datetime import datetime, timedelta

from domain.reminder.manners import Manners
from domain.zones import ZoneHistory, instant_of, local_date

GATHERED_FOR = timedelta(minutes=5)
"""What comes within this time after the first message is told of together with it."""


def outside_quiet(zones: ZoneHistory, at: datetime, manners: Manners) -> datetime:
    """The instant itself, or else the end of the quiet hours that it falls into, by the patient's clocks."""
    day = local_date(zones, at)
    for on in (day + timedelta(days=days) for days in range(3)):  # two, where a date is skipped
        morning = instant_of(zones, on, timedelta(minutes=manners.quiet_until))
        evening = instant_of(zones, on, timedelta(minutes=manners.quiet_from))
        if morning is None or evening is None:
            continue
        if (candidate := max(at, morning)) < evening:
            return candidate
    return at
