"""Until when an alert may be put off: some mornings, by the clocks of who looks."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from services.web.view import View

MORNING = time(8)
LATER_DAYS = (1, 3, 6)  # seven days are the most that may be asked for


class Later(NamedTuple):
    words: str
    until: datetime


def laters(view: View) -> list[Later]:
    """The soonest first."""
    today = view.now.astimezone(view.viewer.zone).date()
    return [
        Later(
            view.words.many("Until tomorrow morning", "For %(n)s days", days),
            datetime.combine(today + timedelta(days=days), MORNING, view.viewer.zone),
        )
        for days in LATER_DAYS
    ]
