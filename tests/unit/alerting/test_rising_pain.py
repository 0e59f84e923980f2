"""Rising pain: twice in seven days two points or more over what is usual there."""

from datetime import timedelta

import pytest

from domain.alert.events import WithheldBecause
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import Policy
from domain.values import BodyRegion, Provenance, Side, SymptomKind
from tests.support.patient_story import Fired, Story, attach

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def usual(level: int = 30) -> Story:
    """A story whose knee has hurt about the same on three days."""
    story = Story()
    for number in range(3):
        story.pain(f"usual {number}", level, wait=DAY)
    return story


def rises(*facts: str, level: int = 50, baseline: str = "30") -> Fired:
    return Fired("knee", facts, {"level": str(level), "baseline": baseline})


def test_the_second_rise_within_seven_days_fires_and_names_both() -> None:
    story = usual()
    story.pain("first rise", 50, wait=DAY)
    assert story.fired("rising_pain") == []
    story.pain("second rise", 50, wait=DAY)
    assert story.fired("rising_pain") == [rises("first rise", "second rise")]


@pytest.mark.parametrize(("first", "second"), [(49, 50), (50, 49)])
def test_a_tenth_less_than_two_points_over_is_no_rise(first: int, second: int) -> None:
    story = usual()
    story.pain("first", first, wait=DAY)
    story.pain("second", second, wait=DAY)
    assert story.fired("rising_pain") == []


@pytest.mark.parametrize(("later", "fires"), [(7 * DAY, True), (7 * DAY + timedelta(seconds=1), False)])
def test_seven_days_are_counted_from_rise_to_rise(later: timedelta, fires: bool) -> None:
    story = usual()
    story.pain("first rise", 50, wait=DAY)
    story.pain("second rise", 50, wait=later)
    assert bool(story.fired("rising_pain")) is fires


def test_without_three_reports_before_nothing_is_usual() -> None:
    story = Story()
    for number, level in enumerate((30, 30, 60, 70)):
        story.pain(f"report {number}", level, wait=DAY)
    assert story.fired("rising_pain") == []


def test_what_is_usual_is_the_median_of_the_last_five_of_the_place() -> None:
    story = Story()
    for number, level in enumerate((90, 10, 20, 30, 40, 45)):
        story.pain(f"report {number}", level, wait=DAY)
    story.pain("first rise", 55, wait=HOUR)
    story.pain("second rise", 61, wait=HOUR)
    assert story.fired("rising_pain") == [rises("first rise", "second rise", level=61, baseline="40")]


def test_the_other_side_is_the_same_region_but_another_place() -> None:
    story = usual()
    for number in range(3):
        story.pain(f"left {number}", 30, side=Side.LEFT, wait=HOUR)
    story.pain("middle rises", 50, wait=HOUR)
    story.pain("left rises", 50, side=Side.LEFT, wait=HOUR)
    assert story.fired("rising_pain") == [rises("middle rises", "left rises")]


def test_another_region_or_soreness_is_no_second_rise() -> None:
    story = usual()
    for number in range(3):
        story.pain(f"hip {number}", 30, BodyRegion.HIP, wait=HOUR)
        story.pain(f"sore {number}", 30, kind=SymptomKind.SORENESS, wait=HOUR)
    story.pain("knee rises", 50, wait=HOUR)
    story.pain("hip rises", 50, BodyRegion.HIP, wait=HOUR)
    story.pain("soreness rises", 50, kind=SymptomKind.SORENESS, wait=HOUR)
    assert story.fired("rising_pain") == []


def test_a_third_rise_attaches_to_the_open_alert() -> None:
    story = usual()
    for name in ("first", "second", "third"):
        story.pain(name, 50, wait=HOUR)
    [alert, attached] = story.decisions()
    assert attached == attach(alert.alert_id, story.told[-1], "rising_pain")


def test_one_that_was_felt_between_and_arrives_late_fires_by_the_later_of_the_two() -> None:
    story = usual()
    story.pain("told at once", 50, wait=3 * DAY)
    story.pain("told late", 50, happened=49 * HOUR, wait=HOUR)
    assert story.fired("rising_pain") == [rises("told at once", "told late")]


def test_both_of_two_days_ago_are_too_old_and_what_is_imported_is_no_alert() -> None:
    story = usual()
    story.pain("first", 50, wait=4 * DAY, happened=50 * HOUR)
    story.pain("second", 50, happened=48 * HOUR + timedelta(minutes=1), wait=timedelta())
    story.pain("imported", 50, provenance=Provenance.IMPORTED)
    assert [fired.withheld for fired in story.fired("rising_pain")] == [
        WithheldBecause.TOO_OLD,
        WithheldBecause.IMPORTED,
    ]


def test_a_correction_fires_that_makes_the_rise_and_none_that_changes_something_else() -> None:
    story = usual()
    story.pain("first rise", 50, wait=DAY)
    story.pain("report", 30, wait=DAY)
    story.corrected("it was five", "report", level=50)
    story.corrected("five and a half", "report", level=55)
    assert story.fired("rising_pain") == [rises("first rise", "report", "it was five")]
    assert story.attached() == []


def test_a_rise_that_was_taken_back_is_no_first_one() -> None:
    story = usual()
    story.pain("first rise", 50, wait=DAY)
    story.retracted("never", "first rise")
    story.pain("second rise", 50, wait=DAY)
    assert story.fired("rising_pain") == []


def test_a_clinics_own_measure_counts() -> None:
    story = usual()
    story.pain("first", 45, wait=DAY)
    story.pain("second", 45, wait=4 * DAY)
    wider = PolicyInForce(Policy(rising_pain_over=15), 1)
    assert story.fired("rising_pain", wider) == [rises("first", "second", level=45)]
    assert story.fired("rising_pain", PolicyInForce(Policy(rising_pain_over=15, rising_pain_days=3), 1)) == []
