"""What is being recorded at this moment: the span that steps belong to, and that lines in the log name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from opentelemetry.trace import Span, Status, StatusCode

if TYPE_CHECKING:
    from services.tracing.tracing import Tracing

_NOTHING = nullcontext()


class Followed(NamedTuple):
    """A span that is open, and what told it."""

    tracing: Tracing
    span: Span


_now: ContextVar[Followed | None] = ContextVar("followed", default=None)


@contextmanager
def following(followed: Followed) -> Iterator[Span]:
    """Within the block steps belong to this span; it is ended after it, and tells what was raised by its type alone."""
    token = _now.set(followed)
    try:
        yield followed.span
    except BaseException as error:
        failed(followed.span, error)
        raise
    finally:
        _now.reset(token)
        followed.span.end()


@contextmanager
def resumed(followed: Followed | None) -> Iterator[None]:
    """Within the block steps belong to this span, which somebody else ends."""
    token = _now.set(followed)
    try:
        yield
    finally:
        _now.reset(token)


def step(name: str, **counts: int) -> AbstractContextManager[object]:
    """A step of what is being recorded; nothing where nothing is."""
    now = _now.get()
    if now is None:
        return _NOTHING
    attributes = {f"carryover.{what}": number for what, number in counts.items()}
    return now.tracing.step(name, now.span.get_span_context(), attributes)


def ids_now() -> tuple[str, str] | None:
    """The ids of trace and span that lines in the log carry, in hexadecimal."""
    now = _now.get()
    if now is None:
        return None
    context = now.span.get_span_context()
    return f"{context.trace_id:032x}", f"{context.span_id:016x}"


def failed(span: Span, error: BaseException) -> None:
    """By its type alone: its text may quote data."""
    span.set_attribute("error.type", type(error).__name__)
    span.set_status(Status(StatusCode.ERROR))
