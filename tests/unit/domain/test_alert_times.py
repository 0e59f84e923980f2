"""How long alerts waited: the median and what nine of ten did not exceed, on the wall and in opening time."""

from datetime import timedelta
from fractions import Fraction

from domain.alert.times import Spread, Times, Waited, spread_of, times_of
from domain.clinic.hours import Opening, OpeningHours
from tests.support.examples import NOON

HOUR = timedelta(hours=1)
TUESDAYS = OpeningHours(weekly=(Opening(weekday=2, opens="12:00", closes="14:00"),))
NOBODY = Spread(0, None, None)


def test_of_nothing_there_is_no_median() -> None:
    assert times_of([], None, "UTC") == Times(0, NOBODY, NOBODY, NOBODY, NOBODY)


def test_what_still_waits_is_counted_as_raised_alone() -> None:
    assert times_of([Waited(NOON, None, None)], None, "UTC") == Times(1, NOBODY, NOBODY, NOBODY, NOBODY)


def test_the_clinics_closed_hours_do_not_count_as_opening_time() -> None:
    """Noon in Berlin on a Tuesday: two hours later the clinic closes for a week."""
    found = times_of([Waited(NOON, NOON + HOUR, NOON + 5 * HOUR)], TUESDAYS, "Europe/Berlin")
    assert found == Times(
        1,
        Spread(1, Fraction(60), 60),
        Spread(1, Fraction(60), 60),
        Spread(1, Fraction(300), 300),
        Spread(1, Fraction(120), 120),
    )


def test_the_median_of_an_even_number_lies_half_way_and_nine_of_ten_took_no_longer() -> None:
    minutes = [timedelta(minutes=minute, seconds=59) for minute in range(1, 11)]
    assert spread_of(reversed(minutes)) == Spread(10, Fraction(11, 2), 9)
