"""A list that was asked for as CSV: the same answer, in lines; what else it says stands in headers."""

from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import Struct

from services.http.csv import columns_of, row_of, table, wants_csv
from services.http.problems import Problem

FORMAT = "format"
FORMATS = ("json", "csv")

NEXT_CURSOR = "carryover-next-cursor"
AS_OF, LAG_EVENTS, STALE = "carryover-as-of", "carryover-lag-events", "carryover-stale"
"""Headers of a list in CSV: the cursor of the page behind it, and how fresh it is."""


def asks_for_csv(given: Mapping[str, list[str]], accept: str | None) -> bool:
    """By the parameter `format`, else by the Accept header. Raises Problem `invalid_parameter`."""
    wanted = given.get(FORMAT)
    if wanted is None:
        return wants_csv(accept)
    if len(wanted) != 1 or wanted[0] not in FORMATS:
        raise Problem("invalid_parameter", f"`{FORMAT}` is one of {', '.join(FORMATS)}.")
    return wanted[0] == "csv"


def in_lines(answer: type[Struct], rows: str, body: bytes) -> tuple[bytes, dict[str, str]]:
    """The list `rows` of an answer as CSV, with the headers that go with it."""
    found: dict[str, Any] = msgspec.json.decode(body)
    (kind, *_) = get_args(get_type_hints(answer)[rows])
    columns = list(columns_of(kind)) if isinstance(kind, type) and issubclass(kind, Struct) else [rows]
    lines = [row_of(item if isinstance(item, dict) else {rows: item}, columns) for item in found[rows]]
    headers = {"content-disposition": f'attachment; filename="{rows}.csv"'}
    if found.get("next_cursor"):
        headers[NEXT_CURSOR] = found["next_cursor"]
    if as_of := found.get("as_of"):
        headers |= {AS_OF: as_of["position"], LAG_EVENTS: str(as_of["lag_events"])}
        headers[STALE] = "true" if as_of["stale"] else "false"
    return table(columns, lines), headers
