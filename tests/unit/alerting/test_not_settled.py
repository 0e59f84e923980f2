"""Not settled: two mornings in 14 days on which it hurts two or more over the level before the session."""

from datetime import timedelta

import pytest

from domain.alert.events import WithheldBecause
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import Policy
from domain.values import Entry, Provenance, Timing
from tests.support.patient_story import Fired, Story, named

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
BRIDGE = Entry(prescription_id=named("knee bridge"))


def treated() -> Story:
    story = Story()
    story.program("knee", ["bridge"])
    return story


def night(story: Story, name: str, *, before: int = 30, after: int = 50, wait: timedelta = DAY) -> None:
    """The level before a session at noon, the session, and the level of the next morning; `wait` is to the first."""
    story.pain(f"{name} before", before, timing=Timing.BEFORE, wait=wait)
    story.session(f"{name} session", BRIDGE, wait=timedelta(minutes=10))
    story.pain(f"{name} morning", after, timing=Timing.NEXT_MORNING, wait=DAY - timedelta(minutes=10))


def unsettled(one: str, other: str, *, over: int = 20, scope: str | None = None) -> Fired:
    """By its facts: of each morning the level before, the session and the morning itself."""
    of_both = [f"{name} {what}" for name in (one, other) for what in ("before", "session", "morning")]
    figures = {"over": str(over), "over_the_time_before": "20"}
    return Fired(str(named("knee")) if scope is None else scope, tuple(of_both), figures)


def test_the_second_morning_fires_for_the_program_of_its_session() -> None:
    story = treated()
    night(story, "first")
    assert story.fired("not_settled") == []
    night(story, "second", after=55)
    assert story.fired("not_settled") == [unsettled("first", "second", over=25)]


@pytest.mark.parametrize("after", [[49, 50], [50, 49]])
def test_a_tenth_less_than_two_points_over_has_settled(after: list[int]) -> None:
    story = treated()
    night(story, "first", after=after[0])
    night(story, "second", after=after[1])
    assert story.fired("not_settled") == []


@pytest.mark.parametrize(("wait", "fires"), [(13 * DAY, True), (13 * DAY + timedelta(seconds=1), False)])
def test_the_two_mornings_lie_at_most_fourteen_days_apart(wait: timedelta, fires: bool) -> None:
    story = treated()
    night(story, "first")
    night(story, "second", wait=wait)
    assert bool(story.fired("not_settled")) is fires


def test_two_words_about_one_session_are_one_morning() -> None:
    story = treated()
    night(story, "first")
    story.pain("again", 60, timing=Timing.NEXT_MORNING, wait=HOUR)
    assert story.fired("not_settled") == []


def test_a_morning_that_nothing_can_be_compared_with_says_nothing() -> None:
    story = treated()
    night(story, "first")
    story.session("second session", BRIDGE, wait=DAY)
    story.pain("second morning", 60, timing=Timing.NEXT_MORNING, wait=20 * HOUR)
    assert story.fired("not_settled") == []


def test_a_session_of_no_known_program_leaves_the_scope_empty() -> None:
    story = Story()
    night(story, "first")
    night(story, "second")
    assert story.fired("not_settled") == [unsettled("first", "second", scope="")]


def test_a_session_that_arrives_after_its_morning_fires() -> None:
    story = treated()
    night(story, "first")
    story.pain("second before", 30, timing=Timing.BEFORE, wait=DAY)
    story.pain("second morning", 50, timing=Timing.NEXT_MORNING, wait=20 * HOUR)
    assert story.fired("not_settled") == []
    story.session("second session", BRIDGE, happened=20 * HOUR, wait=HOUR)
    [fired] = story.fired("not_settled")
    assert fired.facts[-1] == "second session"
    assert set(fired.facts) == set(unsettled("first", "second").facts)


def test_a_correction_of_the_level_before_fires_where_it_makes_the_second_morning_too_much() -> None:
    story = treated()
    night(story, "first")
    night(story, "second", before=40)
    assert story.fired("not_settled") == []
    story.corrected("it was three", "second before", level=30)
    [fired] = story.fired("not_settled")
    assert fired.facts[-1] == "it was three"


def test_a_morning_that_was_taken_back_is_none() -> None:
    story = treated()
    night(story, "first")
    story.retracted("never", "first morning")
    night(story, "second")
    assert story.fired("not_settled") == []


def test_a_third_morning_attaches_and_after_the_answer_a_fourth_raises_again() -> None:
    story = treated()
    for name in ("first", "second", "third"):
        night(story, name)
    assert story.attached() == ["third morning"]
    story.resolved("answered", story.decisions()[0].alert_id)
    night(story, "fourth")
    assert [fired.facts[-1] for fired in story.fired("not_settled")] == ["second morning", "fourth morning"]


def test_it_is_two_days_old_at_most_and_not_imported() -> None:
    story = treated()
    night(story, "first")
    story.pain("before", 30, timing=Timing.BEFORE, wait=DAY)
    story.session("session", BRIDGE)
    story.pain("late", 50, timing=Timing.NEXT_MORNING, wait=3 * DAY, happened=49 * HOUR)
    story.corrected("imported", "late", level=50)
    [fired] = story.fired("not_settled")
    assert fired.withheld is WithheldBecause.TOO_OLD
    other = treated()
    night(other, "first")
    other.pain("before", 30, timing=Timing.BEFORE, wait=DAY)
    other.session("session", BRIDGE)
    other.pain("imported", 50, timing=Timing.NEXT_MORNING, wait=20 * HOUR, provenance=Provenance.IMPORTED)
    assert [fired.withheld for fired in other.fired("not_settled")] == [WithheldBecause.IMPORTED]


def test_a_clinics_own_measure_counts() -> None:
    story = treated()
    night(story, "first", after=40)
    night(story, "second", after=40, wait=9 * DAY)
    assert len(story.fired("not_settled", PolicyInForce(Policy(not_settled_over=10), 1))) == 1
    assert story.fired("not_settled", PolicyInForce(Policy(not_settled_over=10, not_settled_days=8), 1)) == []
