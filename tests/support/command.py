"""A command of `carryover` in a process of its own, as an operator gives it."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from typing import NamedTuple

from services.settings import Settings, environment_of
from tests.support.worker_process import CHECKOUT


class Told(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


async def carryover(settings: Settings, *words: str, given: str = "") -> Told:
    """`given` is what it reads on standard input."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli", *words),
        env={"PATH": os.environ.get("PATH", ""), **environment_of(settings)},
        cwd=CHECKOUT,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await process.communicate(given.encode())
    assert process.returncode is not None
    return Told(process.returncode, out.decode(), err.decode())
