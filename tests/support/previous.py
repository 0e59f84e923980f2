"""The code as it was one commit ago, to try whether the two get along; where there is no such commit, why not."""

import asyncio
import io
import os
import subprocess
import sys
import tarfile
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import msgspec

from services.settings import Settings, environment_of

HOUSE = Path(__file__).parents[2]
PREVIOUS = "HEAD^"
MIGRATIONS = ("*/migrations/*.sql", "*/keys_migrations/*.sql")


class NoPrevious(Exception):
    """The earlier commit cannot be had here or cannot be asked; says why."""


def export_previous(folder: Path, house: Path = HOUSE, commit: str = PREVIOUS) -> None:
    """Writes the tree of the commit before this one, or of another, into a folder. Raises NoPrevious."""
    if Path(_git(house, "rev-parse", "--show-toplevel").decode().strip()) != house.resolve():
        raise NoPrevious("this copy of the code has no history of its own")
    with tarfile.open(fileobj=io.BytesIO(_git(house, "archive", commit))) as tree:
        tree.extractall(folder, filter="data")


def before_last_migration(house: Path = HOUSE) -> str:
    """The last commit that has fewer migrations than this one: the one an upgrade begins from. Raises NoPrevious."""
    found = _git(house, "log", "--first-parent", "-m", "--diff-filter=A", "-1", "--format=%H", "--", *MIGRATIONS)
    if not found.strip():
        raise NoPrevious("no commit of this history added a migration")
    return f"{found.decode().split()[0]}^"


def edited_since(tree: Path, house: Path = HOUSE) -> list[str]:
    """The migrations of that tree that are not the same any more. After a release there are none."""
    before = {file.relative_to(tree) for file in tree.glob("*/*migrations/*.sql")}
    return sorted(
        file.name
        for file in before
        if not (house / file).exists() or (house / file).read_bytes() != (tree / file).read_bytes()
    )


def _git(house: Path, *words: str) -> bytes:
    try:
        told = subprocess.run(["git", *words], cwd=house, capture_output=True)
    except FileNotFoundError:
        raise NoPrevious("there is no git here") from None
    if told.returncode:
        raise NoPrevious(f"git {words[0]}: {told.stderr.decode().strip()}")
    return told.stdout


class PreviousFailed(Exception):
    """The earlier commit's code ended in an error; says all that it wrote there."""


async def run_previous(tree: Path, settings: Settings, *words: str) -> Any:
    """What `tests.support.every_event` does for these words in the tree of that commit, and what it tells.

    Raises NoPrevious where that commit does not have it, and PreviousFailed.
    """
    if not (tree / "tests" / "support" / "every_event.py").exists():
        raise NoPrevious("the previous commit does not know how to write a log for this test")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.every_event", *words),
        cwd=tree,
        env={"PATH": os.environ.get("PATH", ""), **environment_of(settings)},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        told, failed = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise PreviousFailed(failed.decode())
    return msgspec.json.decode(told) if told else None
