"""Lists as CSV (RFC 4180), harmless in a spreadsheet: no cell of it is ever taken for a formula.

A text that begins like a formula gets an apostrophe in front, which spreadsheets show as text. Numbers are numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
CSV: Final = "text/csv"
JSON: Final = "application/json"

FORMULA: Final = "=+-@\t\r\n\uff1d\uff0b\uff0d\ufe63\u2212\uff20"
"""What a text must not begin with: spreadsheets take it for a formula, some of them the full-width signs too."""

UNSEEN: Final = " \u00a0\u00ad\u061c\u180e\u3000\ufeff" + "".join(
    map(chr, [*range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070)])
)
"""Blanks, joiners and marks of direction: what may stand in front of such a sign without being seen."""

QUOTED: Final = ",;\"'\t\r\n"

Value = str | int | float | bool | None


def cell(value: Value) -> str:
    """One cell. A text is quoted where it has to be, with its quotes doubled."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
    text = f"'{value}" if value.lstrip(UNSEEN).startswith(tuple(FORMULA)) else value
    if text != text.strip() or any(sign in text for sign in QUOTED):
        return '"' + text.replace('"', '""') + '"'
    return text


def table(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A header and a line for each row, each ended by CR LF."""
    lines = [",".join(map(cell, columns)), *(",".join(map(cell, row)) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines).encode()


def columns_of(kind: Any, name: str = "") -> Iterator[str]:
    """The columns of a type, with what stands in it after a dot: always the same, whatever there is to tell."""
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    inner = [each for each in kinds if each is not type(None)]
    if len(inner) != 1 or not (isinstance(inner[0], type) and issubclass(inner[0], Struct)):
        yield name
        return
    hints = get_type_hints(inner[0])
    for field in msgspec.structs.fields(inner[0]):
        yield from columns_of(hints[field.name], f"{name}.{field.encode_name}" if name else field.encode_name)


def row_of(item: Mapping[str, Any], columns: Sequence[str]) -> list[Value]:
    """One thing of a list, as decoded from JSON, in these columns; a list within it is one cell of JSON."""
    return [_at(item, column.split(".")) for column in columns]


def _at(item: Any, path: Sequence[str]) -> Value:
    for step in path:
        item = item.get(step) if isinstance(item, dict) else None
    return msgspec.json.encode(item).decode() if isinstance(item, dict | list) else item


def wants_csv(accept: str | None) -> bool:
    """Whether an Accept header would rather have CSV than JSON; it has to name it."""
    weights = {CSV: 0.0, JSON: 0.0}
    for part in (accept or "").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name in weights:
            weights[name] = max(weights[name], _weight(parameters))
    return weights[CSV] > weights[JSON] or (weights[CSV] == weights[JSON] > 0 and accept is not None and _first(accept))


def _weight(parameters: Iterable[str]) -> float:
    given = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0


def _first(accept: str) -> bool:
    lower = accept.lower()
    return lower.index(CSV) < lower.index(JSON)
