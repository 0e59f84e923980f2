"""Nights in which the clocks change: each dose once, at the time on the wall or the next that there is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.adherence.plan import Plan
from domain.reminder.events import Because
from domain.reminder.manners import Manners
from domain.reminder.planning import Circumstances, plan_date
from domain.reminder.timed import Habits
from domain.values import Interval
from domain.zones import day_bounds
from tests.unit.domain.adherence.stories import BRIDGES, assigned, enrolled, moved, plan_of, prescribed

NIGHTS = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 10, 4), date(2026, 4, 5)),  # by half an hour
    "Africa/Casablanca": (date(2026, 3, 22), date(2026, 2, 15)),  # around Ramadan
    "America/Santiago": (date(2026, 9, 6), date(2026, 4, 5)),  # the gap is at midnight
}
"""The date of the gap, and the date that is longer."""

NO_QUIET = Manners(quiet_from=24 * 60, quiet_until=0, most_a_day=24)
ALL_NIGHT = prescribed(1, Interval(every_minutes=30, start="00:00", end="03:30"))
EVERY = [(zone, day) for zone, both in NIGHTS.items() for day in both]


def planned(zone: str, day: date, manners: Manners = NO_QUIET, plan: Plan | None = None) -> list[str]:
    """What clocks there show, with their offset, when each reminder goes out; and how many doses each has."""
    known = plan or plan_of(enrolled(zone), assigned(ALL_NIGHT, effective=date(2026, 1, 1)))
    bounds = day_bounds(known.zones, day)
    assert bounds is not None
    about = Circumstances(consented=True, reachable=True, manners=manners)
    found = plan_date(known, day, bounds[0], about)
    assert not found.suppressed
    return [f"{occasion.at.astimezone(ZoneInfo(zone)):%H:%M%z} {len(occasion.slots)}" for occasion in found.occasions]


@pytest.mark.parametrize(("zone", "day"), EVERY)
def test_at_nine_and_at_six_by_the_clocks_on_the_wall(zone: str, day: date) -> None:
    plan = plan_of(enrolled(zone), assigned(BRIDGES, effective=date(2026, 1, 1)))
    shown = planned(zone, day, Manners(), plan)
    assert [each.split("+")[0].split("-")[0] for each in shown] == ["09:00", "18:00"]


@pytest.mark.parametrize(("zone", "day"), EVERY)
def test_seven_doses_in_the_night_are_reminded_of_once_each(zone: str, day: date) -> None:
    counts = [int(each.split()[1]) for each in planned(zone, day)]
    assert sum(counts) == 7


def test_a_time_that_does_not_happen_comes_with_the_next_that_does() -> None:
    night = planned("Europe/Berlin", NIGHTS["Europe/Berlin"][0])
    assert night == ["00:30+0100 2", "01:30+0100 4", "03:30+0200 1"], "two, half past two and three are one instant"
    assert planned("America/Santiago", NIGHTS["America/Santiago"][0]) == [
        "01:00-0300 3",
        "02:00-0300 2",
        "03:00-0300 2",
    ]


def test_a_time_that_happens_twice_comes_once_at_the_first() -> None:
    night = planned("Europe/Berlin", NIGHTS["Europe/Berlin"][1])
    assert night == ["00:30+0200 2", "01:30+0200 2", "02:30+0200 1", "03:00+0100 2"]


def test_a_flight_into_the_evening_takes_what_it_skips_with_it() -> None:
    """From Berlin at eight in the morning to Kiritimati, where it is nine at night."""
    day = date(2026, 6, 9)
    away = datetime(2026, 6, 9, 7, tzinfo=UTC)
    plan = plan_of(enrolled(), assigned(BRIDGES, effective=date(2026, 1, 1)), moved("Pacific/Kiritimati", away))
    found = plan_date(plan, day, away - timedelta(hours=9), Circumstances(True, True, Manners(), Habits()))
    assert (found.occasions, sum(map(len, found.suppressed.values()))) == ((), 2)
    assert set(found.suppressed) == {Because.TOO_LATE}
