"""The clocks of alerts run while the clinic is open, by its own clocks on the wall."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.alert.events import Grade
from domain.clinic.hours import Opening, OpeningHours, after_open, answer_by, make_sense, open_between

BERLIN = "Europe/Berlin"
NINE_TO_FIVE = OpeningHours(
    weekly=tuple(Opening(weekday=weekday, opens="09:00", closes="17:00") for weekday in (1, 2, 3, 4, 5)),
    holidays=(date(2026, 12, 25),),
)
EVERY_NIGHT = OpeningHours(
    weekly=tuple(Opening(weekday=weekday, opens="00:00", closes="06:00") for weekday in range(1, 8))
)


def local(text: str, zone: str = BERLIN) -> datetime:
    """An instant by the clocks of a zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_a_critical_clock_runs_for_four_hours_day_and_night() -> None:
    friday_evening = local("2026-11-20 22:00")
    assert answer_by(Grade.CRITICAL, friday_evening, NINE_TO_FIVE, BERLIN) == local("2026-11-21 02:00")


@pytest.mark.parametrize("hours", [None, OpeningHours(), OpeningHours(holidays=(date(2026, 11, 20),))])
def test_without_opening_hours_every_clock_runs_day_and_night(hours: OpeningHours | None) -> None:
    friday = local("2026-11-20 22:00")
    assert answer_by(Grade.HIGH, friday, hours, BERLIN) == friday + timedelta(hours=24)
    assert answer_by(Grade.MEDIUM, friday, hours, BERLIN) == friday + timedelta(hours=48)


def test_high_has_24_hours_of_opening_time() -> None:
    """Eight hours a day: Monday from eleven on, all of Tuesday and Wednesday, and two on Thursday."""
    assert answer_by(Grade.HIGH, local("2026-11-16 11:00"), NINE_TO_FIVE, BERLIN) == local("2026-11-19 11:00")


def test_medium_has_48_hours_of_opening_time() -> None:
    assert answer_by(Grade.MEDIUM, local("2026-11-16 11:00"), NINE_TO_FIVE, BERLIN) == local("2026-11-24 11:00")


def test_a_clock_stands_over_a_closed_weekend() -> None:
    assert after_open(timedelta(hours=2), local("2026-11-20 16:00"), NINE_TO_FIVE, BERLIN) == local("2026-11-23 10:00")


def test_a_clock_that_begins_while_closed_waits_for_the_door_to_open() -> None:
    assert after_open(timedelta(hours=1), local("2026-11-17 03:00"), NINE_TO_FIVE, BERLIN) == local("2026-11-17 10:00")


def test_what_ends_with_the_opening_ends_at_the_door_and_not_on_the_next_day() -> None:
    assert after_open(timedelta(hours=8), local("2026-11-17 09:00"), NINE_TO_FIVE, BERLIN) == local("2026-11-17 17:00")


def test_a_holiday_is_closed_all_day() -> None:
    assert after_open(timedelta(hours=1), local("2026-12-24 16:30"), NINE_TO_FIVE, BERLIN) == local("2026-12-28 09:30")


def test_a_lunch_break_counts_for_nothing() -> None:
    hours = OpeningHours(
        weekly=(
            Opening(weekday=1, opens="13:00", closes="18:00"),
            Opening(weekday=1, opens="08:00", closes="12:00"),
        )
    )
    assert after_open(timedelta(hours=5), local("2026-11-16 07:00"), hours, BERLIN) == local("2026-11-16 14:00")


def test_midnight_closes_the_date() -> None:
    hours = OpeningHours(weekly=(Opening(weekday=1, opens="18:00", closes="00:00"),))
    assert after_open(timedelta(hours=6), local("2026-11-16 12:00"), hours, BERLIN) == local("2026-11-17 00:00")


DST_NIGHTS = [
    ("Europe/Berlin", "2026-03-29", 5),
    ("Europe/Berlin", "2026-10-25", 7),
    ("America/New_York", "2026-03-08", 5),
    ("America/New_York", "2026-11-01", 7),
    ("Australia/Lord_Howe", "2026-10-04", 5.5),
    ("Australia/Lord_Howe", "2026-04-05", 6.5),
    ("America/Santiago", "2026-09-06", 5),  # the clocks skip midnight
    ("America/Santiago", "2026-04-05", 6),  # the hour that comes twice is the last one of the date before
]


@pytest.mark.parametrize(("zone", "day", "open_hours"), DST_NIGHTS)
def test_a_night_in_which_clocks_are_changed_is_as_long_as_it_is(zone: str, day: str, open_hours: float) -> None:
    """Open from midnight to six every night; the clock needs what is missing from the night after, and no more."""
    opens, noon = local(f"{day} 00:00", zone), local(f"{day} 12:00", zone)
    assert open_between(opens - timedelta(hours=2), noon, EVERY_NIGHT, zone) == timedelta(hours=open_hours)
    next_night = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    over = after_open(timedelta(hours=open_hours + 1), opens - timedelta(hours=2), EVERY_NIGHT, zone)
    assert over == local(f"{next_night} 01:00", zone)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_what_lies_between_an_instant_and_its_deadline_is_the_clock(zone: str) -> None:
    for hour in range(0, 24 * 14, 5):
        since = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(hours=hour)
        until = answer_by(Grade.HIGH, since, NINE_TO_FIVE, zone)
        assert open_between(since, until, NINE_TO_FIVE, zone) == timedelta(hours=24)


def test_nothing_lies_between_an_instant_and_an_earlier_one() -> None:
    later, earlier = local("2026-11-17 12:00"), local("2026-11-16 12:00")
    assert open_between(later, earlier, NINE_TO_FIVE, BERLIN) == timedelta()
    assert open_between(later, earlier, None, BERLIN) == timedelta()


NO_SENSE = [
    OpeningHours(weekly=(Opening(weekday=1, opens="09:00", closes="09:00"),)),
    OpeningHours(weekly=(Opening(weekday=1, opens="17:00", closes="09:00"),)),
    OpeningHours(
        weekly=(Opening(weekday=1, opens="09:00", closes="13:00"), Opening(weekday=1, opens="12:59", closes="17:00"))
    ),
    OpeningHours(holidays=(date(2026, 12, 25), date(2026, 12, 25))),
]


@pytest.mark.parametrize("hours", NO_SENSE)
def test_hours_that_end_before_they_begin_or_overlap_make_no_sense(hours: OpeningHours) -> None:
    assert not make_sense(hours)


def test_hours_may_follow_on_each_other() -> None:
    morning = Opening(weekday=1, opens="09:00", closes="13:00")
    assert make_sense(OpeningHours(weekly=(Opening(weekday=1, opens="13:00", closes="00:00"), morning)))
