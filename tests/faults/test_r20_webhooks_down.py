"""R20: a partner's receiver is down for a day, asks to be left alone, never answers, or fails now and then.

On the organisation's clock: the waits grow and differ, a receiver that is down is left in peace, nobody waits for
another's receiver, and in the end everybody has been told everything.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.support.database import Database
from tests.support.receiver import receiving
from tests.support.webhook_house import WebhookHouse, webhook_house
from workers.webhook_turn import AT_ONCE

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def opened(template: Database) -> AsyncIterator[WebhookHouse]:
    async with webhook_house(template) as opened:
        yield opened


@pytest.fixture
async def house(opened: WebhookHouse) -> WebhookHouse:
    await opened.begins_anew()
    return opened


def since(house: WebhookHouse, began: datetime) -> timedelta:
    return house.clock.instant - began


async def test_a_receiver_that_is_down_for_a_day_is_left_in_peace_and_then_told_everything(house: WebhookHouse) -> None:
    made = await house.register(types=["session.logged"])
    house.receiver.answer = lambda headers: "503 x"
    told = await house.happens(times=60)
    for _ in range(4):
        await house.passes(DAY / 4)
        told += await house.happens(times=5)
    tried = len(house.receiver.raw)
    assert AT_ONCE <= tried < AT_ONCE + 40  # the breaker lets one through now and then, at least once an hour
    assert (await house.one(made["id"]))["failing"] == tried
    house.receiver.answer = lambda headers: "200 x"
    await house.passes(timedelta(hours=2))
    assert dict(house.receiver.ids) == dict.fromkeys(told, 1)
    healthy = await house.one(made["id"])
    assert (healthy["failing"], healthy["waiting"], healthy["stopped"]) == (0, 0, None)


async def test_one_piece_of_news_is_tried_by_the_schedule_with_a_little_more_each_time(house: WebhookHouse) -> None:
    made = await house.register(types=["session.logged"])
    tries: list[datetime] = []

    def refuse(headers: dict[str, str]) -> str:
        tries.append(house.clock.instant)
        return "500 x"

    house.receiver.answer = refuse
    await house.happens()
    await house.passes(4 * DAY)
    [line] = await house.log_of(made["id"])
    assert (line["state"], line["tries"], line["status"]) == ("given_up", 10, 500)
    waits = [(after - before).total_seconds() for before, after in pairwise(tries)]
    planned = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert all(plan <= wait <= plan * 1.2 for plan, wait in zip(planned, waits, strict=True))
    assert len({round(wait / plan, 3) for plan, wait in zip(planned, waits, strict=True)}) > 5


async def test_a_receiver_that_asks_for_peace_gets_it_and_that_was_no_try(house: WebhookHouse) -> None:
    made = await house.register(types=["session.logged"])
    house.receiver.answer = lambda headers: "429 x\r\nretry-after: 7200"
    told, began = await house.happens(times=30), house.clock.instant
    await house.passes(timedelta(minutes=119))
    assert len(house.receiver.raw) == AT_ONCE
    assert {line["tries"] for line in await house.log_of(made["id"])} == {0}
    house.receiver.answer = lambda headers: "200 x"
    await house.passes(timedelta(minutes=2))
    assert since(house, began) == timedelta(minutes=121)
    await house.passes(timedelta(hours=1))
    assert dict(house.receiver.ids) == dict.fromkeys(told, 1)


async def test_a_receiver_that_never_answers_holds_up_nobody_elses_news(house: WebhookHouse) -> None:
    async with receiving("tarpit.example") as tarpit:
        tarpit.silent = asyncio.Event()
        there, context = house.receiver.there, house.doors.context
        there.knows("tarpit.example", "93.184.215.15", tarpit.there)
        context.egress = there.egress(seconds=1.0)
        slow = await house.register(url="https://tarpit.example/", types=["session.logged"])
        quick = await house.register(types=["session.logged"])
        told = await house.happens(times=40)
        await house.works()
        assert dict(house.receiver.ids) == dict.fromkeys(told, 1)
        assert {line["state"] for line in await house.log_of(quick["id"])} == {"delivered"}
        assert {line["error"] for line in await house.log_of(slow["id"], status="waiting")} == {None, "timed_out"}
        assert 0 < len(tarpit.raw) <= AT_ONCE * 3
        tarpit.silent.set()
    context.egress = house.receiver.there.egress()


async def test_a_receiver_that_fails_now_and_then_misses_nothing(house: WebhookHouse) -> None:
    failures = ["500 x", "404 x", "302 x\r\nlocation: https://10.0.0.1/"]
    tries = Counter[str]()

    def now_and_then(headers: dict[str, str]) -> str:
        """Each message one to three times in vain, by what stands in its id; some not even once."""
        id_ = headers["webhook-id"]
        tries[id_] += 1
        return failures[tries[id_] - 1] if tries[id_] <= int(id_[-1], 16) % 4 else "200 x"

    await house.register(types=["session.logged"])
    house.receiver.answer = now_and_then
    told = await house.happens(times=50)
    await house.passes(DAY)
    assert dict(house.receiver.ids) == dict.fromkeys(told, 1)


async def test_a_receiver_that_fails_for_five_days_is_stopped_and_those_who_may_help_are_told(
    house: WebhookHouse,
) -> None:
    made = await house.register(types=["session.logged"])
    house.receiver.answer = lambda headers: "500 x"
    for _ in range(6):
        await house.happens()
        await house.passes(DAY)
    assert (await house.one(made["id"]))["stopped"] == "failing"
    tried = len(house.receiver.raw)
    await house.happens()
    await house.passes(DAY)
    assert len(house.receiver.raw) == tried
