"""Rule 1: which date a session belongs to, which dates expect, and which of them are closed."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from domain.adherence.figures import last_closed_dates, so_far
from domain.adherence.judge import judge_week
from domain.adherence.week import WorkedDay
from domain.values import Fixed, Weekly
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    FRIDAY,
    MONDAY,
    ON_ONE_LEG,
    SQUATS,
    STAIRS,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    Judged,
    assigned,
    at,
    did,
    enrolled,
    expecting_days,
    figures_of,
    moved,
    of,
    paused,
    plan_of,
    prescribed,
    session,
    slots,
    weekly,
    weeks_of,
)

APIA_SKIPPED = date(2011, 12, 30)  # a Friday


def done_on(week_slots: dict[date, Judged]) -> list[date]:
    return [day for day, (_, done) in week_slots.items() if done]


def test_a_session_belongs_to_the_patients_local_date() -> None:
    late_evening = session(1, at(TUESDAY, 23, 59), did(SQUATS))  # 22:59 in UTC
    after_midnight = session(2, at(FRIDAY, 0, 1), did(SQUATS))  # 23:01 in UTC, the day before
    week = judge_week(plan_of(assigned(SQUATS)), MONDAY, [late_evening, after_midnight])
    assert done_on(slots(week, SQUATS)) == [TUESDAY, FRIDAY]


def test_sessions_before_a_move_keep_the_dates_of_the_old_zone_and_those_after_have_the_new_ones() -> None:
    plan = plan_of(assigned(SQUATS), moved("America/Los_Angeles", at(WEDNESDAY, 12)))
    before = session(1, at(TUESDAY, 1), did(SQUATS))  # Monday afternoon in Los Angeles
    after = session(2, at(FRIDAY, 1), did(SQUATS))  # Thursday afternoon in Los Angeles
    week = judge_week(plan, MONDAY, [before, after])
    assert done_on(slots(week, SQUATS)) == [TUESDAY, FRIDAY - timedelta(1)]


def test_both_nights_of_the_clock_change_are_one_day_each() -> None:
    for sunday in (date(2024, 3, 31), date(2024, 10, 27)):
        monday = sunday - timedelta(6)
        first, last = at(sunday, 0, 0), at(sunday, 23, 59)
        week = judge_week(
            plan_of(assigned(BRIDGES)), monday, [session(1, first, did(BRIDGES)), session(2, last, did(BRIDGES))]
        )
        assert slots(week, BRIDGES)[sunday] == (2, 2)


def test_the_hour_that_happens_twice_is_in_its_date_both_times() -> None:
    sunday = date(2024, 10, 27)
    twice = [datetime(2024, 10, 27, hour, 30, tzinfo=UTC) for hour in (0, 1)]  # both half past two in Berlin
    facts = [session(n, instant, did(BRIDGES)) for n, instant in enumerate(twice)]
    assert slots(judge_week(plan_of(assigned(BRIDGES)), sunday - timedelta(6), facts), BRIDGES)[sunday] == (2, 2)


def test_a_half_hour_zone_has_its_own_midnight() -> None:
    plan = plan_of(enrolled("Asia/Kolkata"), assigned(SQUATS))
    facts = [
        session(1, datetime(2024, 1, 8, 18, 29, tzinfo=UTC), did(SQUATS)),
        session(2, datetime(2024, 1, 9, 18, 30, tzinfo=UTC), did(SQUATS)),
    ]
    assert done_on(slots(judge_week(plan, MONDAY, facts), SQUATS)) == [MONDAY, WEDNESDAY]


def test_a_date_with_no_instant_expects_nothing() -> None:
    every_week = prescribed(4, STAIRS.schedule)
    plan = plan_of(enrolled("Pacific/Apia"), assigned(SQUATS, every_week, effective=date(2011, 1, 1)))
    monday = date(2011, 12, 26)
    week = judge_week(plan, monday, ())
    assert expecting_days(week) == [monday + timedelta(n) for n in (0, 1, 2, 3, 5, 6)]
    assert weekly(week, every_week) == [(date(2012, 1, 1), 3, 0)]  # six active days
    assert of(figures_of(plan, [], monday, date(2012, 1, 1)).days) == (6, 0)
    assert figures_of(plan, [], APIA_SKIPPED, APIA_SKIPPED).days.reason == "no_day_expected"


def test_a_date_skipped_over_the_date_line_expects_nothing() -> None:
    gone = datetime(2024, 1, 10, 10, tzinfo=UTC)  # midnight from Tuesday to Wednesday in Honolulu
    plan = plan_of(enrolled("Pacific/Honolulu"), assigned(SQUATS), moved("Pacific/Kiritimati", gone))
    assert WEDNESDAY not in expecting_days(judge_week(plan, MONDAY, ()))
    assert len(expecting_days(judge_week(plan, MONDAY, ()))) == 6


def test_a_date_that_happens_twice_over_the_date_line_is_one_day() -> None:
    back = datetime(2024, 1, 10, 10, tzinfo=UTC)  # the end of Wednesday in Kiritimati
    plan = plan_of(enrolled("Pacific/Kiritimati"), assigned(SQUATS), moved("Pacific/Honolulu", back))
    facts = [session(n, back + timedelta(hours=n), did(SQUATS)) for n in (-2, 2)]
    week = judge_week(plan, MONDAY, facts)
    assert slots(week, SQUATS)[WEDNESDAY] == (1, 1)
    assert of(figures_of(plan, facts, MONDAY, SUNDAY).days) == (7, 1)


def test_only_closed_days_count_and_the_last_seven_end_yesterday() -> None:
    plan = plan_of(assigned(SQUATS))
    assert last_closed_dates(plan, at(WEDNESDAY, 23, 59), 7) == (date(2024, 1, 3), TUESDAY)
    assert last_closed_dates(plan, at(WEDNESDAY, 23, 59) + timedelta(minutes=1), 7) == (date(2024, 1, 4), WEDNESDAY)
    assert last_closed_dates(plan, at(WEDNESDAY), 90) == (date(2023, 10, 12), TUESDAY)


def test_yesterday_is_the_patients_and_not_the_servers() -> None:
    instant = datetime(2024, 1, 9, 11, tzinfo=UTC)
    ends = {
        zone: last_closed_dates(plan_of(enrolled(zone), assigned(SQUATS)), instant, 7)[1]
        for zone in ("Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago")
    }
    assert ends == {"Pacific/Kiritimati": TUESDAY, "UTC": MONDAY, "Pacific/Pago_Pago": MONDAY}
    assert last_closed_dates(plan_of(enrolled("Pacific/Pago_Pago"), assigned(SQUATS)), instant - timedelta(hours=1), 7)[
        1
    ] == date(2024, 1, 7)


def test_today_stands_apart_as_so_far() -> None:
    plan = plan_of(assigned(BRIDGES, ON_ONE_LEG, STAIRS))
    facts = [
        session(1, at(MONDAY), did(STAIRS)),
        session(2, at(TUESDAY, 8), did(BRIDGES), did(BRIDGES, sets=1), did(STAIRS)),
    ]
    now = at(TUESDAY, 15)
    today = so_far(plan, weeks_of(plan, facts), now)
    assert (today.day, today.expected, today.done) == (TUESDAY, 4, Fraction(4, 3))
    assert [(count.judged_on, count.target, count.done) for count in today.weekly] == [(SUNDAY, 3, "2")]
    first, last = last_closed_dates(plan, now, 7)
    assert figures_of(plan, facts, first, last).doses.done == 0


def test_weekly_work_dated_ahead_is_not_yet_done_today() -> None:
    plan = plan_of(assigned(STAIRS))
    facts = [session(1, at(MONDAY), did(STAIRS, sets=2)), session(2, at(WEDNESDAY), did(STAIRS))]
    done = [so_far(plan, weeks_of(plan, facts), at(day)).weekly[0].done for day in (MONDAY, TUESDAY, WEDNESDAY)]
    assert done == ["2/3", "2/3", "5/3"]


def test_so_far_of_a_day_without_anything_is_nothing_of_nothing() -> None:
    on_mondays = prescribed(1, Fixed(weekdays=(1,)))
    plan = plan_of(assigned(on_mondays, STAIRS), paused(WEDNESDAY))
    tuesday, friday = so_far(plan, {}, at(TUESDAY)), so_far(plan, {}, at(FRIDAY))
    assert (tuesday.expected, tuesday.done, len(tuesday.weekly)) == (0, Fraction(), 1)
    assert (friday.expected, friday.done, friday.weekly) == (0, Fraction(), ())


def test_what_lies_in_the_future_waits_for_its_day() -> None:
    plan = plan_of(assigned(SQUATS))
    facts = [session(1, at(FRIDAY), did(SQUATS))]
    on_tuesday, on_saturday = (last_closed_dates(plan, at(day), 7) for day in (TUESDAY, FRIDAY + timedelta(1)))
    assert so_far(plan, weeks_of(plan, facts), at(TUESDAY)).done == 0
    assert figures_of(plan, facts, *on_tuesday).doses.done == 0
    assert figures_of(plan, facts, *on_saturday).doses.done == 1


def test_what_was_done_on_a_later_date_before_a_flight_back_over_the_date_line_waits_too() -> None:
    once_a_week = prescribed(1, Weekly(times_a_week=1))
    back = datetime(2024, 1, 10, 16, tzinfo=UTC)  # Thursday 6:00 in Kiritimati, Wednesday 6:00 in Honolulu
    plan = plan_of(enrolled("Pacific/Kiritimati"), assigned(once_a_week), moved("Pacific/Honolulu", back))
    facts = [session(n, back + timedelta(hours=n), did(once_a_week)) for n in (-1, 1)]
    [count] = so_far(plan, weeks_of(plan, facts), back + timedelta(hours=2)).weekly
    assert count.worked == (WorkedDay(WEDNESDAY, "1"),)


def test_a_clock_at_the_end_of_the_calendar_is_kept_and_breaks_nothing() -> None:
    plan = plan_of(assigned(SQUATS))
    last_week = date(9999, 12, 27)
    week = judge_week(plan, last_week, [session(1, datetime.max.replace(tzinfo=UTC), did(SQUATS))])
    assert done_on(slots(week, SQUATS)) == [date.max]
