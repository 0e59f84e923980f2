"""From when until when somebody asks: the ends that are left out, and how long a stretch may be."""

from datetime import date, datetime, timedelta

from domain.values import Instant
from domain.zones import shifted
from services.http.problems import Problem

SHOWN_SECONDS = 90 * 86_400  # where no beginning is asked for
AHEAD_SECONDS = 86_400  # where no end is: what a sender's clock that runs ahead tells of now is shown too

LONGEST_OF_A_CLINIC = 400
"""Days over which a clinic's numbers are added up at once: a year, and the month to compare with of the year before.
What all of its patients told is read anew for each question.
"""


def stretch(since: Instant | None, until: Instant | None, now: datetime) -> tuple[datetime, datetime]:
    """The first instant and the first one after the last, in UTC: the last 90 days until a day after now, unless said.

    With an end alone it is the 90 days before it, or before now if that is earlier.
    """
    end = shifted(now, AHEAD_SECONDS) if until is None else shifted(until, 0)
    return shifted(min(end, now), -SHOWN_SECONDS) if since is None else shifted(since, 0), end


def dates_before(day: date, number: int) -> date:
    """So many dates before; the first one that has a number where there are not as many."""
    return date.fromordinal(max(1, day.toordinal() - number))


def at_most_days(days: int, since: datetime, until: datetime) -> None:
    """Raises Problem `invalid_parameter` for a stretch that is longer; one that ends before it begins is empty."""
    if until - since > timedelta(days=days):
        raise Problem("invalid_parameter", f"From `from` to `to` are more than {days} days.")
