"""When a patient usually exercises: learned from bouts, of days like this one where there are enough."""

from datetime import date, datetime, timedelta

from domain.reminder.usual_times import before_learning, bouts, usual_times
from domain.zones import FIRST_INSTANT, ZoneChange
from tests.unit.domain.adherence.stories import BERLIN, MONDAY, SATURDAY, at

BERLIN_ALWAYS = (ZoneChange(FIRST_INSTANT, BERLIN),)
NEXT_WEDNESDAY = MONDAY + timedelta(9)


def daily(minutes: dict[int, list[tuple[int, int]]]) -> dict[date, list[int]]:
    """Bouts by days after that Monday, each as hours and minutes."""
    return {MONDAY + timedelta(n): [60 * h + m for h, m in times] for n, times in minutes.items()}


def test_before_anything_is_learned_the_doses_are_spread_over_the_day() -> None:
    assert [before_learning(n) for n in (1, 2, 3, 4)] == [
        (18 * 60,),
        (9 * 60, 18 * 60),
        (9 * 60, 13 * 60, 18 * 60),
        (9 * 60, 12 * 60 + 20, 15 * 60 + 40, 19 * 60),
    ]
    assert usual_times({}, MONDAY, 2) == (9 * 60, 18 * 60)


def test_sessions_within_an_hour_of_each_other_are_one_bout() -> None:
    at_noon: list[datetime] = [at(MONDAY, 12), at(MONDAY, 12, 50), at(MONDAY, 13, 50), at(MONDAY, 14, 51)]
    assert bouts(at_noon, BERLIN_ALWAYS) == {MONDAY: [12 * 60, 14 * 60 + 51]}


def test_a_bout_belongs_to_the_date_on_which_it_began() -> None:
    tuesday = MONDAY + timedelta(1)
    assert bouts([at(MONDAY, 23, 50), at(tuesday, 0, 20), at(tuesday, 7)], BERLIN_ALWAYS) == {
        MONDAY: [23 * 60 + 50],
        tuesday: [7 * 60],
    }


def test_the_usual_time_is_the_median_of_three_dates_or_more_rounded_down_to_five_minutes() -> None:
    known = daily({0: [(7, 31)], 1: [(7, 44)], 2: [(11, 0)]})
    assert usual_times(known, NEXT_WEDNESDAY, 1) == (7 * 60 + 40,)
    two_dates = daily({0: [(7, 31)], 1: [(7, 44)]})
    assert usual_times(two_dates, NEXT_WEDNESDAY, 1) == (18 * 60,)


def test_the_second_dose_has_the_time_of_the_second_bout_where_enough_dates_have_one() -> None:
    known = daily({0: [(7, 30), (16, 0)], 1: [(7, 30), (16, 30)], 2: [(7, 30), (17, 0)], 3: [(7, 30)]})
    assert usual_times(known, NEXT_WEDNESDAY, 2) == (7 * 60 + 30, 16 * 60 + 30)
    assert usual_times(known, NEXT_WEDNESDAY, 3) == (7 * 60 + 30, 16 * 60 + 30, 18 * 60)


def test_free_days_have_times_of_their_own() -> None:
    known = daily({n: [(7, 0)] if n % 7 < 5 else [(11, 0)] for n in range(14)})
    assert usual_times(known, MONDAY + timedelta(14), 1) == (7 * 60,)
    assert usual_times(known, SATURDAY + timedelta(14), 1) == (11 * 60,)
    assert usual_times(known, MONDAY + timedelta(14), 1, holidays={MONDAY + timedelta(14)}) == (11 * 60,)


def test_a_free_day_goes_by_all_days_while_too_few_were_free() -> None:
    known = daily({0: [(7, 0)], 1: [(7, 0)], 2: [(7, 0)], 5: [(11, 0)]})
    assert usual_times(known, SATURDAY + timedelta(7), 1) == (7 * 60,)


def test_what_lies_more_than_fourteen_dates_back_is_forgotten() -> None:
    known = daily({0: [(7, 0)], 1: [(7, 0)], 2: [(7, 0)]})
    assert usual_times(known, MONDAY + timedelta(14), 1) == (7 * 60,)
    assert usual_times(known, MONDAY + timedelta(15), 1) == (18 * 60,)
