"""The rounds on the real log: each date planned and closed once, and everything that is due sent and told."""

from datetime import UTC, datetime

import pytest

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.reminded import Reminded
from workers.delivery import Delivery
from workers.dispatcher import Dispatcher

MONDAY = datetime(2026, 6, 8, 6, tzinfo=UTC)
"""Eight in the morning in Berlin."""


@pytest.fixture
async def house(context: Context, clock: SetClock, engine_pool: Pool) -> Reminded:
    clock.instant = MONDAY
    return await Reminded.open(context, engine_pool)


def berlin(hour: int, minute: int = 0, *, day: int = 8) -> datetime:
    """Of June 2026."""
    return datetime(2026, 6, day, hour - 2, minute, tzinfo=UTC)


async def send(house: Reminded) -> None:
    """Do whatever is due, as the engine does where nobody takes it."""
    dispatcher = Dispatcher(house.pool, house.context.clock, Delivery(house.context, house.pool), _refuse)
    while await dispatcher.look():
        await dispatcher.drain(20)


def _refuse(*_: object) -> None:
    raise ConnectionError("no broker")


async def test_a_patient_is_reminded_in_the_morning_and_in_the_evening(house: Reminded, clock: SetClock) -> None:
    ada = await house.patient("ada")
    await house.go_round()
    assert await house.entries(ada) == []
    clock.instant = berlin(9)
    await send(house)
    assert await house.entries(ada) == ["2026-06-08 1 sent"]
    clock.instant = berlin(18)
    await send(house)
    assert await house.entries(ada) == ["2026-06-08 1 sent", "2026-06-08 2 sent"]
