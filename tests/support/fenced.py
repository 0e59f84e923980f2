"""The commands of an operator's document: its fenced blocks, each with where it stands and what it needs to be run."""

import re
from pathlib import Path
from textwrap import dedent

from msgspec import Struct

HOUSE = Path(__file__).resolve().parents[2]
NEEDS = ("platform", "compose", "server", "cluster")
"""A checkout beside `make up`; a container engine; a server or a cluster of one's own, which no test has."""

DOCUMENTS = (*sorted((HOUSE / "docs" / "operating").glob("*.md")), *sorted((HOUSE / "docs" / "runbooks").glob("*.md")))

FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"sh run=([a-z]+)")


class Fence(Struct, frozen=True):
    """A fenced block of any kind; `line` is that of its first line of text, counted from 1."""

    info: str
    line: int
    text: str


class Block(Struct, frozen=True):
    needs: str  # one of NEEDS
    text: str
    line: int


def fences_in(text: str) -> list[Fence]:
    """All of them, without the indent of a list that they stand in."""
    return [
        Fence(found["info"], text.count("\n", 0, found.start("text")) + 1, dedent(found["text"]))
        for found in FENCE.finditer(text)
    ]


def blocks_in(document: Path) -> list[Block]:
    """Those for a shell that say what they need, in order."""
    fences = fences_in(document.read_text(encoding="utf-8"))
    return [Block(found[1], fence.text, fence.line) for fence in fences if (found := RUN.fullmatch(fence.info))]


def without_fences(text: str) -> str:
    return FENCE.sub("", text)
