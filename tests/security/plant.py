"""`make planted`: do the security tests find what they are for? Each is run on a copy of the code with a fault in it.

A fault is a file of `planted/`: which fault (`what`), the `file` it is made in, the text that `was` there once and what
it `becomes`, and the `tests`, by pytest's names, each of which must then fail. Exit code 0 when every fault was found.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

HOUSE = Path(__file__).parents[2]
FOLDER = HOUSE / "tests" / "security" / "planted"
SECONDS_AT_MOST = 900.0  # for one run of the tests named
PASSED, FAILED = 0, 1  # exit codes of pytest; any other says that the tests did not come to run


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """One fault to plant."""

    what: str  # one sentence
    file: str  # from the root of the tree
    was: str
    becomes: str
    tests: tuple[str, ...]


class Outcome(NamedTuple):
    """What became of one fault. `lacking` says in words why it counts as not found; empty where it was."""

    name: str
    lacking: str
    seconds: float


class NotPlantable(Exception):
    """The text that a fault replaces does not stand exactly once in its file."""


def faults(folder: Path = FOLDER) -> dict[str, Fault]:
    """All that are written, by their names: S01 and so on."""
    found = sorted(folder.glob("s*.toml"))
    return {path.stem.upper(): msgspec.toml.decode(path.read_bytes(), type=Fault) for path in found}


def text_with(fault: Fault, tree: Path) -> str:
    """The file with the fault in it. Raises NotPlantable."""
    path = tree / fault.file
    text = path.read_text("utf-8") if path.is_file() else ""
    times = text.count(fault.was)
    if times != 1:
        raise NotPlantable(f"{fault.file}: the text to be replaced stands there {times} times")
    return text.replace(fault.was, fault.becomes)


def copy_tree(house: Path, into: Path) -> None:
    """What git has or would take, as it is now."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=house,
        capture_output=True,
        check=True,
    )
    for name in told.stdout.decode().split("\0"):
        if name and (house / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(house / name, into / name)


def run_tests(tree: Path, tests: Iterable[str]) -> tuple[int, str]:
    """pytest's exit code and words. The copy comes first for child processes too, whatever is installed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rf", "--tb=no", "-p", "no:cacheprovider", *tests],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS_AT_MOST,
    )
    return done.returncode, done.stdout.decode(errors="replace")


def silent(tests: Iterable[str], told: str) -> list[str]:
    """The tests named of which none failed."""
    failed = re.findall(r"^FAILED (.*)$", told, re.MULTILINE)
    return [test for test in tests if not any(re.match(re.escape(test) + r"($|[\[: ])", line) for line in failed)]


def try_fault(tree: Path, fault: Fault) -> str:
    """Why it was not found; empty where it was. The copy is whole again afterwards."""
    try:
        with _planted(tree, fault):
            code, told = run_tests(tree, fault.tests)
    except NotPlantable as error:
        return str(error)
    except subprocess.TimeoutExpired:
        return "the tests came to no end"
    if code not in (PASSED, FAILED):
        return f"the tests did not run: {_last(told)}"
    passed = silent(fault.tests, told)
    return f"passed all the same: {', '.join(passed)}" if passed else ""


@contextmanager
def _planted(tree: Path, fault: Fault) -> Iterator[None]:
    path, text = tree / fault.file, text_with(fault, tree)
    was = path.read_bytes()
    path.write_text(text, "utf-8")
    try:
        yield
    finally:
        path.write_bytes(was)


def plant(house: Path, chosen: dict[str, Fault], say: Callable[[str], None] = print) -> bool:
    """Try them all, and say what became of each. Whether every one was found, by tests that pass without it."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy_tree(house, tree)
        code, told = run_tests(tree, sorted({test for fault in chosen.values() for test in fault.tests}))
        if code != PASSED:
            say(f"Without any fault the tests do not pass:\n{told}")
            return False
        outcomes = []
        for name, fault in chosen.items():
            begun = time.monotonic()
            lacking = try_fault(tree, fault)
            outcomes.append(Outcome(name, lacking, time.monotonic() - begun))
            say(line(outcomes[-1], fault))
    missed = [outcome.name for outcome in outcomes if outcome.lacking]
    found = f"{len(outcomes) - len(missed)} of {len(outcomes)} faults were found"
    say(f"{found}; not {', '.join(missed)}" if missed else found)
    return not missed


def line(outcome: Outcome, fault: Fault) -> str:
    said = f"NOT FOUND ({outcome.lacking})" if outcome.lacking else "found"
    return f"{outcome.name}  {outcome.seconds:5.1f} s  {said}: {fault.what}"


def _last(told: str) -> str:
    return next((line for line in reversed(told.splitlines()) if line.strip()), "nothing was said")


def main(words: Sequence[str]) -> int:
    """`S1 S04 …`, or all."""
    known = faults()
    names = [f"S{word[1:].zfill(2)}" for word in words] or list(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no such fault: {', '.join(unknown)}")
        return 2
    return 0 if plant(HOUSE, {name: known[name] for name in names}) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
