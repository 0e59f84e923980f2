"""Looks that take too long: they are made at fewer patients at once until they come to an end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.reminded import Reminded
from tests.support.reminding import berlin
from workers.channels import make_channels
from workers.rounds import Rounds
from workers.rounds_rows import MOVE


class Slow:
    """A pool on which nothing that is about more than so many patients comes to an end in time."""

    def __init__(self, pool: Pool, most: int) -> None:
        self._pool = pool
        self._most = most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["SlowConnection"]:
        async with self._pool.acquire() as db:
            yield SlowConnection(db, self._most)


class SlowConnection:
    def __init__(self, db: Any, most: int) -> None:
        self._db = db
        self._most = most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    async def execute(self, statement: str, *args: Any) -> str:
        if statement == MOVE and len(args[0]) > self._most:
            raise TimeoutError
        done: str = await self._db.execute(statement, *args)
        return done


async def test_a_look_that_takes_too_long_is_made_at_half_as_many(
    context: Context, clock: SetClock, engine_pool: Pool
) -> None:
    clock.instant = berlin(8)
    house = await Reminded.open(context, engine_pool)
    for name in ("ada", "bob"):  # beside the one whom every clinic has here
        await house.patient(name)
    await house.read_up()
    rounds = Rounds(house.context, Slow(house.pool, most=2), make_channels(house.context.settings))  # type: ignore[arg-type]
    too_long = 0
    while True:
        try:
            taken = await rounds.go_round()
        except TimeoutError:
            too_long += 1
            assert too_long < 8, "it never is fewer"
        else:
            break
    assert (taken, too_long) == (1, 7), "of 200, 100, 50, 25, 12, 6 and 3"
    assert await rounds.go_round() == 2, "twice as many again"
    assert await rounds.go_round() == 0
