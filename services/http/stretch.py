"""How long a stretch of time may be asked for at once."""

from datetime import datetime, timedelta

from services.http.problems import Problem

LONGEST_OF_A_CLINIC = 400
"""Days over which a clinic's numbers are added up at once: a year, and the month to compare with of the year before.
What all of its patients told is read anew for each question.
"""


def at_most_days(days: int, since: datetime, until: datetime) -> None:
    """Raises Problem `invalid_parameter` for a stretch that is longer; one that ends before it begins is empty."""
    if until - since > timedelta(days=days):
        raise Problem("invalid_parameter", f"From `from` to `to` are more than {days} days.")
