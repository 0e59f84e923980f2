"""Every error has one answer: the code, the place, and nothing of our insides."""

from uuid import UUID

import asyncpg
import msgspec
import pytest
from litestar.exceptions import MethodNotAllowedException, NotFoundException

from domain.decider import Rejected
from domain.rejections import REJECTIONS
from eventstore.cursor import CursorRefused
from eventstore.store import StoreBusy
from services.http.codes import MEANINGS
from services.http.problems import Problem, body_of, problem_of

REQUEST = UUID("00000000-0000-4000-8000-000000000001")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Problem("too_large"), 413, "too_large"),
        (Rejected("already_resolved", "It is."), 422, "already_resolved"),
        (Rejected("unknown_patient", "None."), 404, "unknown_patient"),
        (RecursionError(), 400, "too_deep"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), 400, "malformed_json"),
        (msgspec.DecodeError("JSON is malformed"), 400, "malformed_json"),
        (msgspec.ValidationError("Expected `int` - at `$.a`"), 400, "invalid"),
        (asyncpg.CharacterNotInRepertoireError("invalid byte sequence"), 400, "invalid"),
        (asyncpg.NumericValueOutOfRangeError("out of range"), 400, "invalid"),
        (CursorRefused("cursor_from_lost_log"), 410, "cursor_from_lost_log"),
        (StoreBusy("full"), 503, "busy"),
        (asyncpg.InvalidCatalogNameError("a restored one is about to take its name"), 503, "busy"),
        (NotFoundException(), 404, "not_found"),
        (MethodNotAllowedException(), 405, "method_not_allowed"),
        (asyncpg.UniqueViolationError("duplicate key"), 500, "internal"),
        (KeyError("secret"), 500, "internal"),
    ],
)
def test_an_error_becomes_its_problem(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.code) == (status, code)


@pytest.mark.parametrize("error", [StoreBusy("full"), asyncpg.InvalidCatalogNameError("renamed")])
def test_whoever_is_turned_away_for_now_is_told_when_to_come_back(error: Exception) -> None:
    assert problem_of(error).headers == {"retry-after": "1"}


def test_nothing_of_an_unforeseen_error_is_told() -> None:
    body = msgspec.json.decode(body_of(problem_of(ValueError("password=hunter2")), REQUEST))
    assert body == {
        "type": "/problems/internal",
        "title": MEANINGS["internal"].title,
        "status": 500,
        "code": "internal",
        "instance": f"urn:uuid:{REQUEST}",
    }


def test_what_the_database_says_about_a_value_is_not_told() -> None:
    assert "hunter2" not in body_of(problem_of(asyncpg.DataError("hunter2")), REQUEST).decode()


def test_a_detail_that_repeats_a_long_text_is_cut() -> None:
    assert len(Problem("invalid", "x" * 10_000).detail) == 500


def test_every_refusal_of_the_domain_has_a_meaning() -> None:
    assert REJECTIONS.keys() <= MEANINGS.keys()
    assert {MEANINGS[code].status for code in REJECTIONS} == {404, 422}
