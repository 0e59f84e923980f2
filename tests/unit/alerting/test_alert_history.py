"""The rules' memory stays small, and gives the same alerts however the story is read."""

from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.alerting.rules as rules
from domain.alert.decider import RaiseAlert
from domain.alerting.rules import CLOSING_RULES, RULES
from domain.alerting.symptom_memory import KEPT_FOR, MOST_KEPT
from domain.values import BarrierReason, BodyRegion, Entry, SymptomKind, Timing
from tests.support.patient_story import Story, named

MOMENTS = st.lists(
    st.tuples(
        st.sampled_from(["pain", "morning", "corrected", "retracted", "barrier", "taken back", "came back", "resolved"])
        | st.sampled_from(["session", "session corrected", "session retracted"]),
        st.integers(0, 100),
        st.sampled_from([BodyRegion.KNEE, BodyRegion.HIP]),
        st.integers(0, 7),
    ),
    max_size=25,
)


def lived(moments: list[tuple[str, int, BodyRegion, int]]) -> Story:
    """A story of these moments; alerts come back and are resolved as a reactor and a therapist would do it."""
    story = Story()
    story.program("knee", [BodyRegion.KNEE, BodyRegion.HIP])
    for number, (what, level, region, about) in enumerate(moments):
        raised = [wish for wish in story.decisions() if isinstance(wish, RaiseAlert) and wish.withheld is None]
        name = f"event {number}"
        if what == "pain":
            story.pain(name, level, region)
        elif what == "corrected":
            story.corrected(name, f"event {about}", level=level)
        elif what == "retracted":
            story.retracted(name, f"event {about}")
        elif what == "morning":
            story.pain(name, level, region, timing=Timing.NEXT_MORNING, wait=timedelta(hours=15))
        elif what == "barrier":
            story.barrier(name, BarrierReason.HURTS if level > 50 else BarrierReason.FORGOT)
        elif what == "taken back":
            story.barrier_retracted(name, f"event {about}")
        elif what == "session":
            story.session(name, Entry(prescription_id=named(f"knee {region}"), pain=level), wait=timedelta(hours=9))
        elif what == "session corrected":
            story.session_corrected(name, f"event {about}", entries=[Entry(exercise_id=named(region), pain=level)])
        elif what == "session retracted":
            story.session_retracted(name, f"event {about}")
        elif what == "came back" and raised:
            story.raised(name, raised[about % len(raised)])
        elif what == "resolved" and raised:
            story.resolved(name, raised[about % len(raised)].alert_id)
    return story


@settings(deadline=None)
@given(MOMENTS)
def test_kept_as_json_between_events_or_read_at_a_stretch_the_story_gives_the_same(
    moments: list[tuple[str, int, BodyRegion, int]],
) -> None:
    story = lived(moments)
    assert story.read(kept_as_json=True) == story.read()


@settings(deadline=None)
@given(MOMENTS)
def test_events_told_twice_change_nothing(moments: list[tuple[str, int, BodyRegion, int]]) -> None:
    story = lived(moments)
    once = story.read()
    story.told = [told for told in story.told for _ in range(2)]
    assert story.read() == once


def test_an_alert_that_comes_back_changes_only_the_position() -> None:
    story = Story()
    story.pain("high", 80)
    before, [alert] = story.read()
    assert isinstance(alert, RaiseAlert)
    story.raised("came back", alert)
    after, _ = story.read()
    assert after == msgspec.structs.replace(before, pos=after.pos)


def test_what_nothing_touched_for_sixty_days_is_forgotten() -> None:
    story = Story()
    story.pain("old", 10)
    story.pain("kept", 10)
    story.corrected("spoken of again", "kept", level=20, wait=KEPT_FOR - timedelta(days=1))
    story.pain("now", 10, wait=timedelta(days=2))
    history, _ = story.read()
    assert list(history.symptoms) == [named("kept"), named("now")]


def test_sessions_are_remembered_for_two_weeks_and_the_newest_three_for_good() -> None:
    story = Story()
    for number in range(5):
        story.session(f"session {number}")
    story.session_retracted("never", "session 4")
    story.pain("much later", 10, wait=timedelta(days=40))
    story.session("today")
    story.session("moved", happened=timedelta(days=60))
    history, _ = story.read()
    assert list(history.sessions) == [named(name) for name in ("session 2", "session 3", "today", "moved")]


def test_of_the_barriers_only_those_are_remembered_that_a_rule_looks_at() -> None:
    story = Story()
    story.barrier("old", BarrierReason.FORGOT)
    for reason in BarrierReason:
        story.barrier(f"{reason}", reason, wait=timedelta(hours=62))
    history, _ = story.read()
    assert list(history.barriers) == [named("no_time"), named("forgot"), named("hurts")]


def test_a_program_that_ended_two_months_before_another_begins_is_forgotten() -> None:
    story = Story()
    today = story.now.date()
    story.program("over", effective=today, last_day=today)
    story.program("late", effective=today + timedelta(days=61))
    assert list(story.read()[0].programs) == [named("late")]


def test_a_lively_patients_history_stays_small() -> None:
    story = Story()
    story.program("knee", ["bridge", "squat", "stretch", "plank"])
    for number in range(120):
        story.session(f"session {number}", *(Entry(prescription_id=named("knee bridge"), pain=45) for _ in range(4)))
        story.pain(f"pain {number}", 30, wait=timedelta(hours=12))
    history, _ = story.read()
    assert len(msgspec.json.encode(history)) < 30_000


def test_a_sender_gone_wild_leaves_only_the_newest_reports() -> None:
    story = Story()
    for number in range(MOST_KEPT + 5):
        story.pain(f"report {number}", 10, kind=SymptomKind.SORENESS)
    history, _ = story.read()
    assert list(history.symptoms) == [named(f"report {number}") for number in range(5, MOST_KEPT + 5)]


def test_of_many_corrections_only_those_that_count_are_kept() -> None:
    story = Story()
    story.pain("report", 10)
    story.corrected("to the hip", "report", region="hip")
    for number in range(50):
        story.corrected(f"level {number}", "report", level=number)
    history, _ = story.read()
    kept = [correction.event_id for correction in history.symptoms[named("report")].corrections]
    assert kept == [named("to the hip"), named("level 48"), named("level 49")]


def test_every_file_of_rules_is_in_the_written_list() -> None:
    folder = Path(rules.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    names = [rule.name for rule in RULES] + [rule.name for rule in CLOSING_RULES]
    assert sorted(files) == sorted(names)
    assert all(rule.fires.__module__ == f"domain.alerting.rules.{rule.name}" for rule in RULES)
    assert all(rule.finds.__module__ == f"domain.alerting.rules.{rule.name}" for rule in CLOSING_RULES)
