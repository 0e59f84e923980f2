"""The count of a simulation says of each slot what the product says: worked out by hand for small scripts."""

from datetime import timedelta

from simulation.reading import Line
from tests.support.small_script import (
    FIRST_DAY,
    PATIENT,
    PROGRAM,
    at,
    command,
    done,
    event,
    felt,
    ledger,
    lived,
    prescription,
)

TWICE = [prescription(kind="fixed", times_a_day=2)]


def test_a_dose_is_reminded_of_at_six_in_the_evening_unless_it_is_done() -> None:
    life = lived(done(1, "17:43"), done(2, "18:23"), days=3)
    assert ledger(life) == [(0, 1, "sent"), (1, 1, "done"), (2, 1, "sent")]
    assert life.ledger.sent == [at(0, "18:00"), at(2, "18:00")]


def test_the_usual_time_is_learned_from_three_dates_of_the_same_kind() -> None:
    diary = [done(day, clock) for day, clock in ((0, "19:03"), (1, "19:13"), (2, "19:23"))]
    assert lived(*diary, days=4).ledger.sent[-1] == at(3, "19:10")


def test_what_would_fall_into_the_quiet_hours_comes_half_an_hour_before_them() -> None:
    diary = [done(day, "21:43") for day in range(3)]
    assert lived(*diary, days=4).ledger.sent[-1] == at(3, "19:30")


def test_at_most_two_a_day_those_with_the_most_doses() -> None:
    prescribed = [prescription("a", kind="fixed", times_a_day=3), prescription("b", kind="cue", cue="meal")]
    life = lived(prescribed=prescribed, days=1)
    assert ledger(life) == [(0, 1, "sent"), (0, 1, "sent"), (0, 2, "sent"), (0, 3, "most_a_day")]
    assert life.ledger.sent == [at(0, "09:00"), at(0, "12:30")]


def test_interval_work_is_reminded_of_when_an_interval_has_passed() -> None:
    every = prescription(kind="interval", every_minutes=180, start="09:00", end="17:00")
    assert lived(prescribed=[every], days=1).ledger.sent == [at(0, "12:00"), at(0, "15:00")]


def test_after_six_that_nothing_followed_there_is_one_a_day() -> None:
    ignored = [what for _, _, what in ledger(lived(prescribed=TWICE, days=5))]
    assert ignored == ["sent"] * 6 + ["sent", "ignored"] * 2


def test_a_session_within_four_hours_begins_the_count_anew() -> None:
    life = lived(done(2, "21:03"), prescribed=TWICE, days=5)
    assert [what for _, _, what in ledger(life)] == ["sent"] * 10


def test_consent_that_is_withdrawn_at_noon_leaves_out_the_evening() -> None:
    life = lived(command(at(1, "12:03"), "withdraw-consent", patient_id=PATIENT), prescribed=TWICE, days=2)
    assert ledger(life) == [(0, 1, "sent"), (0, 2, "sent"), (1, 1, "sent"), (1, 2, "no_consent")]


def test_a_red_flag_holds_the_rest_of_the_day_and_all_that_follow_until_the_day_after_it_is_cleared() -> None:
    life = lived(
        event(at(0, "12:03"), "redflag.reported", "flag", signs=["chest_pain"]),
        command(at(1, "12:03"), "clear-red-flag", patient_id=PATIENT),
        prescribed=TWICE,
        days=3,
    )
    assert ledger(life) == [
        *((0, 1, "sent"), (0, 2, "on_hold")),
        *((1, 1, "on_hold"), (1, 2, "on_hold")),
        *((2, 1, "sent"), (2, 2, "sent")),
    ]


def test_a_pause_that_begins_today_leaves_out_the_evening() -> None:
    day = FIRST_DAY.isoformat()
    pause = {"patient_id": PATIENT, "program_id": PROGRAM, "first_day": day, "last_day": day}
    life = lived(command(at(0, "12:03"), "pause-program", **pause), prescribed=TWICE, days=2)
    assert ledger(life) == [(0, 1, "sent"), (0, 2, "paused"), (1, 1, "sent"), (1, 2, "sent")]


def test_what_a_pause_of_today_leaves_out_counts_for_nothing_though_it_is_done() -> None:
    day = FIRST_DAY.isoformat()
    pause = {"patient_id": PATIENT, "program_id": PROGRAM, "first_day": day, "last_day": day}
    life = lived(done(0, "08:13"), command(at(0, "12:03"), "pause-program", **pause), days=1)
    assert ledger(life) == [(0, 1, "paused")]


def test_who_gave_no_channel_is_not_reminded() -> None:
    assert ledger(lived(days=1, channel="")) == [(0, 1, "no_channel")]


def test_who_wants_none_is_not_reminded() -> None:
    policy = command(at(-1, "13:03"), "set-patient-policy", patient_id=PATIENT, policy={"most_reminders_a_day": 0})
    assert ledger(lived(policy, days=1)) == [(0, 1, "switched_off")]


def test_a_journey_moves_the_evening() -> None:
    away = command(at(0, "08:03"), "set-patient-zone", patient_id=PATIENT, zone="America/Toronto")
    assert lived(away, days=1).ledger.sent == [at(0, "18:00", "America/Toronto")]


def test_the_fourth_date_begins_with_a_nudge_where_three_were_silent() -> None:
    life = lived(days=5)
    assert [(letter.about, letter.at) for letter in life.letters] == [
        ("reminder", at(0, "18:00")),
        ("reminder", at(1, "18:00")),
        ("reminder", at(2, "18:00")),
        ("nudge", at(3, "18:00")),
        ("reminder", at(4, "18:00")),
    ]


def test_a_nudge_on_a_date_without_work_goes_out_by_itself_at_ten() -> None:
    workdays = [prescription(kind="fixed", times_a_day=1, weekdays=[1, 2, 3])]
    life = lived(prescribed=workdays, days=4)
    assert [(letter.about, letter.at) for letter in life.letters][-1] == ("nudge", at(3, "10:00"))


def test_nobody_is_nudged_in_a_pause_nor_once_the_pause_has_begun_that_morning() -> None:
    def pause(first_day: int) -> Line:
        day = (FIRST_DAY + timedelta(days=3)).isoformat()
        about = {"patient_id": PATIENT, "program_id": PROGRAM, "first_day": day, "last_day": day}
        return command(at(first_day, "08:03"), "pause-program", **about)

    workdays = [prescription(kind="fixed", times_a_day=1, weekdays=[1, 2, 3])]
    for told in (2, 3):
        assert [letter.about for letter in lived(pause(told), prescribed=workdays, days=4).letters] == ["reminder"] * 3


def test_nobody_is_nudged_after_a_discharge() -> None:
    left = command(at(2, "20:03"), "discharge-patient", patient_id=PATIENT)
    assert [letter.about for letter in lived(left, days=4).letters] == ["reminder"] * 3


def test_the_morning_after_a_session_that_hurt_asks_once() -> None:
    life = lived(done(0, "17:03", pain=4), done(1, "17:03"), days=3)
    assert [(letter.about, letter.at) for letter in life.letters] == [
        ("next_morning", at(1, "09:00")),
        ("reminder", at(2, "18:00")),
    ]
    assert life.ledger.unanswered == {FIRST_DAY + timedelta(days=1)}


def test_pain_told_after_a_session_asks_too_and_pain_of_no_session_does_not() -> None:
    life = lived(done(0, "17:03"), felt(0, "17:33", 4, timing="after"), felt(1, "17:33", 4, timing="during"), days=3)
    assert [letter.at for letter in life.letters if letter.about == "next_morning"] == [at(1, "09:00")]
