"""A roster as CSV (RFC 4180, UTF-8): the columns it may have, and its rows with the lines on which they begin."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from services.imports.lines import LINES_AT_ONCE, Handful

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "record_number": "The patient's number in your records. It makes the patient one: the same row is done once.",
        "clinic": "Its name or our id. May be left out where the organisation has one clinic.",
        "name": "As the patient is called.",
        "email": "Where to write to.",
        "phone": "Where to call.",
        "therapist": "E-mail address or our id of who treats the patient.",
        "language": "en, de, es or fr; English where it is left out.",
        "zone": "IANA name, such as Europe/Berlin; the clinic's where it is left out.",
    }
)
"""In any order, by these names. Only the record number is needed."""

MARK = b"\xef\xbb\xbf"  # some spreadsheets write it in front of UTF-8


class BadRoster(Exception):
    """What cannot be read as a roster at all: a sentence with the line, counted from 1 within the part."""


class Row(Struct, frozen=True):
    """One patient as written down: what is not empty, by column. `fault` where the row does not fit the header."""

    cells: Mapping[str, str]
    fault: str | None = None


def read_header(plain: bytes) -> tuple[str, ...]:
    """The columns of a roster, from its first row. Raises BadRoster."""
    for _, _, cells in records(plain):
        header = tuple(cell.strip().lower() for cell in cells)
        known = f"Known columns: {', '.join(COLUMNS)}."
        unknown = [name for name in header if name not in COLUMNS]
        if unknown:
            raise BadRoster(f"Line 1: {unknown[0][:40]!r} is no column. {known}")
        if len(set(header)) < len(header):
            raise BadRoster(f"Line 1: a column stands there twice. {known}")
        if "record_number" not in header:
            raise BadRoster(f"Line 1: the column record_number is missing. {known}")
        return header
    raise BadRoster("A roster begins with the names of its columns.")


def check_roster(plain: bytes) -> None:
    """Raises BadRoster unless every row of the part can be read."""
    for _ in records(plain):
        pass


def row_handfuls(plain: bytes, header: Sequence[str], behind: int, *, headed: bool) -> Iterator[Handful[Row]]:
    """The rows of a part behind so many of its lines. `headed`: its first row is the header. Raises BadRoster."""
    first = behind
    items: list[tuple[int, Row]] = []
    behind_all = 0
    for number, (begins, ends, cells) in enumerate(records(plain)):
        behind_all = ends
        if begins < behind:
            continue
        if len(items) >= LINES_AT_ONCE:
            yield Handful(first, begins - first, items)
            first, items = begins, []
        if cells and not (headed and number == 0):
            items.append((begins - first, _row(header, cells)))
    if behind_all > first:
        yield Handful(first, behind_all - first, items)


def records(plain: bytes) -> Iterator[tuple[int, int, list[str]]]:
    """Each record with the lines it begins on and ends before, counted from 0. Raises BadRoster."""
    try:
        text = plain.removeprefix(MARK).decode()
    except UnicodeDecodeError as error:
        raise BadRoster(f"Line {plain.count(10, 0, error.start) + 1}: the text is not UTF-8.") from error
    if "\0" in text:
        raise BadRoster(f"Line {text.count(chr(10), 0, text.index(chr(0))) + 1}: there is U+0000 in it.")
    reader = csv.reader(_lines(text), strict=True)
    begins = 0
    try:
        for cells in reader:
            yield begins, reader.line_num, cells
            begins = reader.line_num
    except csv.Error as error:
        raise BadRoster(f"Line {reader.line_num}: {error}.") from error


def _lines(text: str) -> Iterator[str]:
    """With their ends, which are line feeds alone: a line of the file is a line of the error report."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _row(header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        return Row({}, f"There are {len(cells)} cells, and {len(header)} columns.")
    return Row({name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()})
