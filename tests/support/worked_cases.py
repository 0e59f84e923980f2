"""The worked cases of the published definition, its numbered clauses, and how an answer is compared with a case."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

DEFINITION = Path(__file__).parents[2] / "definition"

Line = Mapping[str, Any]
"""An event as the export has it."""

FOUND_BY = {"ranges": ("range_days",), "days": ("day",), "slots": ("program_id", "prescription_id")}
"""Lists of which a case may name only some items, and by what they are found. All other lists are whole."""

_CLAUSE = re.compile(r"^- \*\*(\d+\.\d+)\*\*", re.MULTILINE)


class Case:
    """A file of `definition/cases`."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.content: Mapping[str, Any] = json.loads(path.read_text())
        self.shows: Sequence[str] = self.content["shows"]
        self.at = datetime.fromisoformat(self.content["at"])
        self.events: Sequence[Line] = self.content["events"]
        self.expected: Mapping[str, Any] = self.content.get("expected", {})
        self.wishes: Sequence[Mapping[str, Any]] = self.content.get("wishes", ())

    def known(self) -> list[Line]:
        """What was recorded by the instant for which the case asks."""
        return [
            line
            for line in self.events
            if datetime.fromisoformat(line.get("recorded_at", self.content["at"])) <= self.at
        ]


def cases() -> list[Case]:
    return [Case(path) for path in sorted((DEFINITION / "cases").glob("*.json"))]


def clauses() -> list[str]:
    """The numbers of the page's clauses, in order."""
    return _CLAUSE.findall((DEFINITION / "adherence.md").read_text())


def differences(expected: Any, answer: Any, place: str = "") -> Iterator[str]:
    """Where an answer is not what a case expects: of objects, the members that the case names."""
    name = place.rpartition(".")[2].partition("[")[0]
    if isinstance(expected, dict) and isinstance(answer, dict):
        for key, value in expected.items():
            if key in answer:
                yield from differences(value, answer[key], f"{place}.{key}")
            else:
                yield f"{place}.{key} is missing"
    elif isinstance(expected, list) and isinstance(answer, list):
        found = _found(expected, answer, FOUND_BY[name]) if expected and name in FOUND_BY else answer
        if len(found) != len(expected):
            yield f"{place} has {len(found)} of {len(expected)}: {found}"
        for index, (one, other) in enumerate(zip(expected, found, strict=False)):
            yield from differences(one, other, f"{place}[{index}]")
    elif expected != answer:
        yield f"{place} is {answer!r}, not {expected!r}"


def _found(expected: Sequence[Any], answer: Sequence[Any], keys: Sequence[str]) -> list[Any]:
    """The items of an answer that the case names, in the answer's own order."""
    wanted = [{key: item[key] for key in keys if key in item} for item in expected]
    return [item for item in answer if any(want.items() <= item.items() for want in wanted)]
