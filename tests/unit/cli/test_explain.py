"""`carryover explain` on saved files: it says what it counts, where the service says otherwise, and what it lacks."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from definition.recount import recount
from services.cli.explain import explain
from tests.support.worked_cases import cases

CASE = next(case for case in cases() if case.name.startswith("01-"))
AT = CASE.at.isoformat()


def export() -> dict[str, Any]:
    return {"as_of": {"position": "0" * 32, "at": AT}, "events": list(CASE.events)}


def answer() -> dict[str, Any]:
    return {**recount(CASE.events, datetime.fromisoformat(AT)), "incomplete_from": None}


Explained = Callable[..., Result]


@pytest.fixture
def explained(tmp_path: Path) -> Explained:
    """The command, given an export and an answer as files."""

    def run(exported: object, answered: object | None = None, *more: str) -> Result:
        (tmp_path / "export.json").write_text(exported if isinstance(exported, str) else json.dumps(exported))
        words = ["--export", str(tmp_path / "export.json"), *more]
        if answered is not None:
            (tmp_path / "answer.json").write_text(json.dumps(answered))
            words += ["--answer", str(tmp_path / "answer.json")]
        return CliRunner().invoke(explain, words)

    return run


def test_an_answer_that_is_right_is_agreed_with_slot_by_slot(explained: Explained) -> None:
    found = explained(export(), answer())
    assert (found.exit_code, found.output.splitlines()[-1]) == (
        0,
        "The service says the same, number by number and slot by slot.",
    )
    last_day = answer()["explained"]["days"][-1]
    assert f"{last_day['day']}  {last_day['zone']}, from {last_day['starts']} until {last_day['ends']}" in found.output


def test_an_answer_that_is_wrong_is_told_place_by_place(explained: Explained) -> None:
    wrong = answer()
    wrong["adherence"]["ranges"][0]["doses"]["done"] = "99"
    wrong["explained"]["days"][0]["slots"][0]["done"] = "99"
    found = explained(export(), wrong, "--json")
    told = json.loads(found.output)
    assert (found.exit_code, told["compared"]) == (1, True)
    day = wrong["explained"]["days"][0]
    assert {place["at"]: place["answered"] for place in told["differences"]} == {
        "/adherence/ranges/7/doses/done": "99",
        f"/explained/days/{day['day']}/slots/{day['slots'][0]['prescription_id']}/done": "99",
    }
    assert "otherwise at" in explained(export(), wrong).output


def test_an_export_alone_is_counted_at_its_moment(explained: Explained) -> None:
    found = explained(export(), None, "--json")
    told = json.loads(found.output)
    assert (found.exit_code, told["compared"], told["differences"]) == (0, False, [])
    assert {key: told[key] for key in ("adherence", "explained")} == recount(CASE.events, CASE.at)


@pytest.mark.parametrize(
    ("exported", "answered", "told"),
    [
        ("{", None, "this is no JSON"),
        ({"events": []}, None, "This is no export"),
        ({"as_of": {"at": AT}, "events": []}, None, "The export cannot be counted"),
        (export(), {"adherence": None, "explained": None, "incomplete_from": None}, "The answer has no numbers"),
        (export(), answer() | {"incomplete_from": "0" * 32}, "The service lacks events"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    explained: Explained, exported: object, answered: object | None, told: str
) -> None:
    found = explained(exported, answered)
    assert (found.exit_code, told in found.output, found.exception.__class__) == (2, True, SystemExit)


def test_somebody_has_to_be_named() -> None:
    found = CliRunner().invoke(explain, [])
    assert (found.exit_code, "Name a PATIENT" in found.output) == (2, True)
