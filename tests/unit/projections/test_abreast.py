"""Work side by side: never more at a time than allowed, and a failure ends the rest."""

import asyncio

import pytest

from projections.abreast import abreast, each


async def test_all_is_done_and_never_more_at_a_time_than_allowed() -> None:
    under_way, most, done = 0, 0, list[int]()

    async def work(number: int) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(1 + number % 4):
            await asyncio.sleep(0)
        under_way -= 1
        done.append(number)

    await abreast(each(range(20)), work, 3)
    assert (sorted(done), most) == (list(range(20)), 3)


async def test_the_first_failure_is_raised_and_cancels_what_is_under_way() -> None:
    ended = list[str]()

    async def work(number: int) -> None:
        if number == 2:
            raise ValueError("the third one")
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(f"{number} cancelled")

    with pytest.raises(ValueError, match="the third one"):
        await abreast(each(range(5)), work, 3)
    assert sorted(ended) == ["0 cancelled", "1 cancelled"]
