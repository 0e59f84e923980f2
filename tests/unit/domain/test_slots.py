"""What a plan expects, dose by dose: on which dates, between which instants, and when to remind of each."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.slots import Slot, expand, slots_of
from domain.values import AsNeeded, Cue, CueKind, Fixed, Interval, Schedule, Weekly
from domain.zones import FIRST_INSTANT, with_change
from tests.unit.domain.adherence.stories import (
    BERLIN,
    BRIDGES,
    FRIDAY,
    LONG_AGO,
    MONDAY,
    ON_ONE_LEG,
    OTHER_PROGRAM,
    SQUATS,
    STAIRS,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    completed,
    enrolled,
    moved,
    paused,
    plan_of,
    prescribed,
    rest,
    revised,
)

ID = UUID(int=7)
DAY = timedelta(days=1)
IN_BERLIN = with_change((), FIRST_INSTANT, BERLIN)
WEEK = [MONDAY + n * DAY for n in range(7)]
SPRING, AUTUMN = date(2024, 3, 31), date(2024, 10, 27)  # the nights in Berlin


def on(day: date, *instants: datetime | None) -> list[Slot]:
    """The slots of a date in Berlin with these instants."""
    starts, ends = at(day, 0), at(day + DAY, 0)
    return [Slot(ID, day, number, starts, ends, instant) for number, instant in enumerate(instants, 1)]


def test_fixed_work_comes_at_the_usual_times_of_each_date() -> None:
    twice = Fixed(times_a_day=2)
    assert expand(ID, twice, [MONDAY, TUESDAY], IN_BERLIN, ("07:30", "19:00")) == [
        *on(MONDAY, at(MONDAY, 7, 30), at(MONDAY, 19)),
        *on(TUESDAY, at(TUESDAY, 7, 30), at(TUESDAY, 19)),
    ]


def test_doses_beyond_the_usual_times_have_no_time() -> None:
    thrice = Fixed(times_a_day=3)
    assert expand(ID, thrice, [MONDAY], IN_BERLIN, ("07:30",)) == on(MONDAY, at(MONDAY, 7, 30), None, None)


def test_of_more_usual_times_than_doses_the_first_are_taken_and_put_in_the_order_of_the_day() -> None:
    twice = Fixed(times_a_day=2)
    assert expand(ID, twice, [MONDAY], IN_BERLIN, ("19:00", "07:30", "12:00")) == on(
        MONDAY, at(MONDAY, 7, 30), at(MONDAY, 19)
    )


def test_only_the_listed_weekdays_have_slots() -> None:
    slots = expand(ID, Fixed(weekdays=(1, 3, 5)), WEEK, IN_BERLIN, ("08:00",))
    assert [slot.day for slot in slots] == [MONDAY, WEDNESDAY, FRIDAY]


def test_work_tied_to_a_cue_has_slots_without_a_time() -> None:
    teeth = Cue(cue=CueKind.BRUSHING_TEETH, times_a_day=2)
    assert expand(ID, teeth, [MONDAY], IN_BERLIN, ("07:30",)) == on(MONDAY, None, None)


def test_work_at_intervals_comes_after_each_of_them() -> None:
    desk = Interval(every_minutes=90, start="09:00", end="13:45")
    assert expand(ID, desk, [MONDAY], IN_BERLIN) == on(MONDAY, at(MONDAY, 10, 30), at(MONDAY, 12), at(MONDAY, 13, 30))


def test_work_at_intervals_ends_with_its_cap() -> None:
    desk = Interval(every_minutes=60, start="09:00", end="17:00", most_a_day=2)
    assert expand(ID, desk, [MONDAY], IN_BERLIN) == on(MONDAY, at(MONDAY, 10), at(MONDAY, 11))


@pytest.mark.parametrize("schedule", [Weekly(times_a_week=3), AsNeeded()])
def test_what_no_date_expects_has_no_slots(schedule: Schedule) -> None:
    assert expand(ID, schedule, WEEK, IN_BERLIN, ("07:30",)) == []


def test_in_the_night_in_spring_what_is_left_out_comes_after_the_gap_and_all_doses_stay() -> None:
    at_night = Interval(every_minutes=30, start="01:00", end="03:30")
    gap_ends = datetime(2024, 3, 31, 1, tzinfo=UTC)
    before = gap_ends - timedelta(minutes=30)
    assert expand(ID, at_night, [SPRING], IN_BERLIN) == on(
        SPRING, before, gap_ends, gap_ends, gap_ends, at(SPRING, 3, 30)
    )


def test_in_the_night_in_autumn_the_hour_that_is_shown_twice_has_its_slots_once() -> None:
    at_night = Interval(every_minutes=60, start="01:00", end="04:00")
    instants = [datetime(2024, 10, 27, hour, tzinfo=UTC) for hour in (0, 2, 3)]
    assert expand(ID, at_night, [AUTUMN], IN_BERLIN) == on(AUTUMN, *instants)


def test_a_date_that_is_skipped_has_no_slots() -> None:
    in_apia = with_change((), FIRST_INSTANT, "Pacific/Apia")
    days = [date(2011, 12, 29) + n * DAY for n in range(3)]
    assert [(slot.day, slot.number) for slot in expand(ID, Fixed(times_a_day=2), days, in_apia)] == [
        (date(2011, 12, 29), 1),
        (date(2011, 12, 29), 2),
        (date(2011, 12, 31), 1),
        (date(2011, 12, 31), 2),
    ]


def test_a_plan_has_the_slots_of_each_date_in_the_order_of_its_programs_and_prescriptions() -> None:
    plan = plan_of(assigned(STAIRS, BRIDGES, ON_ONE_LEG), assigned(SQUATS, program=OTHER_PROGRAM))
    slots = slots_of(plan, [MONDAY, TUESDAY], ("08:00",))
    assert [(slot.prescription_id, slot.number, slot.at) for slot in slots if slot.day == TUESDAY] == [
        (BRIDGES.prescription_id, 1, at(TUESDAY, 8)),
        (BRIDGES.prescription_id, 2, None),
        (ON_ONE_LEG.prescription_id, 1, None),
        (ON_ONE_LEG.prescription_id, 2, None),
        (SQUATS.prescription_id, 1, at(TUESDAY, 8)),
    ]
    assert slots == [*slots_of(plan, [MONDAY], ("08:00",)), *slots_of(plan, [TUESDAY], ("08:00",))]


def test_each_date_has_the_slots_of_the_version_in_force() -> None:
    more = prescribed(1, Fixed(times_a_day=2))
    plan = plan_of(assigned(SQUATS, effective=TUESDAY), revised(2, more, effective=THURSDAY), completed(FRIDAY))
    assert [(slot.day, slot.number) for slot in slots_of(plan, WEEK)] == [
        (TUESDAY, 1),
        (WEDNESDAY, 1),
        (THURSDAY, 1),
        (THURSDAY, 2),
        (FRIDAY, 1),
        (FRIDAY, 2),
    ]


def test_pauses_and_rests_have_no_slots() -> None:
    plan = plan_of(assigned(SQUATS, ON_ONE_LEG), paused(TUESDAY, WEDNESDAY), rest(THURSDAY, SUNDAY, ON_ONE_LEG))
    assert [(slot.day, slot.prescription_id) for slot in slots_of(plan, WEEK)] == [
        (MONDAY, SQUATS.prescription_id),
        (MONDAY, ON_ONE_LEG.prescription_id),
        (MONDAY, ON_ONE_LEG.prescription_id),
        (THURSDAY, SQUATS.prescription_id),
        (FRIDAY, SQUATS.prescription_id),
        (FRIDAY + DAY, SQUATS.prescription_id),
        (SUNDAY, SQUATS.prescription_id),
    ]


def test_a_journey_moves_the_slots_of_its_dates_with_the_clocks_of_the_patient() -> None:
    landing = at(WEDNESDAY, 9)  # 17:00 in Tokyo
    plan = plan_of(assigned(prescribed(1, Fixed(times_a_day=2))), moved("Asia/Tokyo", landing))
    in_tokyo = at(WEDNESDAY + DAY, 0, zone="Asia/Tokyo")
    assert slots_of(plan, [WEDNESDAY], ("10:00", "19:00")) == [
        Slot(SQUATS.prescription_id, WEDNESDAY, 1, at(WEDNESDAY, 0), in_tokyo, landing),
        Slot(SQUATS.prescription_id, WEDNESDAY, 2, at(WEDNESDAY, 0), in_tokyo, at(WEDNESDAY, 19, zone="Asia/Tokyo")),
    ]


def test_a_date_lived_twice_has_each_slot_once_and_one_that_is_short_all_of_them() -> None:
    there = moved("Pacific/Honolulu", datetime(2026, 6, 10, 11, tzinfo=UTC))  # the 10th at 01:00, for the second time
    back = moved("Pacific/Auckland", datetime(2026, 6, 20, 9, tzinfo=UTC))  # the 20th at 21:00, from the 19th at 23:00
    plan = plan_of(enrolled("Pacific/Auckland"), assigned(BRIDGES), there, back)
    days = [date(2026, 6, 10), date(2026, 6, 11), date(2026, 6, 19), date(2026, 6, 20), date(2026, 6, 21)]
    told = [(slot.day.day, slot.at) for slot in slots_of(plan, days, ("07:00", "22:00")) if slot.at]
    assert [(day, instant.strftime("%d %H:%M")) for day, instant in told] == [
        (10, "09 19:00"),  # in Auckland
        (10, "10 10:00"),
        (11, "11 17:00"),  # in Honolulu
        (11, "12 08:00"),
        (19, "19 17:00"),
        (19, "20 08:00"),
        (20, "20 09:00"),  # on landing
        (20, "20 10:00"),
        (21, "20 19:00"),  # in Auckland
        (21, "21 10:00"),
    ]


def test_before_it_begins_a_plan_has_no_slots() -> None:
    assert slots_of(plan_of(assigned(SQUATS)), [LONG_AGO - DAY]) == []
