"""The count of a simulation raises, passes on and closes alerts as the product says: worked out by hand."""

from typing import Any

from simulation.alerts import Alert
from simulation.life import Life
from tests.support.small_script import (
    FIRST_DAY,
    PATIENT,
    PROGRAM,
    answered,
    at,
    command,
    done,
    event,
    felt,
    lived,
    prescription,
)

KEPT = [done(day, "17:03") for day in range(14)]


def of(life: Life, rule: str) -> list[Alert]:
    return [alert for alert in life.alerts.all if alert.rule == rule]


def told(alert: Alert) -> dict[str, Any]:
    return {"at": alert.raised_at, "scope": alert.scope, "grades": alert.grades, "passed on": alert.escalations}


def test_who_keeps_to_the_program_raises_nothing() -> None:
    assert lived(*KEPT).alerts.all == []


def test_high_pain_that_nobody_answers_goes_to_the_lead_and_then_to_the_managers() -> None:
    (alert,) = of(lived(*KEPT, felt(2, "22:33", 7)), "high_pain")
    assert told(alert) == {
        "at": at(2, "22:33"),
        "scope": "knee",
        "grades": ["critical"],
        "passed on": [("lead", at(3, "02:33")), ("managers", at(3, "06:33"))],
    }


def test_while_the_therapist_is_away_the_cover_is_told() -> None:
    away = {"first_day": "2026-03-04", "last_day": "2026-03-04", "cover_id": "cover"}
    life = lived(*KEPT, command(at(-1, "13:03"), "set-staff-away", staff_id="therapist", **away), felt(2, "10:33", 7))
    told_of = [letter.to for letter in life.letters if letter.about == "high_pain"]
    assert told_of == ["cover@staff.example", "lead@staff.example", "owner@staff.example"]


def test_the_same_place_joins_the_open_alert_and_raises_a_new_one_after_it_was_resolved() -> None:
    life = lived(
        *KEPT,
        felt(1, "10:33", 8),
        felt(1, "11:33", 9),
        answered(1, "12:03", "acknowledge", status="open"),
        answered(1, "12:13", "resolve", status="acknowledged", resolution="called"),
        felt(1, "13:33", 8),
    )
    assert [(alert.reports, alert.resolution, alert.raised_at) for alert in of(life, "high_pain")] == [
        (2, "called", at(1, "10:33")),
        (1, None, at(1, "13:33")),
    ]


def test_a_high_alert_waits_for_24_hours_of_opening_time() -> None:
    """Friday at ten: six hours that day, eight on Monday and on Tuesday, two more on Wednesday."""
    left_out = event(at(4, "10:03"), "barrier.reported", "hurts", reason="hurts", exercise_id="exercise daily")
    (alert,) = of(lived(*KEPT, left_out), "hurts")
    assert alert.escalations == [("lead", at(9, "10:03"))]


def test_what_is_put_off_keeps_the_rest_of_its_clock() -> None:
    left_out = event(at(0, "10:03"), "barrier.reported", "hurts", reason="hurts", exercise_id="exercise daily")
    life = lived(*KEPT, left_out, answered(0, "12:03", "snooze", status="open", hours=24))
    (alert,) = of(life, "hurts")
    assert alert.escalations == [("lead", at(4, "10:03")), ("managers", at(9, "10:03"))]


def test_two_points_over_what_is_usual_twice_in_a_week() -> None:
    usual = [felt(day, "07:43", 2) for day in (0, 1, 2)]
    life = lived(*KEPT, *usual, felt(3, "07:43", 4), felt(4, "07:43", 3), felt(5, "07:43", 5))
    assert [told(alert)["at"] for alert in of(life, "rising_pain")] == [at(5, "07:43")]


def test_more_than_five_during_an_exercise() -> None:
    life = lived(*KEPT[1:], done(0, "17:03", pain=6), done(3, "19:03", pain=5))
    assert [(alert.scope, alert.reports) for alert in of(life, "over_the_band")] == [("exercise daily", 1)]


def test_two_mornings_that_have_not_settled() -> None:
    mornings = [
        line
        for day in (0, 3)
        for line in (felt(day, "16:33", 2, timing="before"), felt(day + 1, "11:43", 4, timing="next_morning"))
    ]
    assert [(one.scope, one.raised_at) for one in of(lived(*KEPT, *mornings), "not_settled")] == [
        (PROGRAM, at(4, "11:43"))
    ]


def test_soreness_on_the_eighth_date_running() -> None:
    sore = [felt(day, "19:53", 3, kind="soreness") for day in range(9)]
    assert [(one.raised_at, one.reports) for one in of(lived(*KEPT, *sore), "long_soreness")] == [(at(7, "19:53"), 2)]


def test_no_time_twice_in_a_week() -> None:
    reasons = [event(at(day, "20:23"), "barrier.reported", f"b{day}", reason="no_time") for day in (0, 8, 12)]
    assert [(one.scope, one.raised_at) for one in of(lived(*KEPT, *reasons), "blocked")] == [(PROGRAM, at(12, "20:23"))]


def test_seven_silent_dates_and_fourteen() -> None:
    (alert,) = of(lived(days=14), "silent")
    assert (alert.raised_at, alert.grades, alert.day) == (
        at(7, "00:00"),
        ["medium", "high"],
        FIRST_DAY.replace(day=FIRST_DAY.day + 13),
    )


def test_a_miss_on_one_of_the_first_two_dates() -> None:
    (alert,) = of(lived(*KEPT[:1], *KEPT[2:]), "early_slip")
    assert (alert.raised_at, alert.scope) == (at(2, "00:00"), PROGRAM)


def test_less_than_half_of_seven_days() -> None:
    diary = [done(day, "17:03") for day in (0, 1, 3)]
    raised = [alert.raised_at for alert in of(lived(*diary, days=7), "low")]
    assert raised == [at(7, "00:00")]


def test_twenty_points_less_than_before() -> None:
    diary = [done(day, "17:03") for day in range(14) if day not in (8, 10)]
    assert [alert.raised_at for alert in of(lived(*diary), "drop")] == [at(12, "00:00")]


def test_weekly_work_is_judged_on_the_last_date_of_its_week() -> None:
    thrice = [prescription(kind="weekly", times_a_week=6)]
    diary = [done(day, "17:03") for day in (0, 2)]
    assert [alert.raised_at for alert in of(lived(*diary, prescribed=thrice, days=7), "low")] == [at(7, "00:00")]


def test_a_red_flag_is_told_to_therapist_and_lead_at_once_and_again_when_another_joins() -> None:
    flags = [event(at(1, clock), "redflag.reported", clock, signs=["chest_pain"]) for clock in ("11:33", "12:33")]
    life = lived(*KEPT, *flags, answered(1, "12:43", "acknowledge", status="open"))
    both = ["therapist@staff.example", "lead@staff.example"]
    assert [letter.to for letter in life.letters if letter.about == "red_flag"] == [*both, *both]
    assert life.emergencies == ["11:33", "12:33"]


def test_what_was_taken_on_and_not_closed_goes_to_the_lead_once() -> None:
    life = lived(*KEPT, felt(1, "10:33", 8), answered(1, "11:03", "acknowledge", status="open"))
    (alert,) = of(life, "high_pain")
    assert alert.escalations == [("lead", at(1, "18:33"))]


def test_a_patient_who_is_discharged_is_left_alone() -> None:
    gone = command(at(2, "22:03"), "discharge-patient", patient_id=PATIENT)
    assert lived(*KEPT[:3], gone).alerts.all == []
