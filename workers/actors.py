"""What the workers can be asked to do over the queue: one thing, to do an effect."""

from collections.abc import Callable, Sequence
from uuid import UUID

import dramatiq
from dramatiq import Broker

from workers.delivery import Delivery
from workers.dispatcher import EffectKey, HandOver

QUEUE = "effects"
DELIVER = "deliver"
"""Names in the queue: a worker of the next release understands what an engine of this one sends."""


def declare_deliver(broker: Broker, delivery: Callable[[], Delivery]) -> None:
    """Let the workers of this broker do effects; `delivery` is asked for on the worker's event loop."""

    @dramatiq.actor(actor_name=DELIVER, queue_name=QUEUE, broker=broker)
    async def deliver(org_id: str, effect_id: str) -> None:
        await delivery().deliver(UUID(org_id), UUID(effect_id))


def hand_over(broker: Broker) -> HandOver:
    """How a dispatcher passes ids to the workers of this broker."""

    def enqueue(keys: Sequence[EffectKey]) -> None:
        for org_id, effect_id in keys:
            args = (str(org_id), str(effect_id))
            broker.enqueue(dramatiq.Message(queue_name=QUEUE, actor_name=DELIVER, args=args, kwargs={}, options={}))

    return enqueue
