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


@pytest.mark.parametrize(("package", "extra"), [("aiosmtpd.smtp", "embedded"), ("dateutil.rrule", "bench")])
def test_a_package_that_this_installation_goes_without_is_told_with_the_way_to_it(package: str, extra: str) -> None:
    with pytest.raises(OneSentence) as told, in_plain_words():
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    assert told.value.message == (
        f"this needs {package.partition('.')[0]}, which is not installed here: the image for servers goes without it. "
        f"In a checkout, `make up` installs it; elsewhere, carryover[{extra}] does."
    )


def test_a_package_that_every_installation_has_keeps_its_traceback() -> None:
    with pytest.raises(ModuleNotFoundError), in_plain_words():
        raise ModuleNotFoundError("No module named 'msgspec'", name="msgspec")
