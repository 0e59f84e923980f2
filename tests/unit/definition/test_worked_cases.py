"""The published definition and its worked cases: each clause is shown, and the recount finds every number."""

import ast
import json
import subprocess
import sys
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from definition.recount import recount
from domain.decider import clock_shift
from tests.support.worked_cases import DEFINITION, Case, cases, clauses, differences

CASES = cases()


def test_every_clause_is_shown_by_a_case_and_no_case_names_a_clause_that_is_not_there() -> None:
    assert {clause for case in CASES for clause in case.shows} == set(clauses())


def test_clauses_are_numbered_in_order_without_a_gap() -> None:
    numbers = [tuple(map(int, clause.split("."))) for clause in clauses()]
    following = [
        (before, after)
        for before, after in pairwise(numbers)
        if after not in ((before[0], before[1] + 1), (before[0] + 1, 1))
    ]
    assert (numbers[0], following) == ((1, 1), [])


def test_there_are_cases_in_the_order_of_their_numbers() -> None:
    assert len(CASES) >= 40
    assert [int(case.name[:2]) for case in CASES] == list(range(1, len(CASES) + 1))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_whole(case: Case) -> None:
    assert set(case.content) - {"expected", "wishes"} == {"title", "shows", "because", "at", "events"}
    assert case.expected or case.wishes
    lines_of = Counter(line["event_id"] for line in {json.dumps(line): line for line in case.events}.values())
    assert set(lines_of.values()) == {1}  # the same id is the same event


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_shift_of_a_clock_follows_from_when_the_sender_says_it_sent(case: Case) -> None:
    """Clause 8.7, of which the events hold only the outcome."""
    for line in case.events:
        if "sent_at" in line:
            arrived, sent = (datetime.fromisoformat(line[name]) for name in ("recorded_at", "sent_at"))
            assert line["data"].get("_clock_shift", 0) == clock_shift(arrived, sent)


@pytest.mark.parametrize("case", [case for case in CASES if case.expected], ids=lambda case: case.name)
def test_the_recount_finds_what_was_worked_out_by_hand(case: Case) -> None:
    assert list(differences(case.expected, recount(case.known(), case.at))) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_recount_does_not_mind_the_order_of_reports_nor_repeats(case: Case) -> None:
    known = case.known()
    reports = [line for line in known if not line["type"].startswith(("patient.", "program."))]
    decisions = [line for line in known if line["type"].startswith(("patient.", "program."))]
    assert recount([*reports[::-1], *decisions, *decisions, *reports], case.at) == recount(known, case.at)


def test_a_difference_is_found() -> None:
    """What compares the cases can fail."""
    answer = {"ranges": [{"range_days": 7, "done": "1"}, {"range_days": 28, "done": "2"}], "weeks": [{"done": "1"}]}
    assert list(differences({"ranges": [{"range_days": 28, "done": "2"}]}, answer)) == []
    assert list(differences({"ranges": [{"range_days": 28, "done": "3"}]}, answer)) == [
        ".ranges[0].done is '2', not '3'"
    ]
    assert list(differences({"ranges": [{"range_days": 90}]}, answer)) == [".ranges has 0 of 1: []"]
    assert list(differences({"weeks": []}, answer)) == [".weeks has 1 of 0: [{'done': '1'}]"]
    assert list(differences({"weeks": [{"done": "1"}], "run": None}, answer)) == [".run is missing"]


def test_the_recount_prints_what_it_finds_in_an_export(tmp_path: Path) -> None:
    case = CASES[0]
    export = tmp_path / "export.json"
    export.write_text(json.dumps({"patient_id": "…", "events": case.events}))
    printed = subprocess.run(
        [sys.executable, "-m", "definition.recount", export, "--at", case.content["at"]],
        cwd=DEFINITION.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(printed.stdout) == recount(case.events, case.at)


def test_an_export_in_which_nobody_is_enrolled_is_refused() -> None:
    case = CASES[0]
    with pytest.raises(ValueError, match="no patient is enrolled"):
        recount(case.events[1:], case.at)


def test_the_recount_needs_nothing_but_the_standard_library() -> None:
    """So that it shares no code with what it recounts, and a partner can run it as it is."""
    imported = {
        name.partition(".")[0]
        for path in DEFINITION.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - sys.stdlib_module_names == {"definition"}
