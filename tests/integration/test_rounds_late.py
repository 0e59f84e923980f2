"""Looks that come to nothing: too long ones are made at fewer patients at once, and of busy ones a line says so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from eventstore.store import StoreBusy
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.reminded import Reminded
from tests.support.reminding import berlin
from workers.channels import make_channels
from workers.rounds import Rounds
from workers.rounds_rows import MOVE


class Failing:
    """A pool on which no look at more than so many patients comes to an end."""

    def __init__(self, pool: Pool, most: int, fault: Callable[[], Exception]) -> None:
        self._pool = pool
        self._most = most
        self._fault = fault

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["FailingConnection"]:
        async with self._pool.acquire() as db:
            yield FailingConnection(db, self._most, self._fault)


class FailingConnection:
    def __init__(self, db: Any, most: int, fault: Callable[[], Exception]) -> None:
        self._db = db
        self._most = most
        self._fault = fault

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    async def execute(self, statement: str, *args: Any) -> str:
        if statement == MOVE and len(args[0]) > self._most:
            raise self._fault()
        done: str = await self._db.execute(statement, *args)
        return done


@pytest.fixture
async def house(context: Context, clock: SetClock, engine_pool: Pool) -> Reminded:
    """Three patients are due: two, and the one whom every clinic has here."""
    clock.instant = berlin(8)
    house = await Reminded.open(context, engine_pool)
    for name in ("ada", "bob"):
        await house.patient(name)
    await house.read_up()
    return house


def failing(house: Reminded, most: int, fault: Callable[[], Exception]) -> Rounds:
    pool = Failing(house.pool, most, fault)
    return Rounds(house.context, pool, make_channels(house.context.settings))  # type: ignore[arg-type]


async def test_that_the_log_is_busy_is_a_warning_and_no_fault_of_the_rounds(house: Reminded) -> None:
    stop = asyncio.Event()

    def busy() -> Exception:
        stop.set()
        return StoreBusy("too many commands are waiting")

    with capture_logs() as logs:
        await failing(house, 0, busy).run(stop)
    assert [(line["log_level"], line["event"]) for line in logs] == [("warning", "rounds_busy")]


async def test_a_look_that_takes_too_long_is_made_at_half_as_many(house: Reminded) -> None:
    rounds = failing(house, 2, TimeoutError)
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
