"""A Carryover that starts the embedded servers in a process of its own, as ourselves or as somebody without rights."""

import json
import os
import pwd
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.embedded.user import SystemUser, unreachable_part

CHECKOUT = Path(__file__).parents[2]
WHEELS = Path(asyncpg.__file__).parents[1]
AS_ROOT = os.geteuid() == 0

# Starts the servers, adds a row and counts a start, says so in one line, and waits to be stopped.
PROGRAM = """
import asyncio, json, sys
from pathlib import Path
import asyncpg
from redis.asyncio import Redis
from services.embedded.errors import EmbeddedError
from services.embedded.servers import Servers

async def main(data, least_free=None):
    servers = await Servers.start(Path(data), least_free=least_free and int(least_free))
    try:
        database = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
        await database.execute("create table if not exists starts (n int)")
        await database.execute("insert into starts values (1)")
        rows = await database.fetchval("select count(*) from starts")
        await database.close()
        valkey = Redis.from_url(servers.valkey_url(3))
        count = await valkey.incr("starts")
        await valkey.aclose()
        print(json.dumps({"pids": servers.pids(), "rows": rows, "count": count}), flush=True)
        await asyncio.Event().wait()
    finally:
        print("stopping", flush=True)
        await servers.stop()

try:
    asyncio.run(main(*sys.argv[1:]))
except EmbeddedError as fault:
    print(json.dumps({"error": fault.message}), flush=True)
    sys.exit(3)
except KeyboardInterrupt:
    sys.exit(130)
"""


# Shows what is in a closed folder in an open one of the same name, to this process and its children alone.
OPENED = """
cd "$0" && mount -t tmpfs -o mode=755 opened "$0" || exit 1
for entry in .[!.]* *; do
    [ -d "$entry" ] && mkdir "$0/$entry" && mount --no-canonicalize --bind "$entry" "$0/$entry"
done
cd / && exec "$@"
"""


class Person:
    """Who starts the servers: ourselves, or, when we are root, also somebody without any rights."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name
        self.entry = pwd.getpwnam(name) if name else None
        self.uid = self.entry.pw_uid if self.entry else os.geteuid()

    def start(
        self, *argv: str, home: Path = Path("/"), search: tuple[Path, ...] = (), merge: bool = False
    ) -> subprocess.Popen[str]:
        """A process of this person, who sees the checkout and our packages, and first those in `search`."""
        if self.entry:
            argv = ("setpriv", f"--reuid={self.uid}", f"--regid={self.entry.pw_gid}", "--clear-groups", *argv)
        return subprocess.Popen(
            (*self.way, *argv),
            cwd="/",
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "PYTHONPATH": os.pathsep.join(map(str, (*search, CHECKOUT, WHEELS))),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merge else None,
        )

    @cached_property
    def way(self) -> tuple[str, ...]:
        """A command before the command that lets this person reach our interpreter and our packages."""
        if self.entry is None:
            return ()
        user = SystemUser(self.entry.pw_name, self.uid, self.entry.pw_gid, switch=True)
        needed = (Path(sys.executable).resolve().parent, Path(sys.executable).parent, CHECKOUT, WHEELS)
        closed = {part for folder in needed if (part := unreachable_part(folder, user)) is not None}
        if len(closed) > 1:
            pytest.skip(f"several folders are closed to {self.name}: {closed}")
        return ("unshare", "--mount", "/bin/sh", "-c", OPENED, str(closed.pop())) if closed else ()


ME = Person()
NOBODY = Person("nobody") if AS_ROOT else ME


class Run:
    """A Carryover that starts the servers on a folder, as a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: dict[str, Any] = json.loads(self._line() or "{}")

    @property
    def pids(self) -> list[int]:
        return list(self.said["pids"].values())

    def wait_until_it_says(self, word: str) -> None:
        assert self._line() == word

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)

    def _line(self) -> str:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        assert ready, "it said nothing for a minute"
        return self.process.stdout.readline().strip()


@contextmanager
def running(
    data: Path, person: Person = ME, *extra: str, before: tuple[str, ...] = (), search: tuple[Path, ...] = ()
) -> Iterator[Run]:
    argv = (*before, sys.executable, "-c", PROGRAM, str(data), *extra)
    process = person.start(*argv, home=data.parent, search=search)
    try:
        yield Run(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        with process:
            process.wait(30)


def wait_until_gone(pids: list[int], within: float = 10.0) -> None:
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            gone, _, _ = select.select([handle], [], [], within)
            assert gone, f"process {pid} still runs after {within} s: {Path(f'/proc/{pid}/cmdline').read_bytes()!r}"
        finally:
            os.close(handle)
