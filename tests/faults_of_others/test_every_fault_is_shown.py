"""The page of others' faults is true: each is shown by tests that exist, or says what has to be built first."""

import ast
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
TESTS = HERE.parent
NODE = re.compile(r"`([\w/]+\.py)::(\w+)`")


class Fault(NamedTuple):
    """A row of the page."""

    name: str
    shown_by: Sequence[tuple[Path, str]]  # file and test
    comes_with: str


def table() -> list[Fault]:
    rows = [line.strip("| ").split(" | ") for line in (HERE / "README.md").read_text().splitlines() if line[:1] == "|"]
    faults = [row for row in rows if row[0] != "fault" and not row[0].startswith("---")]
    return [Fault(name, [_found(*node) for node in NODE.findall(tests)], issue) for name, tests, issue in faults]


def _found(path: str, test: str) -> tuple[Path, str]:
    return (TESTS if "/" in path else HERE) / path, test


@cache
def written_in(path: Path) -> frozenset[str]:
    """The names of the tests of a file."""
    nodes = ast.walk(ast.parse(path.read_text()))
    functions = (node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(name for name in functions if name.startswith("test_"))


@pytest.mark.parametrize("fault", table(), ids=lambda fault: fault.name)
def test_a_fault_is_shown_by_tests_that_exist_or_names_the_issue_that_brings_it(fault: Fault) -> None:
    assert [test for path, test in fault.shown_by if test not in written_in(path)] == []
    assert fault.shown_by or fault.comes_with.startswith("issue ")


def test_every_test_that_stands_here_is_in_the_table() -> None:
    named = {test for fault in table() for path, test in fault.shown_by if path.parent == HERE}
    files = [path for path in HERE.glob("test_*.py") if path != Path(__file__)]
    assert {test for path in files for test in written_in(path)} == named
