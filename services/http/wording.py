"""What would be right, told where something is wrong: the decoder's words completed for a partner's programmer."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from msgspec import inspect

from services.http.problems import Problem

RIGHT: Mapping[str, str] = MappingProxyType(
    {
        "Expected `datetime` with a timezone component": "An instant needs its offset: 2026-03-04T11:00:00+01:00.",
        "Invalid RFC3339 encoded datetime": "An instant is written as in RFC 3339: 2026-03-04T11:00:00+01:00.",
        "Invalid RFC3339 encoded date": "A date is written as in RFC 3339: 2026-03-04.",
        "Invalid UUID": "An id is a UUID: 32 hexadecimal digits in groups of 8-4-4-4-12.",
        "Invalid enum value": "Taken are: {taken}.",
        "Invalid value": "Taken are: {taken}.",
        "^(ext:": "A subject is our id of the patient, or `ext:` and your own.",
        r"[^\\x00-\\x1f\\x7f]": "A text of one line, without control characters.",
        r"^[A-Za-z0-9_+\\-/]+$": "A time zone by its IANA name: Europe/Berlin.",
        "^[A-Z]{2}$": "A country by its two capital letters (ISO 3166): DE.",
        "^(en|de|es|fr)$": "Taken are: en, de, es, fr.",
        r"^\\d{1,2}-": "A tempo in seconds, down-hold-up: 2-0-2.",
        r"^application/json": "Data is application/json.",
        "multiple of 5": "A manual grade goes from 0 to 5 in half steps.",
    }
)
"""By a part of what the decoder says. The first that fits is told behind it."""

FEW = 30  # as many values are told


def with_what_is_right(problem: Problem, kind: Any, at: str) -> Problem:
    """The problem of reading a form, its sentence completed; `at` is the pointer to the form in the body."""
    found = next((sentence for part, sentence in RIGHT.items() if part in problem.detail), None)
    if problem.code != "invalid" or found is None or problem.at is None:
        return problem
    taken = ", ".join(_taken(kind, problem.at.removeprefix(at))[:FEW])
    if "{taken}" in found and not taken:
        return problem
    wrong = re.sub(r" matching regex .*", "", problem.detail, flags=re.DOTALL)
    return Problem(problem.code, f"{wrong}. {found.format(taken=taken)}", at=problem.at)


@lru_cache(maxsize=1024)
def _taken(kind: Any, place: str) -> list[str]:
    """The values that a form takes at a place; none where anything may stand."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:]]
    return list(dict.fromkeys(map(str, _values(inspect.type_info(kind), steps))))


def _values(info: inspect.Type, steps: list[str]) -> Iterable[Any]:
    match info:
        case inspect.Metadata(type=inner):
            yield from _values(inner, steps)
        case inspect.UnionType(types=types):
            for each in types:
                yield from _values(each, steps)
        case inspect.StructType(tag_field=str() as name, tag=tag) if steps == [name]:
            yield tag
        case inspect.StructType(fields=fields) if steps:
            for field in fields:
                if field.encode_name == steps[0]:
                    yield from _values(field.type, steps[1:])
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item) if steps:
            yield from _values(item, steps[1:])
        case inspect.EnumType(cls=cls) if not steps:
            yield from (member.value for member in cls)
        case inspect.LiteralType(values=values) if not steps:
            yield from values
        case _:
            return
