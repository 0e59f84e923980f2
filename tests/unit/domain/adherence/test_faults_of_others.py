"""Faults found in the code and the trackers of other adherence systems, none of which may come back here."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from domain.adherence.figures import figures, last_closed_dates
from domain.values import Fixed, Weekly
from tests.unit.domain.adherence.stories import (
    MONDAY,
    SQUATS,
    SUNDAY,
    WEDNESDAY,
    assigned,
    at,
    daily,
    did,
    figures_of,
    moved,
    of,
    paused,
    plan_of,
    prescribed,
    session,
    sums_by_week,
    weeks_of,
)


def test_the_current_zone_does_not_judge_the_past() -> None:
    """BridgeServer2 reports in the account's current zone: a journey moves what was done before it."""
    at_home = plan_of(assigned(SQUATS))
    facts = [session(day.toordinal(), at(day, 1), did(SQUATS)) for day in (MONDAY, WEDNESDAY)]
    travelled = plan_of(assigned(SQUATS), moved("America/Los_Angeles", at(SUNDAY)))
    saturday = SUNDAY - timedelta(1)
    assert figures_of(travelled, facts, MONDAY, saturday) == figures_of(at_home, facts, MONDAY, saturday)


def test_the_rate_moves_also_when_the_patient_does_nothing() -> None:
    """OpenTeleRehab computes it when something is completed: who stops keeps the last good number for ever."""
    plan = plan_of(assigned(SQUATS))
    sums = sums_by_week(weeks_of(plan, daily(MONDAY, SUNDAY, did(SQUATS))))
    rates = [
        figures(plan, sums, *last_closed_dates(plan, at(SUNDAY) + timedelta(days=n), 7)).doses.value for n in range(9)
    ]
    assert rates == [Fraction(n, 7) for n in (6, 7, 6, 5, 4, 3, 2, 1, 0)]


def test_nothing_expected_is_not_all_of_it_done() -> None:
    """BridgeServer2 answers 100 % where nothing was expected."""
    figures = figures_of(plan_of(assigned(SQUATS), paused(MONDAY)), [], MONDAY, SUNDAY)
    assert (figures.days.value, figures.doses.value) == (None, None)


def test_no_data_is_nought_of_what_was_expected() -> None:
    """And the other way round: a silent patient is not left out."""
    assert figures_of(plan_of(assigned(SQUATS)), [], MONDAY, SUNDAY).doses.value == 0


def test_the_second_month_counts_whole_days_and_not_the_day_component() -> None:
    """OpenTeleRehab formats the days between two dates as %d, which begins at nought again with each month."""
    start = date(2023, 11, 20)
    plan = plan_of(assigned(SQUATS, effective=start))
    facts = daily(start, SUNDAY, did(SQUATS))
    for n in (7, 28, 90):
        first, last = last_closed_dates(plan, at(SUNDAY), n)
        assert (last - first).days == n - 1
    assert of(figures_of(plan, facts, start, SUNDAY).days) == (56, 56)


def test_a_long_history_is_not_cut_at_250_records() -> None:
    """BridgeServer2 reads the first page of 250 session records and judges the rest as missing."""
    four_a_day = prescribed(1, Fixed(times_a_day=4))
    first, last = SUNDAY - timedelta(89), SUNDAY
    facts = [
        session(day.toordinal() * 4 + n, at(day, 8 + n), did(four_a_day))
        for day in (first + timedelta(n) for n in range(90))
        for n in range(4)
    ]
    assert of(figures_of(plan_of(assigned(four_a_day)), facts, first, last).doses) == (360, 360)


def test_days_before_the_program_existed_are_not_expected() -> None:
    """SparkyFitness counted them: a schedule made today began with weeks of misses."""
    plan = plan_of(assigned(SQUATS, prescribed(2, Weekly(times_a_week=3)), effective=WEDNESDAY))
    first, last = last_closed_dates(plan, at(SUNDAY) + timedelta(days=1), 28)
    figures = figures_of(plan, daily(WEDNESDAY, SUNDAY, did(SQUATS)), first, last)
    assert of(figures.days) == (5, 5)
    assert of(figures.doses) == (5 + 2, 5)


def test_the_number_does_not_fall_every_morning() -> None:
    """BridgeServer2 counts open windows against the patient: the rate sinks at midnight and climbs till the evening."""
    plan = plan_of(assigned(SQUATS))
    sums = sums_by_week(weeks_of(plan, daily(MONDAY - timedelta(7), SUNDAY, did(SQUATS))))
    evening_and_morning = [at(WEDNESDAY, 23, 59), at(WEDNESDAY, 23, 59) + timedelta(minutes=2)]
    assert [figures(plan, sums, *last_closed_dates(plan, now, 7)).doses.value for now in evening_and_morning] == [1, 1]


def test_an_offline_log_counts_on_the_day_it_was_done_and_not_on_the_day_it_arrived() -> None:
    """OpenTeleRehab stamps it with the server's time of arrival."""
    plan = plan_of(assigned(SQUATS))
    before = figures_of(plan, [], MONDAY, SUNDAY)
    arrived_late = figures_of(plan, daily(MONDAY, MONDAY, did(SQUATS)), MONDAY, SUNDAY)
    assert (of(before.days), of(arrived_late.days)) == ((7, 0), (7, 1))


def test_a_denominator_is_not_all_of_the_plan_to_date() -> None:
    """OpenTeleRehab divides the last days' work by every activity since the beginning."""
    plan = plan_of(assigned(SQUATS, effective=SUNDAY - timedelta(365)))
    figures = figures_of(plan, daily(MONDAY, SUNDAY, did(SQUATS)), MONDAY, SUNDAY)
    assert of(figures.doses) == (7, 7)


def test_assigning_a_new_program_does_not_erase_what_was_done_before() -> None:
    """BridgeServer2 reads only the records of the current start event: a new start empties the report."""
    facts = daily(MONDAY, SUNDAY, did(SQUATS))
    once = plan_of(assigned(SQUATS, last_day=SUNDAY))
    again = plan_of(
        assigned(SQUATS, last_day=SUNDAY),
        assigned(prescribed(9, exercise=1), effective=SUNDAY + timedelta(1), program=prescribed(9).exercise_id),
    )
    assert figures_of(again, facts, MONDAY, SUNDAY) == figures_of(once, facts, MONDAY, SUNDAY)


def test_a_day_is_not_closed_at_the_midnight_of_utc() -> None:
    """CommCare's rules run at midnight in UTC; Habitica closed a day twice in the night of the clock change."""
    plan = plan_of(assigned(SQUATS))
    change = date(2024, 10, 27)
    ends = [
        last_closed_dates(plan, datetime(2024, 10, 26, 21, 30, tzinfo=UTC) + timedelta(hours=n), 7)[1]
        for n in range(27)
    ]
    assert ends == [change - timedelta(2)] + [change - timedelta(1)] * 25 + [change]
