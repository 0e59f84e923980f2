"""Faults that users of other systems reported to their trackers, none of which may come back here."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from domain.adherence.due import due_on
from domain.adherence.figures import last_closed_dates
from domain.adherence.judge import judge_week
from domain.adherence.week import monday_of
from domain.slots import slots_of
from domain.values import Dose, Fixed, Interval, Weekly
from domain.zones import FIRST_INSTANT, ZoneChange
from tests.unit.domain.adherence.stories import (
    BERLIN,
    MONDAY,
    SQUATS,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    daily,
    did,
    enrolled,
    expecting_days,
    figures_of,
    moved,
    of,
    plan_of,
    prescribed,
    revised,
    session,
    slots,
    weekly,
)

LOS_ANGELES = "America/Los_Angeles"


@pytest.mark.parametrize("changed", [date(2024, 3, 31), date(2024, 10, 27)])
def test_a_time_on_the_wall_stays_that_time_when_clocks_change_and_comes_once_a_day(changed: date) -> None:
    """HomeMedkit's 21:45 became 20:45. LAMP reminded at the old hour and at the new one. MyStudies was an hour off."""
    days = [changed + timedelta(n) for n in range(-3, 4)]
    found = slots_of(plan_of(assigned(SQUATS)), days, ("21:45",))
    assert [slot.at for slot in found] == [at(day, 21, 45) for day in days]


@pytest.mark.parametrize("changed", [date(2024, 3, 31), date(2024, 10, 27)])
def test_the_night_of_the_clock_change_leaves_nothing_out_and_asks_nothing_twice(changed: date) -> None:
    """The same of what falls into the hour that is left out, or shown twice."""
    hourly = prescribed(5, Interval(every_minutes=60, start="00:00", end="06:00"))
    plan = plan_of(assigned(hourly))
    assert slots(judge_week(plan, monday_of(changed), ()), hourly)[changed] == (6, 0)
    assert len({(slot.number, slot.at) for slot in slots_of(plan, [changed])}) == 6


def test_a_program_means_the_dates_of_the_patient_and_not_of_who_wrote_it() -> None:
    """MyStudies: the builder wrote in UTC and the app read in local time. Beiwe: the study's zone, for everybody."""
    plan = plan_of(enrolled(LOS_ANGELES), assigned(SQUATS))
    late = session(1, at(MONDAY, 22, zone=LOS_ANGELES), did(SQUATS))  # Tuesday at the clinic in Berlin
    assert of(figures_of(plan, [late], MONDAY, MONDAY).doses) == (1, 1)


def test_after_a_journey_the_program_stands_without_being_saved_again() -> None:
    """LAMP: all schedules had to be saved anew after a move."""
    plan = plan_of(assigned(SQUATS), moved("Asia/Tokyo", at(WEDNESDAY)))
    in_tokyo = [session(n, at(WEDNESDAY + timedelta(n), 1, zone="Asia/Tokyo"), did(SQUATS)) for n in range(1, 5)]
    week = judge_week(plan, MONDAY, in_tokyo)
    assert [day for day, judged in slots(week, SQUATS).items() if judged == (1, 1)] == [
        WEDNESDAY + timedelta(n) for n in range(1, 5)
    ]


def test_every_zone_a_patient_was_in_is_kept_with_its_instant() -> None:
    """Cozie: the zone and its changes were not logged, so no one could tell afterwards what a time had meant."""
    plan = plan_of(assigned(SQUATS), moved("Asia/Tokyo", at(WEDNESDAY)), moved(BERLIN, at(SUNDAY)))
    assert plan.zones == (
        ZoneChange(FIRST_INSTANT, BERLIN),
        ZoneChange(at(WEDNESDAY), "Asia/Tokyo"),
        ZoneChange(at(SUNDAY), BERLIN),
    )


def test_an_interval_that_does_not_divide_the_day_does_not_drift() -> None:
    """Beiwe: repeats were minutes off, out of order, and later each day where the period did not divide 24 hours."""
    odd = prescribed(5, Interval(every_minutes=97, start="08:00", end="20:00"))
    plan = plan_of(assigned(odd))
    found = slots_of(plan, [MONDAY + timedelta(n) for n in range(365)])
    on_the_wall = [f"{slot.at.astimezone(ZoneInfo(BERLIN)):%H:%M}" for slot in found if slot.at]
    assert on_the_wall == ["09:37", "11:14", "12:51", "14:28", "16:05", "17:42", "19:19"] * 365


