"""How many exercises the library shows next."""

import pytest

from services.web.exercise_library.browse import AT_MOST, AT_ONCE, more


@pytest.mark.parametrize(
    ("shown", "number", "next_time"),
    [
        (AT_ONCE, AT_ONCE, None),
        (AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE),
        (AT_MOST - 1, 1000, AT_MOST),
        (AT_MOST, 1000, None),
    ],
)
def test_there_is_more_as_long_as_a_page_takes_it(shown: int, number: int, next_time: int | None) -> None:
    assert more(shown, number) == next_time
