"""From when until when somebody asks, where a stretch of time may be given and its ends may be left out."""

from datetime import datetime

from domain.values import Instant
from domain.zones import shifted

SHOWN_SECONDS = 90 * 86_400  # where no beginning is asked for
AHEAD_SECONDS = 86_400  # where no end is: what a sender's clock that runs ahead tells of now is shown too


def stretch(since: Instant | None, until: Instant | None, now: datetime) -> tuple[datetime, datetime]:
    """The first instant and the first one after the last, in UTC: the last 90 days until a day after now, unless said.

    With an end alone it is the 90 days before it, or before now if that is earlier.
    """
    end = shifted(now, AHEAD_SECONDS) if until is None else shifted(until, 0)
    return shifted(min(end, now), -SHOWN_SECONDS) if since is None else shifted(since, 0), end
