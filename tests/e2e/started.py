"""`carryover up` as somebody would start it: a process of its own on a passing folder, watched from outside."""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from services.embedded.child import Child, Running

T = TypeVar("T")

START_SECONDS = 60.0
STOP_SECONDS = 30.0
RESTART_SECONDS = 30.0
LOOK_EVERY = 0.05


class NotWell(Exception):
    """The platform did not do what it must, in a sentence."""


class Started:
    """A platform that runs. Everything is read anew from the file that it keeps about itself."""

    def __init__(self, folder: Path, up: Running) -> None:
        self.folder = folder
        self.up = up
        self.seen: set[int] = {up.pid}

    def about(self) -> dict[str, Any]:
        """What `run.json` says now."""
        body: dict[str, Any] = json.loads((self.folder / "data" / "run.json").read_bytes())
        self.seen.update(body["pids"].values())
        return body

    @property
    def url(self) -> str:
        return str(self.about()["url"])

    @property
    def mail(self) -> Path:
        return Path(self.about()["mail"])

    @property
    def partner_key(self) -> str:
        return str(self.about()["keys"]["partner"])

    @property
    def staff_key(self) -> str:
        return str(self.about()["keys"]["staff"])

    def id_of(self, what: str) -> UUID:
        """Of the organisation, the clinic or the therapist."""
        return UUID(self.about()[f"{what}_id"])

    @property
    def environment(self) -> Mapping[str, str]:
        """For other commands of the same installation."""
        return {**bare_environment(), **self.about()["environment"]}

    def kill(self, part: str) -> int:
        """SIGKILL for a part of the platform; its process id."""
        pid = int(self.about()["pids"][part])
        os.kill(pid, signal.SIGKILL)
        return pid

    async def restarted(self, part: str, old: int) -> int:
        """The new process id of a part that died. Raises NotWell."""

        async def new() -> int | None:
            pid: int | None = self.about()["pids"].get(part)
            return pid if pid not in (None, old) else None

        return await until(new, RESTART_SECONDS, f"{part} did not start again")

    async def run(self, *command: str, **more: str) -> str:
        """The output of another `carryover` command; `more` joins its environment. Raises NotWell."""
        process = await asyncio.create_subprocess_exec(
            *carryover(*command),
            env={**self.environment, **more},
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        if process.returncode != 0:
            raise NotWell(f"carryover {' '.join(command)} ended with {process.returncode}: {said.decode()[-2000:]}")
        return said.decode()

    def log(self) -> str:
        """The end of what it said, for a report of a failure."""
        said = sorted((self.folder / "data" / "log").glob("*.log")) if self.folder.exists() else []
        ends = [
            f"--- {path.name}\n{path.read_text(errors='replace')[-1500:]}" for path in [self.folder / "up.log", *said]
        ]
        return "\n".join(ends)


async def until(found: Callable[[], Awaitable[T | None]], seconds: float, otherwise: str) -> T:
    """Looks until there is something. Raises NotWell after the seconds."""
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        with suppress(FileNotFoundError, json.JSONDecodeError):
            if (value := await found()) is not None:
                return value
        await asyncio.sleep(LOOK_EVERY)
    raise NotWell(f"{otherwise} within {seconds:g} s")


def carryover(*arguments: str) -> list[str]:
    """The command line, through the interpreter that runs us."""
    return [sys.executable, "-m", "services.cli", *arguments]


def bare_environment() -> dict[str, str]:
    """Ours without any setting of Carryover's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}


def launch() -> Started:
    """Starts `carryover up` with one empty organisation on a new folder; it ends with us, whatever ends us."""
    folder = Path(tempfile.mkdtemp(prefix="carryover-smoke-", dir="/tmp"))
    folder.chmod(0o711)  # the user root runs the servers as has to pass through
    return Started(
        folder,
        Running(
            Child(
                name="carryover up",
                argv=carryover("up", "--data", str(folder / "data"), "--port", "0", "--workers", "2", "--empty"),
                env=bare_environment(),
                log=folder / "up.log",
                stop_signal=signal.SIGINT,
                grace=STOP_SECONDS,
                cwd=folder,
            )
        ),
    )


@asynccontextmanager
async def started() -> AsyncIterator[Started]:
    """A running platform with one empty organisation; stopped and removed in the end. Raises NotWell."""
    platform = launch()

    async def ready() -> int | None:
        if platform.up.code is not None:
            raise NotWell(f"carryover up ended with {platform.up.code}")
        pid: int | None = platform.about()["pids"].get("api")
        return pid

    try:
        try:
            await until(ready, START_SECONDS, "carryover up wrote no run.json")
            yield platform
        except BaseException:
            print(platform.log(), file=sys.stderr)
            raise
    finally:
        await stopped(platform)
        shutil.rmtree(platform.folder, ignore_errors=True)


async def stopped(platform: Started) -> list[int]:
    """Stops the platform as Ctrl-C does; the ids of processes of it that run after that (they are killed then)."""
    with suppress(FileNotFoundError, json.JSONDecodeError):
        platform.about()
    await platform.up.stop()
    alive = [pid for pid in platform.seen if is_alive(pid)]
    for pid in alive:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return alive


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that is over and only waits to be noticed does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True
