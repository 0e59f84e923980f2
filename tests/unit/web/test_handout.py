"""The boxes of the program on paper: as many as there are doses on a day, and no fewer where there is no room."""

from datetime import date
from uuid import UUID

from domain.values import AsNeeded, Deficit, Dose, Fixed, Interval, Prescription, Schedule
from services.web.program.handout import Boxes, boxes_by_day
from services.web.words import words_in

MONDAY = date(2026, 6, 1)


def boxes(schedule: Schedule, language: str = "en") -> tuple[Boxes, ...]:
    prescription = Prescription(
        prescription_id=UUID(int=1),
        exercise_id=UUID(int=2),
        deficit=Deficit.STRENGTH,
        dose=Dose(sets=1, reps=10),
        schedule=schedule,
    )
    return boxes_by_day(words_in(language), prescription, MONDAY)


def test_each_dose_of_a_day_has_a_box_and_other_days_have_none() -> None:
    assert boxes(Fixed(times_a_day=2, weekdays=(1, 3))) == tuple(Boxes(n) for n in (2, 0, 2, 0, 0, 0, 0))


def test_more_doses_than_there_is_room_for_have_one_box_that_says_of_how_many() -> None:
    often = Interval(every_minutes=60, start="06:00", end="22:00", weekdays=(7,))
    assert boxes(often, "de") == (*[Boxes(0)] * 6, Boxes(1, f"von {often.times_a_day}"))


def test_where_the_patient_chooses_the_day_no_day_has_a_box() -> None:
    assert boxes(AsNeeded()) == ()
