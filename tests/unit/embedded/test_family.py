"""Children that are kept running, and that all end when they are told to."""

import asyncio
import os
import select
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.embedded.child import Child, Running, run
from services.embedded.family import Family, Pauses, describe_end

FOREVER = "exec sleep 600"


def shell(name: str, script: str, log: Path, *, grace: float = 5.0) -> Child:
    return Child(name, ("/bin/sh", "-c", script), {"PATH": os.environ["PATH"]}, log / f"{name}.log", grace=grace)


def telephone(folder: Path) -> Path:
    """A pipe with a name, into which a child says when it is ready."""
    folder.mkdir(exist_ok=True)
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


async def heard(pipe: Path) -> str:
    """The next thing said into the pipe, waited for."""
    return (await asyncio.to_thread(pipe.read_text)).strip()


class News:
    """What a family told, to be waited for."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._fresh = asyncio.Event()

    def __call__(self, sentence: str) -> None:
        self.told.append(sentence)
        self._fresh.set()

    async def wait_for(self, number: int) -> list[str]:
        async with asyncio.timeout(20):
            while len(self.told) < number:
                self._fresh.clear()
                await self._fresh.wait()
        return self.told


@pytest.fixture
def news() -> News:
    return News()


@pytest.fixture
async def family(news: News) -> AsyncIterator[Family]:
    family = Family(tell=news, pauses=Pauses(first=0.01, longest=0.04))
    yield family
    await family.stop()


def test_the_pause_doubles_up_to_the_longest() -> None:
    pauses = Pauses(first=0.2, longest=10.0)
    assert [pauses.after(crashes) for crashes in (1, 2, 3, 6, 7, 1000)] == [0.2, 0.4, 0.8, 6.4, 10.0, 10.0]


def test_an_end_is_told_in_words() -> None:
    assert (describe_end(3), describe_end(-9)) == ("ended with code 3", "was ended by signal 9")


async def test_a_child_that_keeps_crashing_starts_again_with_longer_pauses(
    family: Family, news: News, tmp_path: Path
) -> None:
    family.spawn(shell("engine", "exit 7", tmp_path))
    assert (await news.wait_for(4))[:4] == [
        f"engine ended with code 7; starting it again in {pause} s" for pause in ("0.01", "0.02", "0.04", "0.04")
    ]
    assert family.crashed() == []


async def test_a_killed_child_is_replaced_by_another_process(family: Family, news: News, tmp_path: Path) -> None:
    told = telephone(tmp_path)
    family.spawn(shell("worker", f"echo $$ > {told}; exec sleep 600", tmp_path))
    first = int(await heard(told))
    assert family.pids() == {"worker": first}
    os.kill(first, signal.SIGKILL)
    second = int(await heard(told))
    assert news.told == ["worker was ended by signal 9; starting it again in 0.01 s"]
    assert family.pids() == {"worker": second}
    assert first != second


async def test_one_that_is_not_to_start_again_is_reported(family: Family, news: News, tmp_path: Path) -> None:
    family.spawn(shell("api", "exit 1", tmp_path), restart=False)
    family.spawn(shell("engine", FOREVER, tmp_path))
    assert await family.first_crash() == "api"
    assert family.crashed() == ["api"]
    assert news.told == ["api ended with code 1"]
    assert list(family.pids()) == ["engine"]


async def test_a_name_is_used_once(family: Family, tmp_path: Path) -> None:
    family.spawn(shell("api", FOREVER, tmp_path))
    with pytest.raises(ValueError, match="api"):
        family.spawn(shell("api", FOREVER, tmp_path))


async def test_all_end_together_even_the_stubborn_and_what_they_started(tmp_path: Path) -> None:
    family = Family()
    family.spawn(shell("gentle", FOREVER, tmp_path))
    deaf = telephone(tmp_path / "deaf")
    family.spawn(
        shell("stubborn", f"trap '' TERM; echo deaf > {deaf}; while :; do sleep 600; done", tmp_path, grace=0.2)
    )
    told = telephone(tmp_path / "told")
    family.spawn(shell("parent", f"sleep 601 & echo $! > {told}; wait", tmp_path))
    assert await heard(deaf) == "deaf"
    grandchild = int(await heard(told))
    pids = [*family.pids().values(), grandchild]
    handles = [os.pidfd_open(pid) for pid in pids]
    await family.stop()
    assert len(handles) == 4
    assert all(select.select([handle], [], [], 5)[0] for handle in handles)
    assert family.pids() == {}
    for handle in handles:
        os.close(handle)


async def test_output_is_added_to_the_log_and_a_long_log_is_set_aside(tmp_path: Path) -> None:
    child = shell("api", "echo one; echo two >&2", tmp_path)
    assert await run(child) == 0
    assert await run(child) == 0
    assert child.log.read_text() == "one\ntwo\none\ntwo\n"
    os.truncate(child.log, 33 << 20)
    assert await run(child) == 0
    assert child.log.read_text() == "one\ntwo\n"
    assert child.log.with_name("api.log.1").stat().st_size == 33 << 20


async def test_a_program_that_does_not_exist_ends_at_once_and_says_why(tmp_path: Path) -> None:
    child = Child("api", ("/no/such/program",), {}, tmp_path / "api.log")
    assert await run(child) == 127
    assert child.log.read_text() == "/no/such/program: No such file or directory\n"


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel for the parent's end")
async def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    told = telephone(tmp_path)
    script = f"""
import signal
from pathlib import Path
from services.embedded.child import Child, Running
command = ("/bin/sh", "-c", "echo $$ > {told}; exec sleep 600")
Running(Child("inner", command, {{}}, Path({str(tmp_path / "inner.log")!r})))
signal.pause()
"""
    environment = {"PYTHONPATH": str(Path(__file__).parents[3])}
    outer = Running(Child("outer", (sys.executable, "-c", script), environment, tmp_path / "outer.log"))
    inner = os.pidfd_open(int(await heard(told)))
    os.kill(outer.pid, signal.SIGKILL)
    assert await outer.ended() == -9
    assert select.select([inner], [], [], 10)[0]
    os.close(inner)
