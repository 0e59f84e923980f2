"""Which reports raise an alert, which attach to one, and which are only recorded as what would have been raised."""

from datetime import timedelta
from uuid import UUID

from domain.alert.decider import RaiseAlert
from domain.alert.events import Grade, WithheldBecause
from domain.alerting.judge import Decision
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import Policy
from domain.values import BarrierReason, BodyRegion, Provenance, SymptomKind
from tests.support.patient_story import NOON, Story, Told, alert_id, attach
from tests.support.raising import raising

BRIDGE = UUID(int=77)
HOUR = timedelta(hours=1)


def high_pain(
    told: Told,
    *facts: str,
    region: str = "knee",
    level: int = 80,
    policy_version: int = 0,
    withheld: WithheldBecause | None = None,
) -> RaiseAlert:
    """The wish for a high pain alert, with all it names; `facts` are the events used before the deciding one."""
    return raising(
        told,
        "high_pain",
        1,
        Grade.CRITICAL,
        4,
        region,
        facts=facts,
        figures={"level": str(level)},
        policy_version=policy_version,
        withheld=withheld,
    )


def hurts(told: Told, exercise: UUID | None, *, withheld: WithheldBecause | None = None) -> RaiseAlert:
    return raising(told, "hurts", 2, Grade.HIGH, 24, str(exercise) if exercise else "", withheld=withheld)


def test_pain_at_seven_raises_a_critical_alert_for_its_region_and_names_what_it_used() -> None:
    story = Story()
    report = story.pain("seven", 70)
    assert story.decisions() == [high_pain(report, level=70)]


def test_pain_just_under_seven_raises_nothing() -> None:
    story = Story()
    story.pain("almost", 69)
    assert story.decisions() == []


def test_other_symptoms_at_ten_are_not_pain() -> None:
    story = Story()
    for kind in set(SymptomKind) - {SymptomKind.PAIN}:
        story.pain(f"ten {kind}", 100, kind=kind)
    assert story.decisions() == []


def test_the_clinics_own_threshold_counts_and_its_version_is_named() -> None:
    story = Story()
    story.pain("four", 49)
    five = story.pain("five", 50)
    assert story.decisions(PolicyInForce(Policy(high_pain=50), 3)) == [high_pain(five, level=50, policy_version=3)]


def test_a_second_high_pain_in_the_region_attaches_while_the_alert_is_open() -> None:
    story = Story()
    first, second = story.pain("first", 80), story.pain("second", 90)
    assert story.decisions() == [high_pain(first), attach(alert_id("high_pain", "knee", "first"), second)]


def test_another_region_is_another_alert() -> None:
    story = Story()
    knee, hip = story.pain("knee", 80), story.pain("hip", 80, BodyRegion.HIP)
    assert story.decisions() == [high_pain(knee), high_pain(hip, region="hip")]


def test_after_it_is_resolved_only_a_new_report_raises_again() -> None:
    story = Story()
    first = story.pain("first", 80)
    open_alert = high_pain(first)
    story.raised("came back", open_alert)
    story.resolved("answered", open_alert.alert_id)
    assert story.decisions() == [open_alert]
    again = story.pain("again", 75)
    assert story.decisions() == [open_alert, high_pain(again, level=75)]


def test_resolving_one_alert_leaves_the_other_region_open() -> None:
    story = Story()
    knee, hip = story.pain("knee", 80), story.pain("hip", 80, BodyRegion.HIP)
    story.resolved("knee answered", high_pain(knee).alert_id)
    more = story.pain("hip again", 90, BodyRegion.HIP)
    assert story.decisions() == [
        high_pain(knee),
        high_pain(hip, region="hip"),
        attach(alert_id("high_pain", "hip", "hip"), more),
    ]


def test_a_report_that_meets_an_alert_resolved_meanwhile_raises_its_own() -> None:
    story = Story()
    first = story.pain("first", 80)
    gone = high_pain(first)
    second, third = story.pain("second", 80), story.pain("third", 80)
    story.raised("came back", gone)
    story.resolved("answered before the second was seen", gone.alert_id)
    fourth = story.pain("fourth", 80)
    own = high_pain(second)
    expected: list[Decision] = [gone, own, attach(own.alert_id, third), attach(own.alert_id, fourth)]
    turned_away = [(gone.alert_id, second.event_id), (gone.alert_id, third.event_id)]
    assert story.decisions(turned_away=turned_away) == expected


def test_what_was_attached_before_the_alert_was_resolved_stays_attached() -> None:
    story = Story()
    first = story.pain("first", 80)
    gone = high_pain(first)
    second, third = story.pain("second", 80), story.pain("third", 80)
    story.resolved("answered before the third was seen", gone.alert_id)
    expected: list[Decision] = [gone, attach(gone.alert_id, second), high_pain(third)]
    assert story.decisions(turned_away=[(gone.alert_id, third.event_id)]) == expected


def test_a_report_of_exactly_a_day_ago_still_raises_and_an_older_one_is_withheld() -> None:
    story = Story()
    fresh = story.pain("yesterday", 80, happened=24 * HOUR)
    story.resolved("answered", high_pain(fresh).alert_id)
    old = story.pain("older", 80, happened=24 * HOUR + timedelta(seconds=1))
    assert story.decisions() == [high_pain(fresh), high_pain(old, withheld=WithheldBecause.TOO_OLD)]


