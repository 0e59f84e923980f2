"""One child process: started so that it ends with us, waited for, and stopped gently first and firmly in the end."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from services.embedded import launch
from services.embedded.user import SystemUser

LOG_LIMIT = 32 * 1024 * 1024
"""Bytes after which a log is set aside (as `.1`) at the next start of its child."""


@dataclass(frozen=True)
class Child:
    """What to run. `grace` is how many seconds a stop may take before the child is killed.

    `stop_signal` is also what a child gets when we are killed ourselves (Linux).
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    user: SystemUser | None = None
    cwd: Path = Path("/")


class Running:
    """A started child, the leader of a process group of its own: a terminal's Ctrl-C reaches us alone, and we stop
    the children in order."""

    def __init__(self, child: Child) -> None:
        """Start it. Call from the main thread: the kernel counts the end of the starting thread as the parent's end."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("children are started from the main thread")
        self.child = child
        self._process = _start(child)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def code(self) -> int | None:
        """The exit code; below zero the signal that ended it; None while it runs."""
        return self._reaped() if self._process.returncode is not None or _is_over(self._process) else None

    async def ended(self) -> int:
        """Wait for the end and return the exit code."""
        while self.code is None:
            await _end_of(self._process)
        return self._reaped()

    async def stop(self) -> int:
        """Ask it to stop, kill it after the grace (or at once when this is cancelled), and return the exit code."""
        if self.code is None:
            try:
                self._process.send_signal(self.child.stop_signal)
                await asyncio.wait_for(self.ended(), self.child.grace)
            except TimeoutError:
                self._kill_group()
            except BaseException:
                self._kill_group()
                self._reaped()
                raise
        return await self.ended()

    def _reaped(self) -> int:
        if self._process.returncode is None:
            # What the leader left behind goes with it, while its number cannot yet belong to somebody else.
            self._kill_group()
        return self._process.wait()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


async def run(child: Child) -> int:
    """Run a command to its end and return its exit code; stop it when this is cancelled."""
    running = Running(child)
    try:
        return await running.ended()
    finally:
        await running.stop()


def _start(child: Child) -> subprocess.Popen[bytes]:
    _set_aside(child.log)
    log = os.open(child.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603
            _launched(child),
            env=dict(child.env),
            cwd=child.cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    finally:
        os.close(log)


def _launched(child: Child) -> list[str]:
    user = child.user
    uid, gid = (str(user.uid), str(user.gid)) if user is not None and user.switch else ("-", "-")
    program = str(Path(launch.__file__))
    return [sys.executable, "-I", "-S", program, str(os.getpid()), str(int(child.stop_signal)), uid, gid, *child.argv]


def _set_aside(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_name(log.name + ".1"))


def _is_over(process: subprocess.Popen[bytes]) -> bool:
    if sys.platform == "linux":
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    return process.poll() is not None


async def _end_of(process: subprocess.Popen[bytes]) -> None:
    """Return when it may have ended, without reaping it."""
    if sys.platform == "linux":
        with suppress(OSError):
            await _readable(os.pidfd_open(process.pid))
            return
    await asyncio.sleep(0.05)


async def _readable(handle: int) -> None:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(handle, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
