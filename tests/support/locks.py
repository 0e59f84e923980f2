"""Reading a lock: which version of each package, and by which hashes it is known."""

import re
from pathlib import Path

ENTRY = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^ \\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def pinned(lock: Path) -> dict[str, str]:
    """The version of each package, by the name that the index has."""
    return {name.replace(".", "-"): version for name, version in ENTRY.findall(lock.read_text())}


def hashes(lock: Path) -> dict[str, frozenset[str]]:
    """The hashes of each package's files."""
    text = lock.read_text()
    starts = [*ENTRY.finditer(text)]
    ends = [*(each.start() for each in starts[1:]), len(text)]
    return {
        found[1].replace(".", "-"): frozenset(HASH.findall(text[found.start() : end]))
        for found, end in zip(starts, ends, strict=True)
    }
