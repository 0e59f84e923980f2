"""Those who want to move one stream take turns there, and nobody is forgotten or remembered too long."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from services.turns import Turns

STREAM, OTHER = (UUID(int=1), UUID(int=2)), (UUID(int=1), UUID(int=3))


class Counter:
    """Counts upwards through a gate, and notes what it was asked together."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.asked: list[list[str]] = []
        self.fault: Exception | None = None

    async def act(self, wishes: Sequence[str]) -> list[int]:
        self.asked.append(list(wishes))
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return [len(wish) for wish in wishes]


async def visits(turns: Turns[str, int], counter: Counter, *wishes: list[str]) -> list[asyncio.Task[Sequence[int]]]:
    """All of them at the same stream; the first one's turn has come."""
    tasks = [asyncio.create_task(turns.take(STREAM, each, counter.act)) for each in wishes]
    await asyncio.sleep(0)  # let each begin
    return tasks


async def test_whose_turn_has_come_acts_for_all_who_wait() -> None:
    turns, counter = Turns[str, int](), Counter()
    tasks = await visits(turns, counter, ["a"], ["bb", "ccc"], ["dddd"])
    counter.gate.set()
    assert await asyncio.gather(*tasks) == [[1], [2, 3], [4]]
    assert counter.asked == [["a"], ["bb", "ccc", "dddd"]]
    assert (len(turns), STREAM in turns) == (0, False)


async def test_another_stream_does_not_wait() -> None:
    turns, counter, free = Turns[str, int](), Counter(), Counter()
    free.gate.set()
    tasks = await visits(turns, counter, ["a"])
    assert await turns.take(OTHER, ["bb"], free.act) == [2]
    assert (STREAM in turns, OTHER in turns) == (True, False)
    counter.gate.set()
    assert await tasks[0] == [1]


async def test_who_stops_waiting_is_left_out_and_holds_nobody_up() -> None:
    turns, counter = Turns[str, int](), Counter()
    tasks = await visits(turns, counter, ["a"], ["bb"], ["ccc"])
    tasks[0].cancel()
    tasks[1].cancel()
    counter.gate.set()
    fates = await asyncio.gather(*tasks, return_exceptions=True)
    assert fates[2] == [3]
    assert [type(fate) for fate in fates[:2]] == [asyncio.CancelledError] * 2
    assert counter.asked == [["a"], ["ccc"]]
    assert len(turns) == 0


async def test_a_fault_is_told_to_all_for_whom_was_acted() -> None:
    turns, counter = Turns[str, int](), Counter()
    tasks = await visits(turns, counter, ["a"], ["bb"], ["ccc"])
    counter.fault = LookupError("lost")
    counter.gate.set()
    assert [type(fate) for fate in await asyncio.gather(*tasks, return_exceptions=True)] == [LookupError] * 3
    assert counter.asked == [["a"], ["bb", "ccc"]]
    assert len(turns) == 0
