"""Blocked: no time or forgotten, twice in seven days. Hurts: what is taken back is noted and counts no more."""

from datetime import timedelta

import pytest

from domain.alert.events import WithheldBecause
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import Policy
from domain.values import BarrierReason, Provenance
from tests.support.patient_story import Fired, Story, named

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NO_TIME, FORGOT, HURTS = BarrierReason.NO_TIME, BarrierReason.FORGOT, BarrierReason.HURTS


def blocked(*facts: str, scope: str = "", withheld: WithheldBecause | None = None) -> Fired:
    return Fired(scope, facts, {"times": str(len(facts))}, withheld)


@pytest.mark.parametrize("second", [NO_TIME, FORGOT])
def test_the_second_of_either_reason_within_seven_days_fires(second: BarrierReason) -> None:
    story = Story()
    story.barrier("first", NO_TIME)
    assert story.fired("blocked") == []
    story.barrier("second", second, wait=7 * DAY)
    assert story.fired("blocked") == [blocked("first", "second")]


def test_a_second_more_than_seven_days_later_is_a_first_one() -> None:
    story = Story()
    story.barrier("first", NO_TIME)
    story.barrier("second", NO_TIME, wait=7 * DAY + timedelta(seconds=1))
    assert story.fired("blocked") == []


@pytest.mark.parametrize("reason", set(BarrierReason) - {NO_TIME, FORGOT})
def test_no_other_reason_counts(reason: BarrierReason) -> None:
    story = Story()
    story.barrier("first", reason)
    story.barrier("second", reason)
    story.barrier("third", FORGOT)
    assert story.fired("blocked") == []


def test_the_one_active_program_is_the_scope_and_several_leave_it_empty() -> None:
    story = Story()
    story.program("ended", last_day=story.now.date() - DAY, effective=story.now.date() - 9 * DAY)
    knee = story.program("knee")
    story.barrier("first", NO_TIME)
    story.barrier("second", NO_TIME)
    assert story.fired("blocked") == [blocked("first", "second", scope=str(knee))]
    story.program("hip")
    story.barrier("third", NO_TIME)
    assert story.fired("blocked")[1:] == [blocked("first", "second", "third")]


def test_one_taken_back_does_not_count_whichever_came_first() -> None:
    story = Story()
    story.barrier("first", FORGOT)
    story.barrier_retracted("never", "first")
    story.barrier_retracted("came first", "second")
    story.barrier("second", FORGOT)
    story.barrier("third", FORGOT)
    assert story.fired("blocked") == []


def test_a_third_attaches_and_one_told_late_fires_beside_a_later_one() -> None:
    story = Story()
    for name in ("first", "second", "third"):
        story.barrier(name, NO_TIME)
    assert story.attached() == ["third"]
    late = Story()
    late.barrier("told at once", NO_TIME)
    late.barrier("told late", NO_TIME, happened=6 * DAY)
    assert late.fired("blocked") == [blocked("told at once", "told late")]


def test_what_is_older_than_a_week_or_imported_is_withheld() -> None:
    story = Story()
    story.barrier("old", NO_TIME, happened=8 * DAY)
    story.barrier("old too", NO_TIME, happened=7 * DAY + HOUR)
    story.barrier("imported", NO_TIME, happened=6 * DAY, provenance=Provenance.IMPORTED)
    assert story.fired("blocked") == [
        blocked("old", "old too", withheld=WithheldBecause.TOO_OLD),
        blocked("old", "old too", "imported", withheld=WithheldBecause.IMPORTED),
    ]


def test_a_clinics_own_number_of_days_counts() -> None:
    story = Story()
    story.barrier("first", NO_TIME)
    story.barrier("second", NO_TIME, wait=3 * DAY)
    assert story.fired("blocked", PolicyInForce(Policy(blocked_days=2), 1)) == []


def test_a_hurts_that_was_taken_back_before_it_arrived_raises_nothing() -> None:
    story = Story()
    story.barrier_retracted("never", "hurts")
    story.barrier("hurts", HURTS)
    assert story.decisions() == []


def test_a_hurts_that_is_taken_back_is_told_to_its_open_alert_and_to_no_other() -> None:
    story = Story()
    story.barrier("bridge hurts", HURTS, named("bridge"))
    story.barrier("squat hurts", HURTS, named("squat"))
    story.barrier_retracted("not the bridge", "bridge hurts")
    assert story.attached() == ["not the bridge"]
    story.resolved("answered", story.decisions()[1].alert_id)
    story.barrier_retracted("nor the squat", "squat hurts")
    assert story.attached() == ["not the bridge"]
