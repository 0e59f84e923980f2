"""Faults read in the code of BridgeServer2, a research platform's adherence, none of which may come back here."""

from datetime import timedelta
from itertools import permutations

from domain.adherence.figures import figures, last_closed_dates
from domain.adherence.judge import judge_week
from domain.values import AsNeeded, Fixed, Interval
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    MONDAY,
    SQUATS,
    STAIRS,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    daily,
    did,
    figures_of,
    moved,
    moved_as_in,
    of,
    paused,
    plan_of,
    prescribed,
    session,
    slots,
    sums_by_week,
    weeks_of,
)


def test_a_long_history_is_not_cut_at_250_records() -> None:
    """It reads the first page of 250 session records and judges the rest as missing."""
    four_a_day = prescribed(1, Fixed(times_a_day=4))
    first, last = SUNDAY - timedelta(89), SUNDAY
    facts = [
        session(day.toordinal() * 4 + n, at(day, 8 + n), did(four_a_day))
        for day in (first + timedelta(n) for n in range(90))
        for n in range(4)
    ]
    assert of(figures_of(plan_of(assigned(four_a_day)), facts, first, last).doses) == (360, 360)


def test_the_current_zone_does_not_judge_the_past() -> None:
    """It reports in the account's current zone: a journey moves what was done before it."""
    at_home = plan_of(assigned(SQUATS))
    facts = [session(day.toordinal(), at(day, 1), did(SQUATS)) for day in (MONDAY, WEDNESDAY)]
    travelled = plan_of(assigned(SQUATS), moved("America/Los_Angeles", at(SUNDAY)))
    saturday = SUNDAY - timedelta(1)
    assert figures_of(travelled, facts, MONDAY, saturday) == figures_of(at_home, facts, MONDAY, saturday)


def test_a_window_ends_with_its_date_and_is_not_open_a_day_longer() -> None:
    """It tells by numbers of days alone what is open, and the end of a window wraps over midnight."""
    late = prescribed(5, Interval(every_minutes=60, start="21:00", end="23:59"))
    facts = [session(1, at(MONDAY, 23, 58), did(late)), session(2, at(TUESDAY, 0, 2), did(late))]
    found = slots(judge_week(plan_of(assigned(late)), MONDAY, facts), late)
    assert (found[MONDAY], found[TUESDAY]) == ((2, 1), (2, 1))


def test_late_is_not_on_time() -> None:
    """Whatever is finished counts as completed there, however long after its window."""
    caught_up = [session(n, at(TUESDAY, 20 + n), did(SQUATS)) for n in range(2)]
    found = slots(judge_week(plan_of(assigned(SQUATS)), MONDAY, caught_up), SQUATS)
    assert (found[MONDAY], found[TUESDAY]) == ((1, 0), (1, 1))


def test_the_number_does_not_fall_every_morning() -> None:
    """Windows still open count against the patient there: the rate sinks at midnight and climbs till the evening."""
    plan = plan_of(assigned(SQUATS))
    sums = sums_by_week(weeks_of(plan, daily(MONDAY - timedelta(7), SUNDAY, did(SQUATS))))
    evening_and_morning = [at(WEDNESDAY, 23, 59), at(WEDNESDAY, 23, 59) + timedelta(minutes=2)]
    assert [figures(plan, sums, *last_closed_dates(plan, now, 7)).doses.value for now in evening_and_morning] == [1, 1]


def test_assigning_a_new_program_does_not_erase_what_was_done_before() -> None:
    """Only records of the current start event are read there: a new start empties the report."""
    facts = daily(MONDAY, SUNDAY, did(SQUATS))
    once = plan_of(assigned(SQUATS, last_day=SUNDAY))
    again = plan_of(
        assigned(SQUATS, last_day=SUNDAY),
        assigned(prescribed(9, exercise=1), effective=SUNDAY + timedelta(1), program=prescribed(9).exercise_id),
    )
    assert figures_of(again, facts, MONDAY, SUNDAY) == figures_of(once, facts, MONDAY, SUNDAY)


def test_work_as_needed_is_seen() -> None:
    """Windows that are always open are left out of adherence there, and what is done in them is told nowhere."""
    when_stiff = prescribed(6, AsNeeded())
    week = judge_week(plan_of(assigned(SQUATS, when_stiff)), MONDAY, daily(MONDAY, TUESDAY, did(when_stiff)))
    assert [done.at for done in week.programs[0].as_needed] == [at(MONDAY), at(TUESDAY)]


def test_the_order_of_the_rows_is_no_matter() -> None:
    """Two records under one key crashed it, and now the one that is read last wins."""
    plan = plan_of(assigned(SQUATS, BRIDGES, STAIRS))
    facts = [
        session(1, at(MONDAY), did(SQUATS, sets=2), did(STAIRS)),
        session(2, at(MONDAY), did(SQUATS, sets=3)),
        session(3, at(MONDAY, 9), moved_as_in(BRIDGES), did(STAIRS, sets=1)),
        session(4, at(MONDAY, 20), moved_as_in(BRIDGES, sets=1), moved_as_in(BRIDGES)),
    ]
    [week] = {repr(judge_week(plan, MONDAY, order)) for order in permutations(facts)}
    assert week == repr(judge_week(plan, MONDAY, facts))


def test_nothing_expected_is_not_all_of_it_done() -> None:
    """It answers 100 % where nothing was expected."""
    found = figures_of(plan_of(assigned(SQUATS), paused(MONDAY)), [], MONDAY, SUNDAY)
    assert (found.days.value, found.doses.value) == (None, None)


def test_no_data_is_nought_of_what_was_expected() -> None:
    """And the other way round: a silent patient is not left out."""
    assert figures_of(plan_of(assigned(SQUATS)), [], MONDAY, SUNDAY).doses.value == 0
