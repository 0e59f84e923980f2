"""Every code the domain refuses with is in the list, every code of the list is used, and each is shown by a test."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import domain
from domain.organisation.events import OrganisationRegistered
from domain.rejections import REJECTIONS, only_once, refused
from tests.support.examples import ORGANISATION_ID

HOUSE = Path(domain.__file__).parent
HERE = Path(__file__).parent


def said_in(source: str, function: str, place: int) -> Iterator[str]:
    """The words that calls of `function` give as the argument at `place`. Anything but plain words is a ValueError."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == function:
            yield str(ast.literal_eval(node.args[place]))


def codes_of(files: list[Path], function: str, place: int) -> set[str]:
    return {code for file in files for code in said_in(file.read_text(), function, place)}


def test_every_code_is_listed_and_every_listed_code_is_used() -> None:
    files = [file for file in HOUSE.rglob("*.py") if file.name != "rejections.py"]
    assert codes_of(files, "refused", 0) | codes_of(files, "only_once", 2) == REJECTIONS.keys()


def test_nothing_is_refused_past_the_list() -> None:
    files = [file for file in HOUSE.rglob("*.py") if file.name not in ("rejections.py", "decider.py")]
    assert codes_of([*files, *HOUSE.glob("*/decider.py")], "Rejected", 0) == set()


def test_every_code_is_shown_by_a_test() -> None:
    assert codes_of(list(HERE.glob("test_*.py")), "then_rejected", 0) == REJECTIONS.keys()


def test_a_code_hidden_in_a_variable_would_be_found() -> None:
    with pytest.raises(ValueError, match="malformed"):
        list(said_in("raise refused(code)", "refused", 0))


def test_a_refusal_has_the_sentence_of_its_code_and_what_is_particular() -> None:
    assert refused("not_open").detail == "The alert is not open."
    assert refused("already_added", "It is in the library.").detail == (
        "Another exercise has this id. It is in the library."
    )
    with pytest.raises(KeyError):
        refused("no_such_code")


@pytest.mark.parametrize("sentence", REJECTIONS.values())
def test_a_sentence_is_a_sentence(sentence: str) -> None:
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def test_what_begins_a_stream_happens_once() -> None:
    one = OrganisationRegistered(organisation_id=ORGANISATION_ID, name="Hill Physio")
    assert only_once(None, one, "already_registered") == [one]
    assert only_once(one, one, "already_registered") == []
