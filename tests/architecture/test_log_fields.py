"""What our lines in the log are made of: fields that redaction knows, and no text of an exception but as an error."""

import ast
from collections.abc import Iterator
from pathlib import Path

from services.cli.redaction import FIELDS, OURS

ROOT = Path(__file__).parents[2]
LOGGERS = {"log", "logger", "say", "about", "bound"}
WAYS = {"debug", "info", "warning", "error", "exception", "critical", "bind"}
NO_FIELDS = {"exc_info", "stack_info"}


def fields_logged() -> Iterator[tuple[str, str]]:
    """File and field of each call of a logger."""
    for path in sorted(file for package in OURS for file in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            by_name = isinstance(called, ast.Name) and called.id == "say"
            by_way = (
                isinstance(called, ast.Attribute)
                and called.attr in WAYS
                and isinstance(called.value, ast.Name)
                and called.value.id in LOGGERS
            )
            if by_name or by_way:
                yield from ((str(path.relative_to(ROOT)), each.arg) for each in node.keywords if each.arg)


def test_every_field_of_ours_is_one_that_redaction_knows() -> None:
    logged = [(file, field) for file, field in fields_logged() if field not in NO_FIELDS]
    assert len(logged) > 80
    assert [(file, field) for file, field in logged if field not in FIELDS] == []
