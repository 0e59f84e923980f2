"""How each patient fares: how much of the program they do on a day, and how much it hurts."""

import math
from datetime import date

from services.demo.case import DAY, Case
from services.demo.people import Kind

WORST = -0.3
"""How far at most somebody falls behind where they began, beside the way to full recovery."""

GOES_WELL = frozenset({Kind.STEADY, Kind.NEW, Kind.DISCHARGED, Kind.TRAVELLING, Kind.PAUSED})


def silent_from(case: Case) -> date | None:
    """The day from which a silent patient says nothing any more: 10, 16 or 22 days ago."""
    return case.ago(4 + 6 * (case.number % 4)) if case.person.kind is Kind.SILENT else None


def willingness(case: Case, day: date) -> float:
    """The part of the work that the patient does on such a day, 0 to 1."""
    since = (day - case.first_day) / DAY
    if case.abroad and day in case.abroad:
        return 0.0
    if case.abroad and case.abroad[0] < day < case.abroad[1]:
        return 0.45
    match case.person.kind:
        case Kind.SLIPPING:
            return max(0.12, min(0.9, 1.1 - 0.021 * since))
        case Kind.SILENT:
            return 0.75
        case Kind.IN_PAIN:
            return max(0.45, 0.88 - 0.008 * since)
        case _:
            return 0.82 + 0.03 * ((case.number + 4) % 5)


def pain(case: Case, day: date) -> int:
    """The usual level on such a day, in tenths of a point, 0 to 62."""
    begin = 38 + 4 * (case.number % 6)
    weeks = (day - case.first_day) / DAY / 7
    if case.person.kind in GOES_WELL:
        return round(begin * math.pow(0.78, weeks))
    if case.person.kind is Kind.IN_PAIN:
        return round(min(62.0, begin - 6 + 4.5 * weeks))
    return round(begin * math.pow(0.97, weeks))


def recovery(case: Case, day: date) -> float:
    """The part of the way to full recovery: 0 on the first day, near 1 when it hardly hurts, below 0 where it is worse.

    What is measured and asked at the clinic goes with the pain.
    """
    return max(WORST, 1 - pain(case, day) / pain(case, case.first_day))