def test_a_program_that_is_edited_makes_nothing_due_twice() -> None:
    """Beiwe and LAMP sent everything again whenever a schedule was edited or made."""
    stairs = prescribed(4, Weekly(times_a_week=3))
    lighter = prescribed(1, dose=Dose(sets=2, reps=10))
    plan = plan_of(
        assigned(SQUATS, stairs),
        revised(2, lighter, stairs, effective=WEDNESDAY),
        revised(3, lighter, stairs, effective=WEDNESDAY),
    )
    week = judge_week(plan, MONDAY, daily(MONDAY, SUNDAY, did(stairs)))
    assert weekly(week, stairs) == [(SUNDAY, 3, 3)]
    assert [(due.prescription, due.expected) for due in due_on(plan, WEDNESDAY)] == [(lighter, 1), (stairs, 3)]


def test_a_program_goes_on_until_somebody_ends_it() -> None:
    """Beiwe and RADAR: after some weeks no events came any more, and nobody was told."""
    plan = plan_of(assigned(SQUATS))
    for years in range(0, 40, 3):
        monday = monday_of(MONDAY + timedelta(365 * years))
        assert len(expecting_days(judge_week(plan, monday, ()))) == 7


def test_a_session_begun_before_midnight_counts_on_the_day_it_began() -> None:
    """RADAR: what was started in time and finished after its window was lost."""
    begun = session(1, at(MONDAY, 23, 50), did(SQUATS))  # its half hour ends on Tuesday
    found = slots(judge_week(plan_of(assigned(SQUATS)), MONDAY, [begun]), SQUATS)
    assert (found[MONDAY], found[TUESDAY]) == ((1, 1), (1, 0))


def test_days_before_the_program_existed_are_not_expected() -> None:
    """SparkyFitness counted them: a schedule made today began with weeks of misses."""
    plan = plan_of(assigned(SQUATS, prescribed(2, Weekly(times_a_week=3)), effective=WEDNESDAY))
    first, last = last_closed_dates(plan, at(SUNDAY) + timedelta(days=1), 28)
    found = figures_of(plan, daily(WEDNESDAY, SUNDAY, did(SQUATS)), first, last)
    assert of(found.days) == (5, 5)
    assert of(found.doses) == (5 + 2, 5)


@pytest.mark.parametrize(
    ("zone", "yesterday"),
    [
        ("Pacific/Honolulu", date(2024, 1, 8)),
        ("Europe/Berlin", date(2024, 1, 9)),
        ("Pacific/Kiritimati", date(2024, 1, 9)),
    ],
)
def test_a_day_is_not_closed_at_the_midnight_of_utc(zone: str, yesterday: date) -> None:
    """CommCare's rules run at midnight in UTC, and take that for everybody's."""
    plan = plan_of(enrolled(zone), assigned(SQUATS))
    assert last_closed_dates(plan, datetime(2024, 1, 10, 0, 1, tzinfo=UTC), 7)[1] == yesterday


def test_the_night_of_the_clock_change_closes_its_day_once() -> None:
    """Habitica closed a day twice in the night of the clock change, and punished for the second one."""
    plan = plan_of(assigned(SQUATS))
    change = date(2024, 10, 27)
    ends = [
        last_closed_dates(plan, datetime(2024, 10, 26, 21, 30, tzinfo=UTC) + timedelta(hours=n), 7)[1]
        for n in range(27)
    ]
    assert ends == [change - timedelta(2)] + [change - timedelta(1)] * 25 + [change]


class Asked(tuple[ZoneChange, ...]):
    """A zone history that counts how often it is asked."""

    times = 0

    def __len__(self) -> int:
        type(self).times += 1
        return super().__len__()


def test_a_thousand_rules_ask_the_zones_no_oftener_than_one() -> None:
    """parabol and rrule: a thousand rules with a zone took eighteen seconds, because each asks it for each date."""

    def asked(rules: int) -> int:
        plan = plan_of(assigned(*(prescribed(n, Fixed(weekdays=(1, 3))) for n in range(rules))))
        Asked.times = 0
        judge_week(replace(plan, zones=Asked(plan.zones)), MONDAY, ())
        return Asked.times

    assert asked(1100) == asked(1) > 0
