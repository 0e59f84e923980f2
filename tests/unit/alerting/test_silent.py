"""Silent: 3 expected days without a log nudge the patient; 7, 14 and 21 tell the therapist, each step once."""

from datetime import timedelta
from uuid import uuid5

import pytest

from domain.alert.decider import RaiseAlert, RegradeAlert
from domain.alert.events import Grade
from domain.alerting.closing import Nudge
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import Policy
from domain.program.events import PauseReason, ProgramPaused
from domain.values import AsNeeded, Fixed, Provenance, Weekly
from tests.support.closed_dates import closed, closing_alert, dates, day, go_to, told_in_short, work
from tests.support.patient_story import CLINIC, PATIENT, THERAPIST, Story, named

Step = tuple[str, str, dict[str, str]]

NUDGE: Step = ("nudge", "", {})
MEDIUM: Step = ("silent", "medium", {"silent_days": "7"})
HIGH: Step = ("silent", "high", {"silent_days": "14"})
GONE: Step = ("silent", "high", {"silent_days": "21", "dropped_out": "true"})


def on(number: int, what: Step, name: str | None = None) -> Step:
    return f"{number} {name or what[0]}", what[1], what[2]


def short(story: Story, last: int, policy: PolicyInForce | None = None) -> list[Step]:
    return told_in_short(closed(story, dates(0, last), policy), "silent", "nudge")


def prescribed(**how: object) -> Story:
    story = Story()
    story.program("knee", **how)  # type: ignore[arg-type]
    return story


def test_a_silence_from_the_first_day_on_goes_through_all_its_steps_once() -> None:
    assert short(prescribed(), 60) == [
        on(2, NUDGE),
        on(6, MEDIUM),
        on(13, HIGH, "silent again"),
        on(20, GONE, "silent again"),
    ]


def test_the_alert_names_the_last_session_and_the_program_and_all_that_reproduces_it() -> None:
    story = prescribed()
    work(story, [0])
    made = [decision for each, decision in closed(story, dates(0, 14)) if not _of_others(decision)]
    alert = closing_alert("silent", "", 7)
    at = day(8)
    raised, again = made[1:]
    assert made[0] == Nudge(patient_id=PATIENT, day=day(3))
    assert isinstance(raised, RaiseAlert)
    assert raised == RaiseAlert(
        command_id=uuid5(alert, "raise"),
        at=raised.at,
        alert_id=alert,
        patient_id=PATIENT,
        clinic_id=CLINIC,
        rule="silent",
        rule_version=1,
        policy_version=0,
        grade=Grade.MEDIUM,
        scope="",
        position=story.told[-1].pos,
        facts=(named("work 0"), named("knee assigned")),
        day=day(7),
        figures={"silent_days": "7"},
        answer_by=raised.at + timedelta(hours=48),
        therapist_id=THERAPIST,
    )
    assert (raised.at.date(), raised.at.hour) == (at, 0)
    assert again == RegradeAlert(
        command_id=uuid5(alert, f"regrade:{day(14)}"),
        at=raised.at + timedelta(days=7),
        alert_id=alert,
        patient_id=PATIENT,
        grade=Grade.HIGH,
        answer_by=raised.at + timedelta(days=8),
        day=day(14),
        position=story.told[-1].pos,
        policy_version=0,
        figures={"silent_days": "14"},
    )


def _of_others(decision: object) -> bool:
    return isinstance(decision, RaiseAlert) and decision.rule != "silent"


def test_a_resolved_one_raises_again_at_the_next_step_only() -> None:
    story = prescribed()
    go_to(story, 8)
    story.resolved("called", closing_alert("silent", "", 6))
    assert short(story, 30) == [on(2, NUDGE), on(6, MEDIUM), on(13, HIGH), on(20, GONE, "silent again")]


def test_after_a_log_the_count_begins_anew_and_an_open_alert_weighs_as_much_as_it_has_to() -> None:
    story = prescribed()
    work(story, [14])
    assert short(story, 28) == [
        on(2, NUDGE),
        on(6, MEDIUM),
        on(13, HIGH, "silent again"),
        on(17, NUDGE),
        on(21, MEDIUM, "silent again"),
        on(28, HIGH, "silent again"),
    ]


@pytest.mark.parametrize("how", [{"in_clinic": True}, {"provenance": Provenance.INFERRED}, {}])
def test_anything_that_was_logged_ends_it_whether_it_counts_or_not(how: dict[str, object]) -> None:
    story = prescribed()
    go_to(story, 1)
    story.session("of no entries", **how)  # type: ignore[arg-type]
    assert short(story, 4) == [on(4, NUDGE)]


def test_a_session_told_late_counts_on_its_day_and_one_taken_back_does_not() -> None:
    story = prescribed()
    go_to(story, 5)
    story.session("late", happened=timedelta(days=2))
    assert short(story, 10) == [on(2, NUDGE), on(6, NUDGE), on(10, MEDIUM)]
    story.now += timedelta(days=1)
    story.session_retracted("never", "late")
    assert short(story, 8) == [on(2, NUDGE), on(6, ("silent", "medium", {"silent_days": "7"}))]


def test_only_days_that_expect_work_are_counted() -> None:
    story = prescribed(schedule=Fixed(weekdays=(1, 3, 5)))
    assert short(story, 14) == [on(4, NUDGE), on(14, MEDIUM)]


def test_every_day_on_which_weekly_work_may_be_done_is_counted() -> None:
    assert short(prescribed(schedule=Weekly(times_a_week=2)), 7) == [on(2, NUDGE), on(6, MEDIUM)]


def test_work_as_needed_is_never_missed() -> None:
    assert short(prescribed(schedule=AsNeeded()), 30) == []


def test_paused_days_neither_count_nor_end_the_silence() -> None:
    story = prescribed()
    story.add(
        "paused",
        ProgramPaused(
            patient_id=PATIENT, program_id=named("knee"), first_day=day(2), last_day=day(11), reason=PauseReason.UNWELL
        ),
    )
    assert short(story, 16) == [on(12, NUDGE), on(16, MEDIUM)]


def test_after_the_last_day_nothing_is_said_any_more() -> None:
    assert short(prescribed(last_day=day(4)), 30) == [on(2, NUDGE)]


def test_a_patient_without_a_program_is_never_silent() -> None:
    assert short(Story(), 30) == []


def test_a_clinics_own_days_count() -> None:
    policy = Policy(silent_nudge_days=2, silent_days=4, silent_high_days=5, silent_dropped_out_days=6)
    assert short(prescribed(), 30, PolicyInForce(policy, 1)) == [
        on(1, NUDGE),
        on(3, ("silent", "medium", {"silent_days": "4"})),
        on(4, ("silent", "high", {"silent_days": "5"}), "silent again"),
        on(5, ("silent", "high", {"silent_days": "6", "dropped_out": "true"}), "silent again"),
    ]


def test_looking_at_a_date_twice_meets_itself() -> None:
    story = prescribed()
    assert closed(story, dates(0, 6))[-1] == closed(story, dates(0, 6))[-1]
    twice = closed(story, [*dates(0, 6), day(6)])
    assert [on for on, decision in twice if not _of_others(decision)] == [day(2), day(6)]
