"""The hold on everything a patient was to do: from the date on which a red flag was recorded until staff clear it."""

from datetime import date, timedelta

from msgspec import Struct

DAY = timedelta(days=1)


class Hold(Struct, frozen=True):
    """Local dates, the first and the last included, on which nothing is expected. No last day: nobody has cleared it.

    It is one for all programs of the patient, also for those that are assigned meanwhile.
    """

    first_day: date
    last_day: date | None = None

    def covers(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


Holds = tuple[Hold, ...]
"""In the order in which they were begun. Several may cover the same date."""


def begun(holds: Holds, first_day: date) -> Holds:
    """With a red flag that was recorded on `first_day`. One that joins a hold changes nothing."""
    if any(hold.last_day is None and hold.first_day <= first_day for hold in holds):
        return holds
    return (*holds, Hold(first_day))


def cleared(holds: Holds, first_day: date) -> Holds:
    """Ended by the day before `first_day`, the first that expects again. One that had not begun by then is gone."""
    return tuple(
        hold if hold.last_day is not None and hold.last_day < first_day else Hold(hold.first_day, first_day - DAY)
        for hold in holds
        if hold.first_day < first_day
    )
