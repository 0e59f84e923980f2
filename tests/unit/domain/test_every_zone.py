"""Conformance: in every IANA zone, around every change of its clocks 2020 to 2035, no slot has a wrong date or time.

In the nightly mode on every date of the sixteen years.
"""

from bisect import bisect
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import chain, pairwise
from uuid import UUID

import pytest
from dateutil.tz import tzfile

from domain.slots import Slot, expand
from domain.values import Interval
from domain.zones import FIRST_INSTANT, day_bounds, instant_of, with_change, zone_names
from tests.support.all_zones import FIRST, LAST, NIGHTLY, clocks_of, file_of, with_one_file
from tests.support.clocks_read import DAY, SECOND, Stretch, bounds_read, instant_read, pieces

HALF_HOURS = Interval(every_minutes=30, start="00:00", end="23:30")
CLOCKS = [timedelta(minutes=30 * number) for number in range(1, 48)]
PRESCRIPTION = UUID(int=1)
ALL_DATES = [FIRST.date() + n * DAY for n in range((LAST - FIRST).days)]
EVERY = 1 if NIGHTLY else 131

ZONES = pytest.mark.parametrize("zones", with_one_file(), ids=lambda zones: zones[0])


def dates_of(clocks: Sequence[Stretch]) -> list[date]:
    """The dates within two days of every change, and some of the others; all of them in the nightly mode."""
    near = {(change.starts + change.ahead).date() + n * DAY for change in clocks[1:] for n in range(-2, 3)}
    return [day for n, day in enumerate(ALL_DATES) if day in near or n % EVERY == 0]


def about_a_date(clocks: Sequence[Stretch], day: date) -> Sequence[Stretch]:
    """Four stretches of time, of which the first ends within two days before the date, or later."""
    at = bisect([stretch.ends.date() for stretch in clocks], day - 2 * DAY)
    return clocks[at : at + 4]


def slots_read(there: Sequence[Stretch], day: date) -> list[Slot]:
    """The slots of work every half hour, by what clocks show on the date."""
    bounds = bounds_read(there)
    if bounds is None:
        return []
    instants = [instant_read(there, day, clock) for clock in CLOCKS]
    return [Slot(PRESCRIPTION, day, number, *bounds, at) for number, at in enumerate(instants, 1)]


def at_the_edges(about: Sequence[Stretch], day: date) -> list[timedelta]:
    """Times on the clock next to midnight, and next to those at which clocks are changed from and to."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    changed = [new.starts + ahead - midnight for old, new in pairwise(about) for ahead in (old.ahead, new.ahead)]
    edges = {edge + by for edge in (timedelta(), *changed, DAY) for by in (-SECOND, timedelta(), SECOND)}
    return sorted(clock for clock in edges if timedelta() <= clock < DAY)


@ZONES
def test_no_slot_of_any_date_has_wrong_bounds_or_a_wrong_instant(zones: Sequence[str]) -> None:
    history, clocks = with_change((), FIRST_INSTANT, zones[0]), clocks_of(zones[0])
    for day in dates_of(clocks):
        about = about_a_date(clocks, day)
        there, edges = pieces(about, day), at_the_edges(about, day)
        assert expand(PRESCRIPTION, HALF_HOURS, [day], history) == slots_read(there, day)
        assert [(clock, instant_of(history, day, clock)) for clock in edges] == [
            (clock, instant_read(there, day, clock)) for clock in edges
        ]


@ZONES
def test_all_names_of_a_zone_have_the_same_dates(zones: Sequence[str]) -> None:
    days = dates_of(clocks_of(zones[0]))
    first, *others = ([day_bounds(with_change((), FIRST_INSTANT, name), day) for day in days] for name in zones)
    assert all(other == first for other in others)


@ZONES
def test_another_reader_of_the_same_file_sees_the_same_clocks(zones: Sequence[str]) -> None:
    others = tzfile(BytesIO(file_of(zones[0])))
    for stretch in clocks_of(zones[0]):
        for instant in (stretch.starts, stretch.ends - SECOND):
            assert (instant, instant.astimezone(others).utcoffset()) == (instant, stretch.ahead)


def test_every_zone_is_tried_under_all_its_names() -> None:
    assert sorted(chain(*with_one_file())) == sorted(zone_names())


@pytest.mark.parametrize(
    ("zone", "changes"),
    [("Asia/Kathmandu", 0), ("Europe/Berlin", 32), ("Australia/Lord_Howe", 32), ("Pacific/Apia", 3)],
)
def test_the_changes_are_found(zone: str, changes: int) -> None:
    assert len(clocks_of(zone)) - 1 == changes
