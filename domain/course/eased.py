"""Which work a new version of a program eases: what is gone, or otherwise and not plainly more."""

from collections.abc import Iterable
from typing import assert_never
from uuid import UUID

from msgspec import Struct

from domain.values import AsNeeded, Cue, Fixed, Interval, Prescription, Schedule, Side, Weekly


class Work(Struct, frozen=True):
    """An exercise on a side of the body."""

    exercise_id: UUID
    side: Side


def work_of(prescription: Prescription) -> Work:
    return Work(prescription.exercise_id, prescription.side)


def each_once(works: Iterable[Work]) -> tuple[Work, ...]:
    """In the order in which they come first."""
    return tuple(dict.fromkeys(works))


def eased_between(before: Iterable[Prescription], after: Iterable[Prescription]) -> tuple[Work, ...]:
    """The work of the version before that is gone, or of which the dose or the schedule is another.

    Not where that is plainly more: of sets, repetitions, seconds held, load and doses a week none less and one more.
    What is not prescribed is nought. Another deficit alone changes nothing for who does it.
    """
    now = {work_of(each): each for each in after}
    works = ((work_of(each), each) for each in before)
    return each_once(work for work, each in works if work not in now or _eases(each, now[work]))


def _eases(before: Prescription, after: Prescription) -> bool:
    if (before.dose, before.schedule) == (after.dose, after.schedule):
        return False
    was, now = _amounts(before), _amounts(after)
    return was == now or any(less < more for less, more in zip(now, was, strict=True))


def _amounts(prescription: Prescription) -> tuple[int, ...]:
    dose = prescription.dose
    done = dose.sets, dose.reps or 0, dose.hold_seconds or 0, dose.load_grams or 0
    return (*done, _doses_a_week(prescription.schedule))


def _doses_a_week(schedule: Schedule) -> int:
    match schedule:
        case Fixed() | Cue() | Interval():
            return schedule.times_a_day * len(schedule.weekdays)
        case Weekly():
            return schedule.times_a_week
        case AsNeeded():
            return 0
        case _:
            assert_never(schedule)
