"""The code as it was one commit ago, to try whether the two get along; where there is no such commit, why not."""

import io
import subprocess
import tarfile
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PREVIOUS = "HEAD^"


class NoPrevious(Exception):
    """There is no earlier commit to be had here: a copy without its history, or with its newest commit alone."""


def export_previous(folder: Path, house: Path = HOUSE) -> None:
    """Writes the tree of the commit before this one into a folder. Raises NoPrevious."""
    if Path(_git(house, "rev-parse", "--show-toplevel").decode().strip()) != house.resolve():
        raise NoPrevious("this copy of the code has no history of its own")
    with tarfile.open(fileobj=io.BytesIO(_git(house, "archive", PREVIOUS))) as tree:
        tree.extractall(folder, filter="data")


def _git(house: Path, *words: str) -> bytes:
    try:
        told = subprocess.run(["git", *words], cwd=house, capture_output=True)
    except FileNotFoundError:
        raise NoPrevious("there is no git here") from None
    if told.returncode:
        raise NoPrevious(f"git {words[0]}: {told.stderr.decode().strip()}")
    return told.stdout
