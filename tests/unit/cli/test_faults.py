"""What goes wrong outside is told in a sentence; what is our own fault keeps its traceback."""

import asyncpg
import pytest

from services.cli.faults import OneSentence, in_plain_words


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (ConnectionResetError("reset"), "broken off: reset"),
        (asyncpg.AdminShutdownError("terminating"), "broken off: terminating"),
        (
            asyncpg.InterfaceError("connection is closed"),
            "broken off: a connection to Postgres was lost",
        ),
        (asyncpg.InternalClientError("cannot switch to state 15"), "broken off: a connection to Postgres was lost"),
    ],
)
def test_a_server_that_goes_away_is_told_in_a_sentence(fault: Exception, sentence: str) -> None:
    with pytest.raises(OneSentence) as told, in_plain_words():
        raise fault
    assert told.value.message == sentence


@pytest.mark.parametrize("fault", [asyncpg.DataError("invalid input for query argument $1"), KeyError("name")])
def test_a_fault_of_our_own_keeps_its_traceback(fault: Exception) -> None:
    with pytest.raises(type(fault)) as told, in_plain_words():
        raise fault
    assert told.value is fault
