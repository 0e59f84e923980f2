"""A `carryover up` in a process of its own: what it says line by line, what runs because of it, and how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.support.embedded_run import ME, Person

PATIENCE = 60.0
LOOK_EVERY = 0.02
RUNNING = "Ctrl-C stops everything"


class Up:
    """`lines` is what it has said so far, on both outputs."""

    def __init__(self, process: subprocess.Popen[str], data: Path | None) -> None:
        self.process = process
        self._data = data
        self.lines: list[str] = []
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    def until_it_says(self, words: str) -> None:
        """Fails when it ends without saying them, or has not said them after a minute."""
        until(lambda: words in self.said or not self._listening.is_alive(), f"it did not say {words!r}: {self.said}")
        assert words in self.said, self.said

    def about(self) -> dict[str, Any]:
        """What its run.json says."""
        assert self._data is not None, "nobody said where its data is"
        about: dict[str, Any] = json.loads((self._data / "run.json").read_bytes())
        return about

    def pids(self) -> dict[str, int]:
        found: dict[str, int] = self.about()["pids"]
        return found

    def kill(self, part: str) -> int:
        """SIGKILL for a part of it; its process id."""
        pid = self.pids()[part]
        os.kill(pid, signal.SIGKILL)
        return pid

    def end(self, *how: signal.Signals) -> int:
        """Its exit code after these signals, one right after the other."""
        for number in how:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Its exit code, when all it said has been read."""
        code = self.process.wait(PATIENCE)
        self._listening.join(PATIENCE)
        return code

    def commands(self) -> list[str]:
        """The three commands it prints, as somebody would mark and copy them."""
        _, _, rest = self.said.partition("into another terminal:")
        text, _, _ = rest.partition(RUNNING)
        return [part.strip() for part in re.split(r"^\d\. .*$", text, flags=re.MULTILINE)[1:]]

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))


@contextmanager
def up(data: Path | None, *options: str, person: Person = ME, home: Path | None = None) -> Iterator[Up]:
    """Started on a free port, and stopped at the end of the block if it still runs.

    Without `data` where it thinks best; without `home` the home is the folder above the data.
    """
    where = () if data is None else ("--data", str(data))
    argv = (sys.executable, "-m", "services.cli", "up", *where, "--port", "0", *options)
    started = Up(person.start(*argv, home=home or (data.parent if data else Path("/")), merge=True), data)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.end(signal.SIGINT)
        assert started.process.stdout is not None
        started.process.stdout.close()


def paste(command: str) -> list[Any]:
    """What a command prints when it is pasted into bash: JSON, a value a line."""
    told = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=PATIENCE)
    assert (told.returncode, told.stderr) == (0, "")
    return [json.loads(line) for line in told.stdout.splitlines()]


def at_work_in(folder: Path) -> dict[int, str]:
    """The processes that name this folder in their command, or stand in it: their commands by their ids."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit():
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if command and (str(folder) in command or str(folder) in str((entry / "cwd").readlink())):
                    found[int(entry.name)] = command
    return found


def until_nobody_works_in(folder: Path) -> None:
    until(lambda: not at_work_in(folder), lambda: f"still at work: {at_work_in(folder)}", within=10.0)


def until(found: Callable[[], object], otherwise: str | Callable[[], str], within: float = PATIENCE) -> None:
    """Looks again and again until it is so; AssertionError after `within` seconds."""
    end = time.monotonic() + within
    while not found():
        assert time.monotonic() < end, otherwise if isinstance(otherwise, str) else otherwise()
        threading.Event().wait(LOOK_EVERY)