def test_what_is_withheld_opens_nothing_and_attaches_to_nothing() -> None:
    story = Story()
    old = story.pain("old", 80, happened=48 * HOUR)
    new = story.pain("new", 80)
    older = story.pain("older", 80, happened=72 * HOUR)
    assert story.decisions() == [
        high_pain(old, withheld=WithheldBecause.TOO_OLD),
        high_pain(new),
        high_pain(older, withheld=WithheldBecause.TOO_OLD),
    ]


def test_a_clock_that_is_two_days_slow_is_set_right_before_the_age_is_judged() -> None:
    story = Story()
    report = story.pain("slow clock", 80, happened=48 * HOUR, clock_shift=48 * 3600)
    assert story.decisions() == [high_pain(report)]


def test_imported_pain_is_withheld() -> None:
    story = Story()
    report = story.pain("imported", 90, provenance=Provenance.IMPORTED)
    assert story.decisions() == [high_pain(report, level=90, withheld=WithheldBecause.IMPORTED)]


def test_a_correction_that_lifts_pain_over_the_threshold_raises() -> None:
    story = Story()
    story.pain("low", 20)
    lifted = story.corrected("typing error", "low", level=80)
    assert story.decisions() == [high_pain(lifted, "low")]


def test_a_correction_that_changes_something_else_about_high_pain_decides_nothing() -> None:
    story = Story()
    report = story.pain("high", 80)
    story.resolved("answered", high_pain(report).alert_id)
    story.corrected("higher still", "high", level=90)
    story.corrected("left side", "high", side="left")
    assert story.decisions() == [high_pain(report)]


def test_a_correction_that_moves_high_pain_to_another_region_raises_there() -> None:
    story = Story()
    report = story.pain("knee", 80)
    moved = story.corrected("it was the hip", "knee", region="hip")
    assert story.decisions() == [high_pain(report), high_pain(moved, "knee", region="hip")]


def test_a_correction_made_earlier_than_one_already_there_changes_nothing() -> None:
    story = Story()
    story.pain("report", 20)
    story.corrected("latest word", "report", level=30)
    earlier = story.corrected("earlier word, arrived late", "report", level=90)
    story.told[-1] = earlier._replace(occurred_at=NOON)
    assert story.decisions() == []


def test_a_correction_waits_for_its_report_and_the_report_then_raises() -> None:
    story = Story()
    story.corrected("came first", "report", level=80)
    report = story.pain("report", 20)
    assert story.decisions() == [high_pain(report, "came first")]


def test_what_was_taken_back_raises_nothing_whatever_is_corrected_later() -> None:
    story = Story()
    story.pain("report", 20)
    story.retracted("never", "report")
    story.corrected("too late", "report", level=90)
    assert story.decisions() == []


def test_a_report_taken_back_before_it_arrived_raises_nothing() -> None:
    story = Story()
    story.retracted("never", "report")
    story.pain("report", 90)
    assert story.decisions() == []


def test_a_correction_moved_to_the_present_is_judged_by_its_new_time() -> None:
    story = Story()
    story.pain("old", 20, happened=72 * HOUR)
    moved = story.corrected("now", "old", level=80, moved_to=story.now.isoformat())
    assert story.decisions() == [high_pain(moved, "old")]


def test_an_exercise_left_out_because_it_hurts_raises_for_that_exercise() -> None:
    story = Story()
    bridge = story.barrier("bridge hurts", BarrierReason.HURTS, BRIDGE)
    program = story.barrier("all of it hurts", BarrierReason.HURTS)
    again = story.barrier("bridge still hurts", BarrierReason.HURTS, BRIDGE)
    assert story.decisions() == [
        hurts(bridge, BRIDGE),
        hurts(program, None),
        attach(alert_id("hurts", str(BRIDGE), "bridge hurts"), again, "hurts"),
    ]


def test_no_other_reason_raises_hurts() -> None:
    story = Story()
    for reason in set(BarrierReason) - {BarrierReason.HURTS}:
        story.barrier(f"because {reason}", reason, BRIDGE)
    assert [wish for wish in story.decisions() if isinstance(wish, RaiseAlert) and wish.rule == "hurts"] == []


def test_a_hurts_of_a_week_ago_raises_and_an_older_or_imported_one_is_withheld() -> None:
    story = Story()
    week = story.barrier("a week ago", BarrierReason.HURTS, UUID(int=1), happened=168 * HOUR)
    older = story.barrier("older", BarrierReason.HURTS, UUID(int=2), happened=169 * HOUR)
    imported = story.barrier("imported", BarrierReason.HURTS, UUID(int=3), provenance=Provenance.IMPORTED)
    assert story.decisions() == [
        hurts(week, UUID(int=1)),
        hurts(older, UUID(int=2), withheld=WithheldBecause.TOO_OLD),
        hurts(imported, UUID(int=3), withheld=WithheldBecause.IMPORTED),
    ]
