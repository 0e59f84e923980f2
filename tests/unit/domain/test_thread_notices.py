"""A patient is not told of a message in the quiet hours, by the patient's own clocks, whatever these do."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.reminder.manners import Manners
from domain.thread.notices import for_patient, for_staff
from domain.zones import FIRST_INSTANT, ZoneChange, ZoneHistory

MINUTES = timedelta(minutes=5)  # after a message
BERLIN: ZoneHistory = [ZoneChange(FIRST_INSTANT, "Europe/Berlin")]
AUCKLAND: ZoneHistory = [ZoneChange(FIRST_INSTANT, "Pacific/Auckland")]
OVER_THE_DATE_LINE: ZoneHistory = [
    ZoneChange(FIRST_INSTANT, "America/Los_Angeles"),
    ZoneChange(datetime(2026, 3, 6, 7, tzinfo=UTC), "Pacific/Kiritimati"),  # 23:00 on the 5th, then 21:00 on the 6th
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zones", "at", "told_at"),
    [
        pytest.param(BERLIN, "2026-03-04 11:00", "2026-03-04 11:00", id="at noon"),
        pytest.param(BERLIN, "2026-03-04 08:00", "2026-03-04 08:00", id="at the end of the quiet hours"),
        pytest.param(BERLIN, "2026-03-04 07:59", "2026-03-04 08:00", id="just before it"),
        pytest.param(BERLIN, "2026-03-04 18:30", "2026-03-04 18:30", id="half an hour before they begin"),
        pytest.param(BERLIN, "2026-03-04 18:59", "2026-03-05 08:00", id="too shortly before they begin"),
        pytest.param(BERLIN, "2026-03-04 19:00", "2026-03-05 08:00", id="when they begin"),
        pytest.param(BERLIN, "2026-03-04 23:30", "2026-03-05 08:00", id="after midnight"),
        pytest.param(BERLIN, "2026-03-28 22:00", "2026-03-29 07:00", id="the night when clocks are put forward"),
        pytest.param(BERLIN, "2026-10-24 22:00", "2026-10-25 08:00", id="the night when they are put back"),
        pytest.param(AUCKLAND, "2026-03-04 11:00", "2026-03-04 20:00", id="where it is night"),
        pytest.param(OVER_THE_DATE_LINE, "2026-03-06 06:30", "2026-03-06 19:00", id="on the plane over the date line"),
    ],
)
def test_what_falls_into_the_quiet_hours_waits_for_their_end(zones: ZoneHistory, at: str, told_at: str) -> None:
    due_at, until = for_patient(utc(at) - MINUTES, zones, Manners())
    assert due_at == utc(told_at)
    assert due_at < until <= due_at + timedelta(hours=11)


def test_a_policy_may_widen_them() -> None:
    late_riser = Manners(quiet_from=18 * 60, quiet_until=10 * 60)
    told = for_patient(utc("2026-03-04 17:00") - MINUTES, BERLIN, late_riser)
    assert told == (utc("2026-03-05 09:00"), utc("2026-03-05 17:00"))


def test_a_policy_that_leaves_some_minutes_of_a_day_leaves_these() -> None:
    busy = Manners(quiet_from=12 * 60 + 10, quiet_until=12 * 60)
    told = for_patient(utc("2026-03-04 11:05") - MINUTES, BERLIN, busy)
    assert told == (utc("2026-03-05 11:00"), utc("2026-03-05 11:10"))


def test_staff_are_told_at_any_hour() -> None:
    assert for_staff(utc("2026-03-04 23:00")) == (utc("2026-03-04 23:05"), utc("2026-03-05 23:05"))
