"""When a time on the wall comes: when it is first shown, and where it never is, as soon as clocks have passed it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.values import minute_of_day
from domain.zones import FIRST_INSTANT, LAST_INSTANT, ZoneHistory, day_bounds, instant_of, with_change


def living_in(zone: str) -> ZoneHistory:
    return with_change((), FIRST_INSTANT, zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def comes(history: ZoneHistory, local: str) -> datetime | None:
    """The instant of a local date and time: 2026-03-29 02:30."""
    day, _, clock = local.partition(" ")
    return instant_of(history, date.fromisoformat(day), timedelta(minutes=minute_of_day(clock)))


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/Berlin", "2026-07-01 07:00", "2026-07-01 05:00"),
        ("Asia/Kathmandu", "2026-07-01 07:00", "2026-07-01 01:15"),
        ("Pacific/Chatham", "2026-07-01 07:00", "2026-06-30 18:15"),
        ("Pacific/Kiritimati", "2026-07-01 00:00", "2026-06-30 10:00"),
    ],
)
def test_on_an_ordinary_day_it_comes_by_the_offset_of_the_zone(zone: str, local: str, instant: str) -> None:
    assert comes(living_in(zone), local) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        pytest.param("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00", id="the night in spring"),
        pytest.param("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30", id="half an hour"),
        pytest.param("Pacific/Chatham", "2026-09-27 03:00", "2026-09-26 14:00", id="from a quarter to three"),
        pytest.param("Antarctica/Troll", "2026-03-29 02:30", "2026-03-29 01:00", id="two hours"),
        pytest.param("Africa/Casablanca", "2026-03-22 02:30", "2026-03-22 02:00", id="after Ramadan"),
        pytest.param("Asia/Gaza", "2026-03-28 02:30", "2026-03-28 00:00", id="on a Saturday"),
        pytest.param("Africa/Cairo", "2026-04-24 00:30", "2026-04-23 22:00", id="a day that begins at one"),
        pytest.param("Atlantic/Azores", "2026-03-29 00:30", "2026-03-29 01:00", id="with Lisbon, and an hour behind"),
        pytest.param("America/Havana", "2026-03-08 00:00", "2026-03-08 05:00", id="a day without a midnight"),
        pytest.param("Asia/Beirut", "2026-03-29 00:30", "2026-03-28 22:00", id="a midnight in the east"),
        pytest.param("America/Asuncion", "2024-10-06 00:30", "2024-10-06 04:00", id="the last change there was"),
        pytest.param("America/Scoresbysund", "2024-03-30 23:30", "2024-03-31 00:30", id="a new zone instead of summer"),
    ],
)
def test_a_time_that_clocks_leave_out_comes_when_they_have_passed_it(zone: str, local: str, instant: str) -> None:
    assert comes(living_in(zone), local) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        pytest.param("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30", id="the night in autumn"),
        pytest.param("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", id="half an hour"),
        pytest.param("Pacific/Chatham", "2026-04-05 03:00", "2026-04-04 13:15", id="from a quarter to four"),
        pytest.param("Antarctica/Troll", "2026-10-25 01:30", "2026-10-24 23:30", id="two hours"),
        pytest.param("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15 01:30", id="before Ramadan"),
        pytest.param("Africa/Cairo", "2026-10-29 23:30", "2026-10-29 20:30", id="the last hour of a day"),
        pytest.param("Atlantic/Azores", "2026-10-25 00:30", "2026-10-25 00:30", id="the first hour of a day"),
        pytest.param("America/Havana", "2026-11-01 00:30", "2026-11-01 04:30", id="a day with two midnights"),
        pytest.param("Asia/Beirut", "2026-10-24 23:30", "2026-10-24 20:30", id="back over midnight"),
        pytest.param("America/Asuncion", "2024-03-23 23:30", "2024-03-24 02:30", id="back over midnight in the west"),
    ],
)
def test_a_time_that_clocks_show_twice_comes_once_the_first_time(zone: str, local: str, instant: str) -> None:
    assert comes(living_in(zone), local) == utc(instant)


def test_the_first_time_after_a_gap_comes_when_the_gap_ends_and_the_last_before_it_is_not_moved() -> None:
    berlin = living_in("Europe/Berlin")
    assert comes(berlin, "2026-03-29 01:59") == utc("2026-03-29 00:59")
    assert comes(berlin, "2026-03-29 03:00") == utc("2026-03-29 01:00")


def test_a_date_that_a_country_left_out_has_no_times() -> None:
    assert comes(living_in("Pacific/Apia"), "2011-12-30 12:00") is None
    assert comes(living_in("Pacific/Apia"), "2011-12-31 00:00") == utc("2011-12-30 10:00")


THERE = with_change(living_in("Pacific/Auckland"), utc("2026-06-10 11:00"), "Pacific/Honolulu")
"""At 23:00 of the 10th of June in Auckland it is 01:00 of the 10th in Honolulu."""
AND_BACK = with_change(THERE, utc("2026-06-20 09:00"), "Pacific/Auckland")
"""At 23:00 of the 19th in Honolulu it is 21:00 of the 20th in Auckland."""


def test_who_flies_to_the_east_over_the_date_line_lives_a_date_twice_and_each_time_of_it_comes_once() -> None:
    assert day_bounds(AND_BACK, date(2026, 6, 10)) == (utc("2026-06-09 12:00"), utc("2026-06-11 10:00"))
    assert comes(AND_BACK, "2026-06-10 07:00") == utc("2026-06-09 19:00")  # in Auckland, and not in Honolulu again
    assert comes(AND_BACK, "2026-06-10 23:30") == utc("2026-06-11 09:30")  # only in Honolulu
    assert comes(AND_BACK, "2026-06-11 07:00") == utc("2026-06-11 17:00")


def test_who_flies_to_the_west_over_the_date_line_lives_the_end_of_a_date_and_what_came_before_waits_for_it() -> None:
    assert day_bounds(AND_BACK, date(2026, 6, 20)) == (utc("2026-06-20 09:00"), utc("2026-06-20 12:00"))
    assert comes(AND_BACK, "2026-06-20 07:00") == utc("2026-06-20 09:00")
    assert comes(AND_BACK, "2026-06-20 22:00") == utc("2026-06-20 10:00")


def test_what_a_date_ends_before_comes_with_the_end_of_the_date() -> None:
    assert day_bounds(AND_BACK, date(2026, 6, 19)) == (utc("2026-06-19 10:00"), utc("2026-06-20 09:00"))
    assert comes(AND_BACK, "2026-06-19 23:30") == utc("2026-06-20 09:00")


def test_a_flight_may_skip_a_date_and_all_its_times() -> None:
    to_the_west = with_change(living_in("Pacific/Honolulu"), utc("2026-06-10 10:00"), "Pacific/Kiritimati")
    assert comes(to_the_west, "2026-06-10 12:00") is None


def test_a_time_that_two_parts_of_a_date_leave_out_comes_with_the_third() -> None:
    # Tokyo until 10:00 of the 8th; Honolulu from 15:00 of the 7th to 10:00 of the 8th; Los Angeles from 13:00 of it on.
    journey = with_change(living_in("Asia/Tokyo"), utc("2026-06-08 01:00"), "Pacific/Honolulu")
    journey = with_change(journey, utc("2026-06-08 20:00"), "America/Los_Angeles")
    assert comes(journey, "2026-06-08 11:30") == utc("2026-06-08 20:00")
    assert comes(journey, "2026-06-08 10:00") == utc("2026-06-08 20:00")
    assert comes(journey, "2026-06-08 09:59") == utc("2026-06-08 00:59")


@pytest.mark.parametrize(
    ("zone", "day", "bounds"),
    [
        ("Etc/GMT-14", date.min, (FIRST_INSTANT, utc("0001-01-01 10:00"))),
        ("Etc/GMT-14", date.max, (utc("9999-12-30 10:00"), utc("9999-12-31 10:00"))),
        ("Etc/GMT+12", date.min, (utc("0001-01-01 12:00"), utc("0001-01-02 12:00"))),
        ("Etc/GMT+12", date.max, (utc("9999-12-31 12:00"), LAST_INSTANT)),
    ],
)
def test_the_first_and_the_last_date_of_the_calendar_end_with_it(
    zone: str, day: date, bounds: tuple[datetime, datetime]
) -> None:
    there = living_in(zone)
    assert day_bounds(there, day) == bounds
    instants = [instant_of(there, day, timedelta(minutes=minute)) for minute in (0, 719, 1439)]
    assert all(at is not None and bounds[0] <= at <= bounds[1] for at in instants)
