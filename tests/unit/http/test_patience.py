"""Many are waited for, each for its time and no longer, and whoever else ends a task still ends it."""

import asyncio

import pytest

from services.http.patience import Patience


async def forever() -> None:
    await asyncio.Event().wait()


async def soon(answer: int) -> int:
    await asyncio.sleep(0)
    return answer


async def test_what_comes_in_time_is_handed_on() -> None:
    patience = Patience(60)
    assert await asyncio.gather(*(patience.wait(soon(number)) for number in range(3))) == [0, 1, 2]


async def test_each_who_takes_too_long_is_told_also_after_others_were() -> None:
    patience = Patience(0.01)
    for _ in range(2):
        fates = await asyncio.gather(*(patience.wait(forever()) for _ in range(3)), return_exceptions=True)
        assert [type(fate) for fate in fates] == [TimeoutError] * 3
    assert await patience.wait(soon(7)) == 7


async def test_a_task_that_was_too_late_may_go_on() -> None:
    async def twice() -> int:
        patience = Patience(0.01)
        with pytest.raises(TimeoutError):
            await patience.wait(forever())
        return await patience.wait(soon(7))

    assert await asyncio.create_task(twice()) == 7


async def test_who_is_told_to_end_by_another_ends() -> None:
    task = asyncio.create_task(Patience(60).wait(forever()))
    await asyncio.sleep(0)  # let it begin
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
