"""S34: what stands in the queue is a hint and no order: made up, spoilt or about others' ids it does nothing."""

from collections.abc import Sequence
from inspect import unwrap
from typing import Any
from uuid import UUID, uuid4

import dramatiq
import msgspec
import pytest
from dramatiq.brokers.stub import StubBroker

from eventstore.walls import Pool
from services.clock import RealClock
from services.context import Context
from tests.support.database import Database
from tests.support.doors import founded
from tests.support.effect_hands import add_effects, leased, states_of
from tests.support.running import running_worker
from tests.support.times import NOON
from tests.support.waiting import until
from workers.actors import AT_MOST, DELIVER, DELIVER_URGENT, QUEUE, declare_deliver
from workers.broker import NAMESPACE, close_broker, make_broker
from workers.delivery import Delivery
from workers.doing import Outcome
from workers.effects import Claim, End, Ended

ID = str(uuid4())
SPOILT: list[tuple[Any, ...]] = [
    (),
    (ID,),
    (ID, [ID], "more"),
    ("", [ID]),
    ("' OR true --", [ID]),
    (ID, ["' OR true --"]),
    (ID, [None]),
    (ID, {"$gt": ""}),
    (ID, 7),
    (None, [ID]),
    ([ID], ID),
    (ID, "x" * 1_000_000),
    (ID, [ID] * (AT_MOST + 1)),
    ({"__class__": "os.system"}, [ID]),
]


class Told:
    """A delivery that only notes what it is told to do."""

    def __init__(self) -> None:
        self.told: list[tuple[UUID, Sequence[UUID]]] = []

    async def deliver(self, org_id: UUID, effect_ids: Sequence[UUID]) -> None:
        self.told.append((org_id, effect_ids))


@pytest.mark.parametrize("name", [DELIVER, DELIVER_URGENT])
async def test_words_that_are_no_wish_come_to_no_delivery(name: str) -> None:
    broker, told = StubBroker(), Told()
    declare_deliver(broker, lambda: told)  # type: ignore[arg-type, return-value]
    do = unwrap(broker.get_actor(name).fn)
    for words in SPOILT:
        with pytest.raises((TypeError, ValueError, AttributeError)):
            await do(*words)
    with pytest.raises(TypeError):
        await do(ID, [ID], urgent=True)
    await do(ID, [ID])
    assert told.told == [(UUID(ID), [UUID(ID)])]


async def test_an_id_does_something_only_with_its_organisation_and_when_it_is_due(
    context: Context, engine_pool: Pool
) -> None:
    done: list[UUID] = []

    async def do(_: Context, __: object, claims: Sequence[Claim]) -> Sequence[Outcome]:
        done.extend(claim.effect_id for claim in claims)
        return [Ended(End.DONE)] * len(claims)

    ours, theirs = [(await founded(context)).organisation_id for _ in range(2)]
    delivery = Delivery(context, engine_pool, {}, kinds={"test.kind": do})
    [mine], [other] = [await add_effects(engine_pool, org_id, 1) for org_id in (ours, theirs)]
    await delivery.deliver(ours, [mine, other])  # neither was handed on yet
    await leased(engine_pool, theirs, NOON)
    for org_id, ids in ((ours, [other]), (uuid4(), [other]), (theirs, [mine, uuid4()])):
        assert await delivery.deliver(org_id, ids) == {}
    assert done == []
    await leased(engine_pool, ours, NOON)
    assert await delivery.deliver(ours, [mine, mine, other]) == {mine: End.DONE}
    assert done == [mine]
    assert await delivery.deliver(ours, [mine]) == {}
    assert await states_of(engine_pool, theirs) == {"leased": 1}


async def test_a_message_that_nobody_understands_is_put_aside_and_the_next_one_is_looked_at(
    database: Database,
) -> None:
    """One for nobody is kept for an hour; one whose words are no ids is dropped, with a line in the worker's log."""
    broker = make_broker(database.settings)
    declare_deliver(broker, Told)  # type: ignore[arg-type]
    messages: list[dramatiq.Message[None]] = [
        dramatiq.Message(queue_name=QUEUE, actor_name=name, args=args, kwargs={}, options={})
        for name, args in (("os.system", ("true",)), (DELIVER, ("no id", [ID])), (DELIVER, (ID, [ID])))
    ]
    waiting, aside = f"{NAMESPACE}:{QUEUE}.msgs", f"{NAMESPACE}:{QUEUE}.XQ.msgs"
    try:
        async with running_worker(database.settings, RealClock()):
            for message in messages:
                broker.enqueue(message)

            async def settled() -> bool:
                return not broker.client.hlen(waiting)

            await until(settled)
        assert [msgspec.json.decode(kept)["actor_name"] for kept in broker.client.hvals(aside)] == ["os.system"]
    finally:
        broker.client.delete(f"{NAMESPACE}:{QUEUE}.XQ", aside)
        close_broker(broker)
