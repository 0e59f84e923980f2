"""Faults read in the code of OpenTeleRehab's patient service, none of which may come back here."""

import time
from datetime import date, timedelta
from fractions import Fraction

import pytest

from domain.adherence.figures import figures, last_closed_dates, so_far
from tests.unit.domain.adherence.stories import (
    MONDAY,
    SQUATS,
    SUNDAY,
    assigned,
    at,
    daily,
    did,
    figures_of,
    of,
    plan_of,
    session,
    sums_by_week,
    weeks_of,
)


def test_the_second_month_counts_whole_days_and_not_the_day_component() -> None:
    """It formats the days between two dates as %d, which begins at nought again with each month."""
    start = date(2023, 11, 20)
    plan = plan_of(assigned(SQUATS, effective=start))
    facts = daily(start, SUNDAY, did(SQUATS))
    for n in (7, 28, 90):
        first, last = last_closed_dates(plan, at(SUNDAY), n)
        assert (last - first).days == n - 1
    assert of(figures_of(plan, facts, start, SUNDAY).days) == (56, 56)


def test_the_last_days_are_not_the_same_weekdays_of_earlier_weeks() -> None:
    """A change of day is one there only if the week changes too: its last three days reach back three weeks."""
    plan = plan_of(assigned(SQUATS))
    before = daily(MONDAY - timedelta(21), SUNDAY - timedelta(7), did(SQUATS))
    assert of(figures_of(plan, before, MONDAY, SUNDAY).doses) == (7, 0)
    new_year = date(2023, 12, 30)
    assert of(figures_of(plan, before, new_year - timedelta(2), new_year + timedelta(4)).doses) == (7, 7)


def test_a_denominator_is_not_all_of_the_plan_to_date() -> None:
    """It divides the last days' work by every activity since the beginning."""
    plan = plan_of(assigned(SQUATS, effective=SUNDAY - timedelta(365)))
    found = figures_of(plan, daily(MONDAY, SUNDAY, did(SQUATS)), MONDAY, SUNDAY)
    assert of(found.doses) == (7, 7)


def test_the_rate_moves_also_when_the_patient_does_nothing() -> None:
    """It is computed there when something is completed: who stops keeps the last good number for ever."""
    plan = plan_of(assigned(SQUATS))
    sums = sums_by_week(weeks_of(plan, daily(MONDAY, SUNDAY, did(SQUATS))))
    rates = [
        figures(plan, sums, *last_closed_dates(plan, at(SUNDAY) + timedelta(days=n), 7)).doses.value for n in range(9)
    ]
    assert rates == [Fraction(n, 7) for n in (6, 7, 6, 5, 4, 3, 2, 1, 0)]


def test_the_number_of_any_past_day_can_be_had_again() -> None:
    """There the percentage is one column on the user: no history, and nothing to explain it with."""
    plan = plan_of(assigned(SQUATS))
    facts = [fact for fact in daily(MONDAY, SUNDAY, did(SQUATS, sets=2)) if fact.happened_at != at(SUNDAY)]
    sums = sums_by_week(weeks_of(plan, facts))
    for n in range(10):
        now = at(MONDAY + timedelta(n), 8)
        known_then = sums_by_week(weeks_of(plan, [fact for fact in facts if fact.happened_at < now]))
        closed = last_closed_dates(plan, now, 7)
        assert figures(plan, sums, *closed) == figures(plan, known_then, *closed)


def test_a_plan_of_ten_years_ago_is_still_judged() -> None:
    """Plans are deleted there after six years, and the log of changes after two."""
    first, last = MONDAY - timedelta(3650), MONDAY - timedelta(3644)
    plan = plan_of(assigned(SQUATS, effective=first, last_day=last), assigned(SQUATS, program=SQUATS.exercise_id))
    assert of(figures_of(plan, daily(first, last, did(SQUATS)), first, last).doses) == (7, 7)


@pytest.mark.parametrize("machine", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_machines_zone_decides_nothing(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its dates were those of the server's calendar library until they were mended, time and again."""
    plan = plan_of(assigned(SQUATS))
    facts = [session(1, at(MONDAY, 0, 30), did(SQUATS)), session(2, at(SUNDAY, 23, 30), did(SQUATS))]
    monkeypatch.setenv("TZ", machine)
    time.tzset()
    try:
        week = weeks_of(plan, facts)
        assert of(figures(plan, sums_by_week(week), MONDAY, SUNDAY).days) == (7, 2)
        assert so_far(plan, week, at(SUNDAY, 23, 59)).done == 1
    finally:
        monkeypatch.undo()
        time.tzset()
