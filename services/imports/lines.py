"""Cutting a part of a file into its lines, a handful at a time, without ever holding them all apart."""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

LINES_AT_ONCE = 400
"""What a kill costs at the most is looking at these again."""

BYTES_AT_ONCE = 1 << 20

Item = TypeVar("Item")


class Handful(Struct, Generic[Item], frozen=True):
    """Some lines of a part that are taken together: `size` of them from the one numbered `first` on, from 0.

    `items`: what is in them, each with the place of its line among these. Other lines hold nothing.
    """

    first: int
    size: int
    items: Sequence[tuple[int, Item]]


def count_lines(plain: bytes) -> int:
    """The last one counts also without an end."""
    return plain.count(b"\n") + (1 if plain and not plain.endswith(b"\n") else 0)


def handfuls(plain: bytes, behind: int) -> Iterator[Handful[bytes]]:
    """The lines of a part behind so many of them, without their ends."""
    start = 0
    for _ in range(behind):
        end = plain.find(b"\n", start)
        if end < 0:
            return
        start = end + 1
    first, held = behind, 0
    lines: list[bytes] = []
    while start < len(plain):
        end = plain.find(b"\n", start)
        line = plain[start : len(plain) if end < 0 else end]
        if lines and (len(lines) >= LINES_AT_ONCE or held + len(line) > BYTES_AT_ONCE):
            yield _handful(first, lines)
            first, held, lines = first + len(lines), 0, []
        lines.append(line)
        held += len(line)
        start = len(plain) if end < 0 else end + 1
    if lines:
        yield _handful(first, lines)


def _handful(first: int, lines: Sequence[bytes]) -> Handful[bytes]:
    stripped = ((place, line.strip()) for place, line in enumerate(lines))
    return Handful(first, len(lines), [(place, line) for place, line in stripped if line])
