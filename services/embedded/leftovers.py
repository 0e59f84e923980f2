"""What a crash left running in the data folder: found by what it is and where it works, ended before a new start."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from services.embedded.errors import EmbeddedError


def survivors(program: str, folder: Path) -> list[int]:
    """The ids of processes of `program` (such as `postgres`) that work in `folder`.

    A pid file alone is not believed: after a restart of the machine its number may be anybody's.
    """
    if sys.platform == "linux":
        return sorted(int(entry.name) for entry in Path("/proc").iterdir() if _works_in(entry, program, folder))
    told = subprocess.run(["/bin/ps", "-axo", "pid=,command="], capture_output=True, check=True, text=True).stdout
    lines = (line.strip().partition(" ") for line in told.splitlines())
    return sorted(int(pid) for pid, _, command in lines if program in command and str(folder) in command)


async def end_survivors(program: str, folder: Path, leader: int | None, how: signal.Signals, patience: float) -> None:
    """Ask the leader to stop, wait up to `patience` seconds until nobody works in `folder`, then kill who still does.

    Raises EmbeddedError if one outlives even that.
    """
    left = survivors(program, folder)
    if leader in left:
        # Only the leader: the same signal means something else to the processes Postgres started.
        with suppress(ProcessLookupError):
            os.kill(leader, how)
    if await _all_gone(program, folder, patience):
        return
    for pid in survivors(program, folder):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if not await _all_gone(program, folder, 5.0):
        still = ", ".join(map(str, survivors(program, folder)))
        raise EmbeddedError(f"A {program} of an earlier run still works in {folder} and cannot be ended: {still}.")


def first_number(pid_file: Path) -> int | None:
    """The process id a pid file begins with, or None."""
    try:
        return int(pid_file.read_text().split(maxsplit=1)[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _works_in(process: Path, program: str, folder: Path) -> bool:
    try:
        return (
            process.name.isdigit()
            and (process / "comm").read_text().strip() == program
            and (process / "cwd").samefile(folder)
        )
    except OSError:
        # It ended while we looked, or it is not ours to look at.
        return False


async def _all_gone(program: str, folder: Path, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while survivors(program, folder):
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.05)
    return True
