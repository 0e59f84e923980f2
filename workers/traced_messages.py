"""What a message in the queue says of the batch that it was handed on in: a W3C trace context among its options.

An option and no argument, so that a worker of the release before takes the message all the same.
"""

from contextvars import ContextVar
from typing import Any

from dramatiq import Broker
from dramatiq.broker import MessageProxy
from dramatiq.middleware import Middleware

TRACEPARENT = "traceparent"

_now: ContextVar[str | None] = ContextVar("traceparent", default=None)


def traceparent_now() -> str | None:
    """Of the message that is being worked on."""
    return _now.get()


class TracedMessages(Middleware):
    """Keeps it at hand while an actor works on the message; the actor's coroutine starts with its thread's context."""

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:
        given = message.options.get(TRACEPARENT)
        _now.set(given if isinstance(given, str) else None)

    def after_process_message(
        self,
        broker: Broker,
        message: MessageProxy,
        *,
        result: Any | None = None,
        exception: BaseException | None = None,
    ) -> None:
        _now.set(None)
