"""A page is made of answers of the API: of a read model it knows the form of what is answered, and no question."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from msgspec import Struct

HOUSE = Path(__file__).parents[2]


def taken_from_read_models() -> Iterator[tuple[Path, str, str]]:
    for path in sorted((HOUSE / "services" / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, each.name, "") for each in node.names if each.name.startswith("projections"))
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("projections"):
                yield from ((path, node.module or "", each.name) for each in node.names)


def is_form(module: str, name: str) -> bool:
    found = getattr(import_module(module), name, None)
    return isinstance(found, type) and issubclass(found, Struct)


def test_pages_take_only_forms_of_answers_from_read_models() -> None:
    taken = list(taken_from_read_models())
    assert taken
    assert [(str(path), module, name) for path, module, name in taken if not is_form(module, name)] == []
