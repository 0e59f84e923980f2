"""The queue between the engine and the workers. It carries ids and is only a hint: losing all of it loses nothing."""

from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, Middleware, TimeLimit
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from services.settings import Settings
from workers.loop import OnUvloop
from workers.traced_messages import TracedMessages

NAMESPACE = "carryover-work"
HEARTBEAT_MS = 5_000
ALWAYS = 1_000_000
"""Maintenance with every command, not with one of a thousand: else a killed worker's messages may wait for ever."""

TOO_OLD_MS = 60_000
"""By then its lease is over, and the dispatcher has passed it on again or done it."""

DEAD_LETTERS_MS = 3_600_000
TIME_LIMIT_MS = 30_000
ANSWER_SECONDS = 3.0


def make_broker(settings: Settings, *more: Middleware) -> RedisBroker:
    """A broker on a Valkey database of its own. Opens no connection before the first use.

    The order matters: `OnUvloop` starts the event loop before what stands behind it needs one, and stops it after them.
    There is no `Retries`: the effects' rows count attempts and wait.
    """
    return RedisBroker(  # type: ignore[no-untyped-call]  # Dramatiq leaves this one untyped
        client=Redis.from_url(
            settings.broker_url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 1),
        ),
        middleware=[
            *(AgeLimit(max_age=TOO_OLD_MS), TimeLimit(time_limit=TIME_LIMIT_MS), OnUvloop(), TracedMessages()),
            *more,
        ],
        namespace=NAMESPACE,
        maintenance_chance=ALWAYS,
        heartbeat_timeout=HEARTBEAT_MS,
        dead_message_ttl=DEAD_LETTERS_MS,
    )


def close_broker(broker: RedisBroker) -> None:
    """Close its connections; Dramatiq's own close leaves them open."""
    broker.close()
    broker.client.close()
