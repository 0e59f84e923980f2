"""Low, drop and early slip: too little was done of what a program expects, by the published figures."""

import pytest

from domain.alerting.rule import PolicyInForce
from domain.clinic.events import Policy
from domain.program.events import ProgramCompleted
from domain.values import Fixed, Weekly
from tests.support.closed_dates import closed, closing_alert, dates, day, go_to, told_in_short, work
from tests.support.patient_story import PATIENT, Story, named

Short = list[tuple[str, str, dict[str, str]]]


def prescribed(**how: object) -> Story:
    story = Story()
    story.program("knee", **how)  # type: ignore[arg-type]
    return story


def short(story: Story, rule: str, last: int, policy: PolicyInForce | None = None, first: int = 0) -> Short:
    return told_in_short(closed(story, dates(first, last), policy), rule)


def low(number: int, done: str, expected: int) -> tuple[str, str, dict[str, str]]:
    return f"{number} low", "medium", {"done": done, "expected": str(expected)}


def drop(number: int, done: str, before: str) -> tuple[str, str, dict[str, str]]:
    figures = {"done": done, "expected": "7", "done_before": before, "expected_before": "28"}
    return f"{number} drop", "medium", figures


def test_under_half_of_the_doses_of_seven_days_is_low_once_five_are_expected() -> None:
    story = prescribed()
    work(story, [0, 1])
    assert short(story, "low", 3) == []
    assert short(story, "low", 20) == [low(4, "2", 5)]


def test_half_is_not_under_half() -> None:
    story = prescribed(schedule=Fixed(times_a_day=2))
    work(story, range(7))
    assert short(story, "low", 6) == []


def test_the_alert_names_the_sessions_of_the_window_and_the_program() -> None:
    story = prescribed()
    work(story, [0, 1, 9])
    [raised] = [decision for on, decision in closed(story, dates(9, 10)) if getattr(decision, "rule", "") == "low"]
    assert raised.facts == (named("work 9"), named("knee assigned"))  # type: ignore[union-attr]
    assert raised.scope == str(named("knee"))  # type: ignore[union-attr]


def test_while_it_is_open_it_is_said_once_and_after_the_answer_the_next_expected_day_says_it_again() -> None:
    story = prescribed(schedule=Fixed(times_a_day=3, weekdays=(1, 3, 5)))
    go_to(story, 5)
    story.resolved("called", closing_alert("low", str(named("knee")), 2))
    assert short(story, "low", 9) == [low(2, "0", 6), low(7, "0", 9)]


def test_weekly_work_counts_in_the_window_that_holds_its_last_day() -> None:
    story = prescribed(schedule=Weekly(times_a_week=5))
    assert short(story, "low", 5) == []
    assert short(story, "low", 6) == [low(6, "0", 5)]


def test_each_program_is_looked_at_alone() -> None:
    story = prescribed()
    story.program("hip", ["squat"])
    work(story, range(7))
    [(_, decision)] = [(on, each) for on, each in closed(story, dates(6, 6)) if getattr(each, "rule", "") == "low"]
    assert decision.scope == str(named("hip"))  # type: ignore[union-attr]


def test_a_program_that_ended_is_low_no_more() -> None:
    story = prescribed()
    story.add("over", ProgramCompleted(patient_id=PATIENT, program_id=named("knee"), last_day=day(3)))
    assert short(story, "low", 20) == []


def test_a_clinics_own_share_and_number_of_days_count() -> None:
    story = prescribed()
    work(story, range(4))
    assert short(story, "low", 5, PolicyInForce(Policy(low_percent=70), 1)) == [low(5, "4", 6)]
    assert short(story, "low", 13, PolicyInForce(Policy(low_days=14), 1)) == [low(8, "4", 9)]


def test_twenty_points_under_the_28_days_before_is_a_drop_and_a_little_less_is_none() -> None:
    story = prescribed(schedule=Fixed(times_a_day=1))
    work(story, [*range(28), 28, 29, 30, 31, 32])
    assert short(story, "drop", 34) == [drop(34, "5", "28")]
    steady = prescribed()
    work(steady, [*range(28), 28, 29, 30, 31, 32, 33])
    assert short(steady, "drop", 34) == []


def test_exactly_twenty_points_are_enough() -> None:
    story = prescribed(schedule=Fixed(weekdays=(1, 2, 3, 4, 5)))
    work(story, [*(n for n in range(28) if n % 7 < 5), 28, 29, 30, 31])
    assert short(story, "drop", 34, first=30) == [
        ("32 drop", "medium", {"done": "4", "expected": "5", "done_before": "20", "expected_before": "20"})
    ]


def test_without_five_expected_before_nothing_has_dropped() -> None:
    story = prescribed()
    work(story, range(4))
    assert short(story, "drop", 10) == []
    assert [each[0] for each in short(story, "drop", 11)] == ["11 drop"]


def test_a_drop_is_said_again_after_the_answer_on_the_next_expected_day() -> None:
    story = prescribed(schedule=Fixed(weekdays=(1, 2, 3, 4, 5)))
    work(story, [n for n in range(28) if n % 7 < 5])
    go_to(story, 33)
    found = [each[0] for each in short(story, "drop", 40, first=28)]
    raised = int(found[0].split()[0])
    story.resolved("called", closing_alert("drop", str(named("knee")), raised))
    assert [each[0] for each in short(story, "drop", 40, first=28)] == [found[0], "35 drop"]


@pytest.mark.parametrize(("worked", "slips"), [([0, 1], []), ([0], ["1 early_slip"]), ([1], ["0 early_slip"])])
def test_a_miss_within_the_first_two_expected_days_is_an_early_slip(worked: list[int], slips: list[str]) -> None:
    story = prescribed()
    work(story, worked)
    assert [each[0] for each in short(story, "early_slip", 9)] == slips


def test_both_days_missed_are_one_slip_and_two_once_the_first_was_answered() -> None:
    story = prescribed()
    assert short(story, "early_slip", 9) == [("0 early_slip", "medium", {"expected_day": "1"})]
    go_to(story, 1)
    story.resolved("called", closing_alert("early_slip", str(named("knee")), 0))
    assert [each[0] for each in short(story, "early_slip", 9)] == ["0 early_slip", "1 early_slip"]


def test_the_first_two_expected_days_may_lie_apart_and_weekly_work_has_none() -> None:
    story = prescribed(schedule=Fixed(weekdays=(2, 6)))
    work(story, [1])
    assert [each[0] for each in short(story, "early_slip", 20)] == ["5 early_slip"]
    assert short(prescribed(schedule=Weekly(times_a_week=2)), "early_slip", 20) == []


def test_a_part_of_a_dose_is_no_slip() -> None:
    story = prescribed(schedule=Fixed(times_a_day=3))
    work(story, [0, 1])
    assert short(story, "early_slip", 9) == []
