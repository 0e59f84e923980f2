"""One judged week of a patient: what was expected, what of it was done, and what counted for nothing and why.

Amounts of work done are exact: "2", "3/2".
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from msgspec import Struct

Exact = str
"""A fraction in lowest terms as text, so that any size of it survives storage: "3/2", or "2" where it is whole."""


class Slot(Struct, frozen=True, array_like=True):
    """A fixed, cue or interval prescription on a date that expects some of it."""

    prescription_id: UUID
    expected: int  # doses, from 1 on
    done: Exact  # at most expected


class Day(Struct, frozen=True, array_like=True):
    day: date
    slots: tuple[Slot, ...]


class WorkedDay(Struct, frozen=True):
    """A date on which some weekly work was done."""

    day: date
    done: Exact


class WeeklyCount(Struct, frozen=True):
    """A weekly prescription in a week on one day of which, at least, it was active."""

    prescription_id: UUID
    judged_on: date  # its last active day of the week
    target: int  # doses; 0 where too few days were active
    done: Exact  # at most target
    worked: tuple[WorkedDay, ...] = ()  # where `done` comes from

    def until(self, day: date) -> "WeeklyCount":
        """With what was done up to a date, that included: what a sender dated later waits for its day."""
        worked = tuple(worked for worked in self.worked if worked.day <= day)
        done = sum((Fraction(worked.done) for worked in worked), Fraction())
        return WeeklyCount(self.prescription_id, self.judged_on, self.target, str(done), worked)


class AsNeededDone(Struct, frozen=True, array_like=True):
    """One entry of work that is done as needed. No number expects it; it may have answered a symptom."""

    at: datetime  # UTC, of its session
    session_id: UUID
    prescription_id: UUID


class ProgramWeek(Struct, frozen=True, omit_defaults=True):
    program_id: UUID
    days: tuple[Day, ...]  # only those that expect anything
    weekly: tuple[WeeklyCount, ...]
    as_needed: tuple[AsNeededDone, ...] = ()  # by date, and on a date in order of time


class NotCounted(StrEnum):
    """Why something that was reported counts for nothing."""

    IN_CLINIC = "in_clinic"
    INFERRED = "inferred"
    NO_ENTRIES = "no_entries"
    NOTHING_DONE = "nothing_done"
    NOT_PRESCRIBED = "not_prescribed"
    ON_HOLD = "on_hold"  # a red flag was reported and not cleared by that date
    BEYOND_THE_CAP = "beyond_the_cap"


class Uncounted(Struct, frozen=True):
    day: date
    session_id: UUID
    because: NotCounted
    entry: int | None = None  # from 0; None: the whole session


class Week(Struct, frozen=True):
    """Monday to Sunday. Programs, and the prescriptions in them, stand in the order in which they were assigned."""

    monday: date
    programs: tuple[ProgramWeek, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()


def monday_of(day: date) -> date:
    """The Monday that begins the ISO week of a date."""
    return day - timedelta(days=day.weekday())


def dates_of(monday: date) -> list[date]:
    """The dates of a week; the calendar's last week ends on a Friday."""
    first = monday.toordinal()
    return [date.fromordinal(n) for n in range(first, min(first + 7, date.max.toordinal() + 1))]
