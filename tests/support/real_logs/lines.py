"""Reading a diary's table line by line, so that each line of the file is a heading, is used, or is reported."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MOST_LINES = 20
"""A quoted cell may span this many lines of the file; a quote open for longer was never meant to be one."""


class Unusable(Exception):
    """A line that cannot become an event, with the reason in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Reported(NamedTuple):
    """What could not be used: `lines` lines of the file from `number` (from 1) on, and why."""

    file: str
    number: int
    lines: int
    reason: str
    text: str


class LeftOut(NamedTuple):
    """A cell of a used line that said nothing usable; the line was sent without it."""

    file: str
    number: int
    column: str
    value: str


class Line(NamedTuple):
    """One record of a table; `cells` by heading, without the spaces around them, "" where the line is short.

    A line with a fault is never used, but blanks on the lines below may mean what it says.
    """

    file: str
    number: int
    lines: int
    text: str
    cells: Mapping[str, str]
    beyond: str = ""  # what stands right of the last heading: somebody's remark
    fault: str | None = None


def report(line: Line, reason: str) -> Reported:
    return Reported(line.file, line.number, line.lines, reason, line.text)


class Table(NamedTuple):
    """A whole file: `length` lines of it, `headings` of them above the first record."""

    length: int
    headings: int
    records: Sequence[Line]


class _Row(NamedTuple):
    number: int
    lines: int
    text: str
    cells: Sequence[str]
    fault: str | None = None


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """The table in a file whose heading, within the first two records, has all of `columns`.

    Letters that are not UTF-8 become U+FFFD, so that only their line suffers. Without such a heading every line is
    reported.
    """
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    physical = [line.removesuffix("\r") for line in text.split("\n")]
    if physical and physical[-1] == "":
        physical.pop()
    rows = list(_rows(physical))
    place = next((index for index, row in enumerate(rows[:2]) if set(columns) <= set(_clean(row.cells))), None)
    if place is None:
        fault = "the file has no heading that is known"
        return Table(len(physical), 0, [Line(path.name, r.number, r.lines, r.text, {}, fault=fault) for r in rows])
    heading = _clean(rows[place].cells)
    above = sum(row.lines for row in rows[: place + 1])
    return Table(len(physical), above, [_record(path.name, row, heading) for row in rows[place + 1 :]])


def _record(file: str, row: _Row, heading: Sequence[str]) -> Line:
    cells = _clean(row.cells)
    beyond = " ".join(cell for cell in cells[len(heading) :] if cell)
    fault = row.fault
    if fault is None and not any(cells):
        fault = "the line is empty"
    if fault is None and cells[: len(heading)] == list(heading)[: len(cells)]:
        fault, cells = "the heading once more", []
    padded = [*cells, *[""] * (len(heading) - len(cells))]
    return Line(
        file, row.number, row.lines, row.text, dict(zip(heading, padded, strict=False)), beyond=beyond, fault=fault
    )


def _clean(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _rows(physical: Sequence[str]) -> Iterator[_Row]:
    at = 0
    while at < len(physical):
        row = _row(physical, at)
        yield row
        at += row.lines


def _row(physical: Sequence[str], at: int) -> _Row:
    try:
        return _read(physical, at)
    except csv.Error as fault:
        return _Row(at + 1, 1, physical[at], (), f"the line is no CSV: {fault}")


def _read(physical: Sequence[str], at: int) -> _Row:
    line = physical[at]
    if line.count('"') % 2 == 0:
        return _Row(at + 1, 1, line, _parsed([line]))
    for count in range(2, min(MOST_LINES, len(physical) - at) + 1):
        joined = "\n".join(physical[at : at + count])
        if joined.count('"') % 2 == 0:
            rows = list(csv.reader(joined.splitlines(keepends=True)))
            if len(rows) == 1:
                return _Row(at + 1, count, joined, rows[0])
            break
    try:
        return _Row(at + 1, 1, line, next(csv.reader([line], strict=True)))
    except csv.Error:
        return _Row(at + 1, 1, line, _parsed([line]), "a quote is never closed")


def _parsed(lines: Sequence[str]) -> Sequence[str]:
    """The cells; a quote that is never closed ends with the line."""
    return next(csv.reader(lines), [])
