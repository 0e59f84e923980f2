"""What goes out on a date and when, and what does not and why."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec.structs import replace

from domain.adherence.plan import Plan
from domain.patient.hold import Hold
from domain.reminder.events import Because, SlotId
from domain.reminder.manners import Manners
from domain.reminder.planning import (
    Circumstances,
    DatePlan,
    Occasion,
    SoFar,
    ignored_running,
    next_text,
    plan_date,
)
from domain.values import Cue, CueKind, Fixed, Interval, Prescription
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    MONDAY,
    PATIENT,
    SQUATS,
    STAIRS,
    TUESDAY,
    assigned,
    at,
    completed,
    discharged,
    paused,
    plan_of,
    prescribed,
)

WELL = Circumstances(consented=True, reachable=True)
BEFORE_DAWN = at(MONDAY, 0)
TEETH = prescribed(4, Cue(cue=CueKind.BRUSHING_TEETH))
BED = prescribed(5, Cue(cue=CueKind.GOING_TO_BED))
MEAL = prescribed(6, Cue(cue=CueKind.MEAL, times_a_day=3))
DESK = prescribed(7, Interval(every_minutes=60, start="09:00", end="12:00"))


def slots(prescription: Prescription, *numbers: int) -> tuple[SlotId, ...]:
    return tuple(SlotId(prescription.prescription_id, number) for number in numbers or (1,))


def planned(*prescriptions: Prescription, about: Circumstances = WELL, day: date = MONDAY) -> DatePlan:
    return plan_date(plan_of(assigned(*prescriptions)), day, at(day, 0), about)


def goes_out(hour: int, minute: int, *of: SlotId, cue: bool = False, nudge: bool = False) -> Occasion:
    when = at(MONDAY, hour, minute)
    return Occasion(when, when + timedelta(hours=2), of, cue, nudge)


def test_fixed_work_is_reminded_of_at_the_usual_times() -> None:
    assert planned(BRIDGES) == DatePlan((goes_out(9, 0, *slots(BRIDGES)), goes_out(18, 0, *slots(BRIDGES, 2))))


def test_cue_work_is_reminded_of_when_its_cue_comes_and_in_words_of_its_own() -> None:
    assert planned(MEAL) == DatePlan((goes_out(12, 30, *slots(MEAL, 1, 2, 3), cue=True),))


def test_interval_work_is_reminded_of_at_the_end_of_each_interval_but_only_twice() -> None:
    assert planned(DESK) == DatePlan(
        (goes_out(10, 0, *slots(DESK, 1)), goes_out(11, 0, *slots(DESK, 2))), {Because.MOST_A_DAY: slots(DESK, 3)}
    )


def test_what_falls_within_half_an_hour_of_the_first_is_one_reminder() -> None:
    kettle, stairs = prescribed(8, Cue(cue=CueKind.KETTLE)), prescribed(9, Cue(cue=CueKind.DESK_BREAK))
    assert planned(kettle, stairs, TEETH) == DatePlan(
        (goes_out(9, 0, *slots(TEETH), cue=True), goes_out(10, 0, *slots(kettle), *slots(stairs), cue=True))
    )


def test_of_more_than_two_occasions_those_with_the_most_doses_are_kept_and_of_equals_the_earlier() -> None:
    assert planned(MEAL, TEETH, BED) == DatePlan(
        (goes_out(9, 0, *slots(TEETH), cue=True), goes_out(12, 30, *slots(MEAL, 1, 2, 3), cue=True)),
        {Because.MOST_A_DAY: slots(BED)},
    )


def test_a_mix_of_cue_work_and_other_work_has_the_plain_words() -> None:
    assert planned(BRIDGES, TEETH).occasions[0] == goes_out(9, 0, *slots(BRIDGES), *slots(TEETH), cue=False)


def test_the_quiet_hours_move_what_is_early_to_their_end_and_what_is_late_to_before_them() -> None:
    late = Circumstances(True, True, Manners(quiet_from=19 * 60, quiet_until=10 * 60))
    assert planned(TEETH, BED, about=late) == DatePlan(
        (goes_out(10, 0, *slots(TEETH), cue=True), goes_out(18, 30, *slots(BED), cue=True))
    )


def test_weekly_work_and_days_off_are_not_reminded_of() -> None:
    assert planned(STAIRS, prescribed(9, Fixed(weekdays=(2,)))) == DatePlan()


def test_nothing_goes_out_without_consent_without_a_channel_and_where_reminders_are_off() -> None:
    def suppressed(about: Circumstances) -> Mapping[Because, tuple[SlotId, ...]]:
        found = planned(SQUATS, about=replace(about, nudge=True))
        assert found.occasions == ()
        return found.suppressed

    off = Manners(most_a_day=0)
    assert suppressed(replace(WELL, consented=False, reachable=False, manners=off)) == {
        Because.NO_CONSENT: slots(SQUATS)
    }
    assert suppressed(replace(WELL, manners=off, reachable=False)) == {Because.SWITCHED_OFF: slots(SQUATS)}
    assert suppressed(replace(WELL, reachable=False, ignored=14)) == {Because.NO_CHANNEL: slots(SQUATS)}


def test_a_red_flag_stops_all_of_it_and_each_dose_says_so() -> None:
    held = replace(plan_of(assigned(BRIDGES)), holds=(Hold(MONDAY),))
    about = replace(WELL, consented=False, nudge=True, hurt=PATIENT)
    assert plan_date(held, MONDAY, BEFORE_DAWN, about) == DatePlan(suppressed={Because.ON_HOLD: slots(BRIDGES, 1, 2)})


def test_whoever_ignores_six_gets_one_a_day_and_after_fourteen_one_on_every_third_date() -> None:
    def on(day: date, ignored: int) -> tuple[int, Mapping[Because, int]]:
        found = planned(MEAL, TEETH, BED, about=replace(WELL, ignored=ignored), day=day)
        return len(found.occasions), {because: len(those) for because, those in found.suppressed.items()}

    third = next(day for n in range(3) if (day := MONDAY + timedelta(n)).toordinal() % 3 == 0)
    assert on(MONDAY, 5) == (2, {Because.MOST_A_DAY: 1})
    assert on(MONDAY, 6) == (1, {Because.IGNORED: 1, Because.MOST_A_DAY: 1})
    assert on(third, 14) == (1, {Because.IGNORED: 1, Because.MOST_A_DAY: 1})
    assert on(third + timedelta(1), 14) == (0, {Because.IGNORED: 4, Because.MOST_A_DAY: 1})


def test_a_reminder_counts_as_ignored_once_four_hours_are_over_without_a_session() -> None:
    sent = [at(MONDAY, 9), at(MONDAY, 18), at(TUESDAY, 9)]
    assert ignored_running(sent, [], at(TUESDAY, 13)) == 3
    assert ignored_running(sent, [], at(TUESDAY, 12)) == 2
    assert ignored_running(sent, [at(MONDAY, 13)], at(TUESDAY, 13)) == 2
    assert ignored_running(sent, [at(MONDAY, 22)], at(TUESDAY, 13)) == 1
    assert ignored_running(sent, [at(TUESDAY, 9, 1)], at(TUESDAY, 10)) == 0


def test_the_nudge_takes_the_place_of_the_first_reminder_or_goes_out_by_itself() -> None:
    nudged = replace(WELL, nudge=True)
    assert planned(BRIDGES, about=nudged).occasions == (
        goes_out(9, 0, *slots(BRIDGES), nudge=True),
        goes_out(18, 0, *slots(BRIDGES, 2)),
    )
    assert planned(STAIRS, about=nudged).occasions == (goes_out(10, 0, nudge=True),)


def test_nobody_is_nudged_after_a_discharge_in_a_pause_or_once_the_work_has_ended() -> None:
    nudged, sunday = replace(WELL, nudge=True), MONDAY - timedelta(1)
    for end in (discharged(sunday), paused(MONDAY), completed(sunday)):
        assert plan_date(plan_of(assigned(BRIDGES), end), MONDAY, BEFORE_DAWN, nudged) == DatePlan()


def test_the_morning_after_pain_is_asked_about_at_nine_also_where_the_two_reminders_are_used_up() -> None:
    hurt = replace(WELL, hurt=PATIENT)
    assert planned(BRIDGES, about=hurt).morning == goes_out(9, 0)
    assert planned(about=replace(hurt, manners=Manners(most_a_day=0))).morning == goes_out(9, 0)
    assert planned(about=replace(hurt, consented=False)).morning is None
    assert planned(about=replace(hurt, reachable=False)).morning is None


def test_a_date_that_is_planned_anew_leaves_what_is_settled_and_counts_what_went_out() -> None:
    plan = plan_of(assigned(BRIDGES, MEAL))
    so_far = SoFar(frozenset(slots(BRIDGES)), reminders=1)
    assert plan_date(plan, MONDAY, at(MONDAY, 11), WELL, so_far) == DatePlan(
        (goes_out(12, 30, *slots(MEAL, 1, 2, 3), cue=True),), {Because.MOST_A_DAY: slots(BRIDGES, 2)}
    )


def test_what_is_late_goes_out_at_once_and_together_and_what_is_two_hours_late_not_at_all() -> None:
    def late(hour: int, minute: int) -> DatePlan:
        return plan_date(plan_of(assigned(MEAL, TEETH, DESK)), MONDAY, at(MONDAY, hour, minute), WELL)

    eleven = at(MONDAY, 11)
    assert late(11, 0) == DatePlan(
        (
            Occasion(eleven, at(MONDAY, 13), slots(DESK, 1, 2), cue=False),
            goes_out(12, 0, *slots(DESK, 3), *slots(MEAL, 1, 2, 3)),
        ),
        {Because.TOO_LATE: slots(TEETH)},
    )
    [last] = late(13, 50).occasions
    assert (last.at, last.until) == (at(MONDAY, 13, 50), at(MONDAY, 14, 30)), (
        "a meal's is of use for two hours after it"
    )


def test_a_date_that_the_clocks_skip_has_nothing() -> None:
    assert plan_date(Plan(), MONDAY, BEFORE_DAWN, WELL) == DatePlan()


def test_the_same_text_never_comes_twice_running() -> None:
    texts = [next_text(last) for last in range(5)]
    assert texts == [1, 2, 3, 4, 1]
