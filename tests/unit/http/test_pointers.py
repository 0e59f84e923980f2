"""The decoder's words become a JSON pointer to the fault."""

import pytest

from services.http.pointers import fault_place


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Expected `int` >= 0 - at `$.entries[0].reps`", ("Expected `int` >= 0", "/entries/0/reps")),
        ("Expected `object`, got `array`", ("Expected `object`, got `array`", "")),
        ("Invalid UUID - at `$[3]`", ("Invalid UUID", "/3")),
        ("Object missing required field `data`", ("Object missing required field `data`", "/data")),
        ("Object contains unknown field `a/b~c` - at `$.x`", ("Object contains unknown field `a/b~c`", "/x/a~1b~0c")),
        ("Expected `str`, got `int` - at `$.policy[...].x`", ("Expected `str`, got `int`", "/policy")),
        ("Expected `str` - at `key in $.policy`", ("Expected `str`", "/policy")),
    ],
)
def test_a_fault_is_pointed_at(message: str, expected: tuple[str, str]) -> None:
    assert fault_place(message) == expected
