"""Rule 1, the dates: they come from the patient's zone history alone, whatever clocks and calendars do there."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.zones import (
    FIRST_INSTANT,
    LAST_INSTANT,
    ZoneChange,
    ZoneHistory,
    day_bounds,
    day_over,
    local_date,
    shifted,
    with_change,
)
from tests.support.examples_count import EXAMPLES

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


def living_in(zone: str) -> ZoneHistory:
    return with_change((), FIRST_INSTANT, zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        pytest.param("Europe/Berlin", date(2024, 1, 8), 24, id="an ordinary day"),
        pytest.param("Europe/Berlin", date(2024, 3, 31), 23, id="the night in spring"),
        pytest.param("Europe/Berlin", date(2024, 10, 27), 25, id="the night in autumn"),
        pytest.param("Australia/Lord_Howe", date(2024, 10, 6), 23.5, id="half an hour in spring"),
        pytest.param("Australia/Lord_Howe", date(2024, 4, 7), 24.5, id="half an hour in autumn"),
        pytest.param("America/Havana", date(2024, 3, 10), 23, id="a day without a midnight"),
        pytest.param("America/Havana", date(2024, 11, 3), 25, id="a day with two midnights"),
        pytest.param("Pacific/Kwajalein", date(1969, 9, 30), 47, id="a date that happens twice is one day"),
    ],
)
def test_a_day_is_as_long_as_clocks_there_make_it(zone: str, day: date, hours: float) -> None:
    bounds = day_bounds(living_in(zone), day)
    assert bounds is not None
    assert (bounds[1] - bounds[0]) / HOUR == hours


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Kwajalein", date(1993, 8, 21))]
)
def test_a_date_that_a_country_skipped_has_no_bounds_and_its_neighbours_meet(zone: str, day: date) -> None:
    history = living_in(zone)
    before, after = (day_bounds(history, day + timedelta(n)) for n in (-1, 1))
    assert day_bounds(history, day) is None
    assert before is not None
    assert after is not None
    assert before[1] == after[0]


def test_a_day_is_over_when_the_next_one_begins_and_one_that_is_skipped_with_the_one_before() -> None:
    assert day_over(living_in("America/New_York"), date(2024, 1, 8)) == utc("2024-01-09 05:00")
    assert day_over(living_in("Pacific/Apia"), date(2011, 12, 30)) == utc("2011-12-30 10:00")
    twice = with_change(living_in("Pacific/Kiritimati"), utc("2024-01-08 10:00"), "Pacific/Honolulu")
    assert day_over(twice, date(2024, 1, 8)) == utc("2024-01-09 10:00")


def test_half_hour_zones_begin_their_days_on_the_half_hour() -> None:
    assert day_bounds(living_in("Asia/Kolkata"), date(2024, 1, 8)) == (
        utc("2024-01-07 18:30"),
        utc("2024-01-08 18:30"),
    )
    assert local_date(living_in("Asia/Kathmandu"), utc("2024-01-07 18:14:59")) == date(2024, 1, 7)
    assert local_date(living_in("Asia/Kathmandu"), utc("2024-01-07 18:15")) == date(2024, 1, 8)


def test_a_flight_to_the_west_over_the_date_line_may_skip_a_date() -> None:
    # Honolulu Sunday 23:00 is Kiritimati Monday 23:00; an hour later it is Tuesday.
    history = with_change(living_in("Pacific/Honolulu"), utc("2024-01-08 10:00"), "Pacific/Kiritimati")
    assert local_date(history, utc("2024-01-08 09:59:59")) == date(2024, 1, 7)
    assert local_date(history, utc("2024-01-08 10:00")) == date(2024, 1, 9)
    assert day_bounds(history, date(2024, 1, 8)) is None


def test_a_flight_to_the_east_over_the_date_line_makes_a_date_happen_twice() -> None:
    history = with_change(living_in("Pacific/Kiritimati"), utc("2024-01-08 10:00"), "Pacific/Honolulu")
    assert local_date(history, utc("2024-01-08 09:59")) == date(2024, 1, 8)
    assert local_date(history, utc("2024-01-08 10:00")) == date(2024, 1, 8)
    assert day_bounds(history, date(2024, 1, 8)) == (utc("2024-01-07 10:00"), utc("2024-01-09 10:00"))


def test_a_date_may_happen_in_two_parts_with_another_between() -> None:
    history = with_change(living_in("Asia/Tokyo"), utc("2024-01-08 01:00"), "Pacific/Honolulu")
    assert [local_date(history, utc(f"2024-01-{at}")) for at in ("07 14:59", "07 15:00", "08 01:00", "08 10:00")] == [
        date(2024, 1, 7),
        date(2024, 1, 8),
        date(2024, 1, 7),
        date(2024, 1, 8),
    ]
    assert day_bounds(history, date(2024, 1, 7)) == (utc("2024-01-06 15:00"), utc("2024-01-08 10:00"))


def test_a_flight_around_noon_makes_the_day_shorter_or_longer() -> None:
    home = living_in("America/New_York")
    there = with_change(home, utc("2024-01-08 17:00"), "Europe/Berlin")
    assert day_bounds(there, date(2024, 1, 8)) == (utc("2024-01-08 05:00"), utc("2024-01-08 23:00"))
    back = with_change(there, utc("2024-01-11 11:00"), "America/New_York")
    assert day_bounds(back, date(2024, 1, 11)) == (utc("2024-01-10 23:00"), utc("2024-01-12 05:00"))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Honolulu", "UTC"])
def test_a_clock_at_the_ends_of_the_calendar_breaks_nothing(zone: str) -> None:
    history = living_in(zone)
    assert local_date(history, FIRST_INSTANT) == date.min
    assert local_date(history, LAST_INSTANT) == date.max
    assert day_bounds(history, date.min) is not None
    assert day_bounds(history, date.max) is not None


def test_a_shift_ends_at_the_ends_of_the_calendar() -> None:
    assert shifted(utc("2024-01-08 10:00"), -90) == utc("2024-01-08 09:58:30")
    assert shifted(datetime.fromisoformat("2024-01-08T10:00+05:30"), 0) == utc("2024-01-08 04:30")
    assert shifted(LAST_INSTANT, 1) == LAST_INSTANT
    assert shifted(datetime.fromisoformat("9999-12-31T23:00-08:00"), 0) == LAST_INSTANT
    assert shifted(datetime.fromisoformat("0001-01-01T01:00+08:00"), 0) == FIRST_INSTANT


PLACES = [
    "Africa/Cairo",
    "America/Havana",
    "America/Los_Angeles",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
]
TURNS = [  # nights on which something happens in one of these places
    date(1969, 9, 30),
    date(1993, 8, 21),
    date(2006, 10, 29),
    date(2011, 12, 30),
    date(2024, 3, 10),
    date(2024, 3, 31),
    date(2024, 4, 7),
    date(2024, 10, 27),
]


@st.composite
def journeys(draw: st.DrawFn) -> tuple[ZoneHistory, date]:
    """A patient's zones around a day, and the day."""
    day = draw(st.sampled_from(TURNS)) + timedelta(days=draw(st.integers(-2, 2)))
    history = with_change((), FIRST_INSTANT, draw(st.sampled_from(PLACES)))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for _ in range(draw(st.integers(0, 3))):
        since = noon + timedelta(minutes=15) * draw(st.integers(-200, 200))
        history = with_change(history, since, draw(st.sampled_from(PLACES)))
    return history, day


@settings(max_examples=EXAMPLES, deadline=None)
@given(journeys())
@example((living_in("America/St_Johns"), date(2006, 10, 29)))
def test_the_bounds_hold_every_instant_of_the_date_and_begin_and_end_with_one(
    journey: tuple[ZoneHistory, date],
) -> None:
    history, day = journey
    bounds = day_bounds(history, day)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    instants = [noon + timedelta(minutes=15 * n) for n in range(-240, 240)]
    on_the_day = [instant for instant in instants if local_date(history, instant) == day]
    if bounds is None:
        assert on_the_day == []
        return
    start, end = bounds
    assert all(start <= instant < end for instant in on_the_day)
    assert local_date(history, start) == local_date(history, end - INSTANT) == day


def test_the_first_zone_holds_for_all_time_before() -> None:
    history = [ZoneChange(utc("2024-01-08 10:00"), "Asia/Tokyo")]
    assert local_date(history, utc("1950-01-01 16:00")) == date(1950, 1, 2)
    assert day_bounds(history, date(1950, 1, 2)) == (utc("1950-01-01 15:00"), utc("1950-01-02 15:00"))
