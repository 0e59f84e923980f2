"""The stretches of time between two visits that took place, in a patient's local dates, and the one since the last.

A stretch begins on the local date after a visit and ends on the date of the next one: what was done on the day of a
visit belongs to the time before it. Today is in none, for it is not over; nor is what lies ahead. Of several visits on
one date the last one counts, and where no whole date lies between two there is no stretch.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

DAY = timedelta(days=1)


class Held(NamedTuple):
    """A visit that took place, on the patient's local date."""

    visit_id: UUID
    day: date


class Stretch(Struct, frozen=True):
    """The local dates from `first` to `last`, both included: all of them closed."""

    first: date
    last: date
    after: UUID  # the visit it begins with
    until: UUID | None  # the visit it ends with; None: it goes on

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def stretches(visits: Iterable[Held], today: date) -> list[Stretch]:
    """In order. `visits` in the order in which they took place; `today` as the patient's clocks have it."""
    found: list[Stretch] = []
    before: Held | None = None
    for visit in (visit for visit in visits if visit.day <= today):
        if before is not None and visit.day <= before.day:  # the same date, or an earlier one west of the date line
            before = Held(visit.visit_id, before.day)
            continue
        found += _between(before, visit, today)
        before = visit
    return [*found, *_between(before, None, today)]


def _between(before: Held | None, following: Held | None, today: date) -> Iterable[Stretch]:
    """None where no date that is over lies between the two."""
    if before is None or before.day >= today - DAY:
        return
    last = today - DAY if following is None else min(following.day, today - DAY)
    yield Stretch(before.day + DAY, last, before.visit_id, following.visit_id if following else None)
