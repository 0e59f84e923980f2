"""Which language a red flag is answered in where nobody is known, and in which bodies one may be."""

import pytest

from services.http.command_forms import STAFF_COMMANDS, kebab
from services.http.problems import Problem
from services.http.red_flags import COMMAND, COMMAND_PATHS, TYPE, language_asked, may_hold_one, with_general_text
from services.http.translate import TYPES


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("fr-CA", "fr"),
        ("DE-AT, en", "de"),
        ("en;q=0.5, es;q=0.9", "es"),
        ("nl, *;q=0.1", "en"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("de;q=much, es", "es"),
        ("es;q=nan", "en"),
        (b"\xff, fr", "fr"),
    ],
)
def test_of_the_languages_asked_for_the_first_that_there_is(asked: str | bytes | None, language: str) -> None:
    assert language_asked(asked) == language


def test_a_body_that_names_the_type_may_hold_one_and_no_other() -> None:
    assert may_hold_one(b'[{"type": "org.carryover.redflag.reported", broken')
    assert not may_hold_one(b'{"type": "org.carryover.session.logged"}')


def test_the_names_are_those_of_the_doors() -> None:
    assert TYPE in TYPES
    assert COMMAND in STAFF_COMMANDS
    assert {f"/v1/commands/{name}" for name in (COMMAND, kebab(COMMAND))} == COMMAND_PATHS


def test_a_text_that_is_there_stays() -> None:
    problem = with_general_text(Problem("busy"), "de")
    text = problem.emergency
    assert text is not None
    assert (text.country, text.language) == (None, "de")
    assert with_general_text(problem, "fr").emergency is text
