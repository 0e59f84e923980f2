"""What the workers can be asked to do over the queues: one thing, to do effects."""

from collections.abc import Callable, Sequence
from uuid import UUID

import dramatiq
from dramatiq import Broker

from workers.delivery import Delivery
from workers.dispatcher import Handful, HandOver
from workers.traced_effects import handed_on_under
from workers.traced_messages import TRACEPARENT, traceparent_now

QUEUE = "effects"
DELIVER = "deliver"
URGENT_QUEUE = "effects-urgent"
DELIVER_URGENT = "deliver_urgent"
"""Names in the queues: a worker of the next release understands what an engine of this one sends."""

FIRST, SECOND = 0, 10
"""What a worker that has both in hand begins with."""


AT_MOST = 1000
"""Ids in a message that are looked at; an engine sends a tenth of that."""


def declare_deliver(broker: Broker, delivery: Callable[[], Delivery]) -> None:
    """Let the workers of this broker do effects; `delivery` is asked for on the worker's event loop."""

    async def deliver(org_id: str, effect_ids: str | Sequence[str]) -> None:
        ids = [effect_ids] if isinstance(effect_ids, str) else effect_ids  # one alone: an engine of the release before
        if len(ids) > AT_MOST:
            raise ValueError(f"{len(ids)} effects in one message, which no engine sends")
        with handed_on_under(traceparent_now()):
            await delivery().deliver(UUID(org_id), [UUID(one) for one in ids])

    dramatiq.actor(actor_name=DELIVER, queue_name=QUEUE, priority=SECOND, broker=broker)(deliver)
    dramatiq.actor(actor_name=DELIVER_URGENT, queue_name=URGENT_QUEUE, priority=FIRST, broker=broker)(deliver)


def hand_over(broker: Broker) -> HandOver:
    """How a dispatcher passes ids to the workers of this broker."""

    def enqueue(handfuls: Sequence[Handful]) -> None:
        for handful in handfuls:
            queue, actor = (URGENT_QUEUE, DELIVER_URGENT) if handful.urgent else (QUEUE, DELIVER)
            args = (str(handful.org_id), [str(effect_id) for effect_id in handful.effect_ids])
            options = {TRACEPARENT: handful.traceparent} if handful.traceparent else {}
            broker.enqueue(dramatiq.Message(queue_name=queue, actor_name=actor, args=args, kwargs={}, options=options))

    return enqueue
