"""The dispatcher hands over ids, urgent ones first, and does itself what the workers cannot or do not take."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

import pytest
from redis.exceptions import ConnectionError as BrokerAway

from eventstore.store import StoreBusy
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.effect_hands import add_effects, states_of
from tests.support.effect_rows import change, let_leases_run_over
from tests.support.times import NOON
from workers.delivery import Delivery
from workers.dispatcher import A_MESSAGE, MOST_HANDED_ON, Dispatcher, Handful
from workers.doing import Outcome
from workers.effects import MOST_ATTEMPTS, Claim, End, claim
from workers.sending import Channels

ORG, OTHER_ORG = UUID(int=11), UUID(int=12)


class Done:
    """What was done, in its order."""

    def __init__(self) -> None:
        self.ids: list[UUID] = []
        self.buried: list[UUID] = []
        self.unrecorded = False  # whether the log takes nothing of what is buried

    async def do(self, context: Context, channels: Channels, claims: Sequence[Claim]) -> Sequence[Outcome]:
        self.ids += [claimed.effect_id for claimed in claims]
        return [(End.DONE, None) for _ in claims]

    async def bury(self, context: Context, claims: Sequence[Claim]) -> None:
        if self.unrecorded:
            raise StoreBusy
        self.buried += [claimed.effect_id for claimed in claims]


class Workers:
    """Where ids are handed over to; `away` while the broker is; `asked` how often."""

    def __init__(self) -> None:
        self.away = False
        self.asked = 0
        self.handed: list[Handful] = []

    def take(self, handfuls: Sequence[Handful]) -> None:
        self.asked += 1
        if self.away:
            raise BrokerAway("nobody listens")
        self.handed += handfuls

    @property
    def ids(self) -> list[UUID]:
        return [effect_id for handful in self.handed for effect_id in handful.effect_ids]


@pytest.fixture
def workers() -> Workers:
    return Workers()


@pytest.fixture
def done() -> Done:
    return Done()


@pytest.fixture
def dispatcher(context: Context, engine_pool: Pool, workers: Workers, done: Done) -> Dispatcher:
    kinds, buried = {"test.kind": done.do}, {"test.kind": done.bury}
    delivery = Delivery(context, engine_pool, {}, kinds=kinds, buried=buried)
    return Dispatcher(engine_pool, context.clock, delivery, workers.take)


async def test_what_is_due_is_handed_over_once_as_ids(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers, done: Done
) -> None:
    ids = await add_effects(engine_pool, ORG, 2)
    assert await dispatcher.look() == 2
    assert await dispatcher.look() == 0
    await dispatcher.drain(5)
    assert [handful.org_id for handful in workers.handed] == [ORG]
    assert sorted(workers.ids) == sorted(ids)
    assert await states_of(engine_pool, ORG) == {"leased": 2}
    assert done.ids == []


async def test_nothing_is_handed_over_before_its_time_by_the_organisations_clock(
    dispatcher: Dispatcher, engine_pool: Pool, clock: SetClock
) -> None:
    await add_effects(engine_pool, ORG, 2)
    clock.instant = NOON - timedelta(days=365)
    assert await dispatcher.look() == 0
    clock.instant = NOON
    assert await dispatcher.look() == 2


async def test_what_is_urgent_goes_before_the_backlog_of_all_organisations(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers
) -> None:
    await add_effects(engine_pool, ORG, 3, due=NOON - timedelta(days=1))
    [urgent] = await add_effects(engine_pool, OTHER_ORG, 1, urgent=True)
    await dispatcher.look()
    assert workers.handed[0] == Handful(OTHER_ORG, (urgent,), urgent=True)
    assert [(handful.org_id, handful.urgent) for handful in workers.handed[1:]] == [(ORG, False)]


async def test_what_is_urgent_is_handed_on_however_much_the_workers_have(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers
) -> None:
    await add_effects(engine_pool, ORG, MOST_HANDED_ON + 1000)
    while await dispatcher.look():
        pass
    assert await states_of(engine_pool, ORG) == {"leased": MOST_HANDED_ON, "pending": 1000}
    assert {len(handful.effect_ids) for handful in workers.handed} == {A_MESSAGE}
    [urgent] = await add_effects(engine_pool, ORG, 1, urgent=True)
    assert await dispatcher.look() == 1
    assert workers.handed[-1] == Handful(ORG, (urgent,), urgent=True)


async def test_a_large_backlog_leaves_room_for_other_organisations(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers
) -> None:
    await add_effects(engine_pool, ORG, MOST_HANDED_ON, due=NOON - timedelta(hours=1))
    [other] = await add_effects(engine_pool, OTHER_ORG, 1)
    await dispatcher.look()
    assert other in workers.ids


async def test_when_the_broker_refuses_it_does_it_itself(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers, done: Done
) -> None:
    workers.away = True
    ids = await add_effects(engine_pool, ORG, 2)
    ids += await add_effects(engine_pool, ORG, 1, urgent=True)
    await dispatcher.look()
    await dispatcher.drain(5)
    assert await states_of(engine_pool, ORG) == {"done": 3}
    assert sorted(done.ids) == sorted(ids)


async def test_a_broker_that_refused_is_left_alone_for_a_while(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers
) -> None:
    workers.away = True
    await add_effects(engine_pool, ORG, 2)
    await add_effects(engine_pool, OTHER_ORG, 2, urgent=True)
    await dispatcher.look()
    await add_effects(engine_pool, ORG, 2)
    await dispatcher.look()
    await dispatcher.drain(5)
    assert workers.asked == 1
    assert await states_of(engine_pool, ORG) == {"done": 4}
    assert await states_of(engine_pool, OTHER_ORG) == {"done": 2}


async def test_what_is_urgent_asks_no_broker_that_refused_before_another_found_it_back(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.dispatcher.ASK_AGAIN_EVERY", 0.0)
    workers.away = True
    await add_effects(engine_pool, ORG, 1)
    await dispatcher.look()
    workers.away = False
    await add_effects(engine_pool, ORG, 1, urgent=True)
    await dispatcher.look()
    assert workers.handed == []
    [back] = await add_effects(engine_pool, ORG, 1)
    await dispatcher.look()
    [urgent] = await add_effects(engine_pool, ORG, 1, urgent=True)
    await dispatcher.look()
    await dispatcher.drain(5)
    assert workers.handed == [Handful(ORG, (back,)), Handful(ORG, (urgent,), urgent=True)]


async def test_a_broker_that_hangs_is_not_waited_for(
    context: Context, engine_pool: Pool, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.dispatcher.HAND_OVER_SECONDS", 0.0)
    over = Event()

    def hang(handfuls: Sequence[Handful]) -> None:
        over.wait()

    delivery = Delivery(context, engine_pool, {}, kinds={"test.kind": done.do}, buried={})
    dispatcher = Dispatcher(engine_pool, context.clock, delivery, hang)
    ids = await add_effects(engine_pool, ORG, 2, urgent=True)
    try:
        await dispatcher.look()
        await dispatcher.drain(5)
    finally:
        over.set()
    assert sorted(done.ids) == ids


async def test_what_no_worker_takes_it_does_itself(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers, done: Done
) -> None:
    ids = await add_effects(engine_pool, ORG, 2)
    await dispatcher.look()
    await let_leases_run_over(engine_pool, ORG)
    await dispatcher.look()
    await dispatcher.drain(5)
    assert await states_of(engine_pool, ORG) == {"done": 2}
    assert sorted(done.ids) == sorted(workers.ids) == sorted(ids)


async def test_what_a_dead_worker_had_in_hand_goes_to_the_next_worker(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers
) -> None:
    await add_effects(engine_pool, ORG, 2)
    await dispatcher.look()
    [first] = workers.handed
    assert len(await claim(engine_pool, first.org_id, first.effect_ids)) == 2
    await let_leases_run_over(engine_pool, ORG)
    await dispatcher.look()
    assert [sorted(handful.effect_ids) for handful in workers.handed] == [sorted(first.effect_ids)] * 2


async def test_what_nobody_survives_doing_is_buried_and_never_done(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers, done: Done
) -> None:
    deadly = await add_effects(engine_pool, ORG, 1)
    claimed = "UPDATE log.effect SET state = 'claimed', attempt = $2, lease_until = now() WHERE org_id = $1"
    await change(engine_pool, ORG, claimed, MOST_ATTEMPTS)
    await dispatcher.look()
    assert (workers.ids, done.ids, done.buried) == ([], [], deadly)
    assert await states_of(engine_pool, ORG) == {"dead": 1, "pending": 1}, "and the operator's alarm waits"


async def test_what_cannot_be_recorded_of_a_burial_keeps_it_in_hand_until_it_can(
    dispatcher: Dispatcher, engine_pool: Pool, done: Done
) -> None:
    deadly = await add_effects(engine_pool, ORG, 1)
    claimed = "UPDATE log.effect SET state = 'claimed', attempt = $2, lease_until = now() WHERE org_id = $1"
    await change(engine_pool, ORG, claimed, MOST_ATTEMPTS)
    done.unrecorded = True
    await dispatcher.look()
    assert await states_of(engine_pool, ORG) == {"claimed": 1}
    done.unrecorded = False
    await let_leases_run_over(engine_pool, ORG)
    await dispatcher.look()
    assert (done.ids, done.buried) == ([], deadly)
    assert await states_of(engine_pool, ORG) == {"dead": 1, "pending": 1}


async def test_two_dispatchers_hand_over_each_once(
    context: Context, dispatcher: Dispatcher, engine_pool: Pool, workers: Workers
) -> None:
    second = Dispatcher(engine_pool, context.clock, Delivery(context, engine_pool, {}), workers.take)
    ids = await add_effects(engine_pool, ORG, 500)
    while await dispatcher.look() + await second.look():
        pass
    assert sorted(workers.ids) == sorted(ids)


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(hours=-2)], ids=["forwards", "backwards"])
async def test_a_clock_that_jumps_hands_over_nothing_twice(
    dispatcher: Dispatcher, engine_pool: Pool, workers: Workers, clock: SetClock, jump: timedelta
) -> None:
    ids = await add_effects(engine_pool, ORG, 2)
    ids += await add_effects(engine_pool, ORG, 1, due=NOON + timedelta(hours=1))
    instants: list[datetime] = [NOON, NOON + jump, NOON, NOON + timedelta(hours=1)]
    for instant in instants:
        clock.instant = instant
        await dispatcher.look()
    assert sorted(workers.ids) == sorted(ids)
