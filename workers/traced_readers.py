"""Telling what readers of the log do: a batch for each turn of a reader, and its part in the trace of each request."""

from collections.abc import Sequence
from uuid import UUID

from opentelemetry.trace import Span

from domain.decider import Event
from eventstore.records import Recorded
from projections.base import Alarming, Fact, Reader
from projections.desk import Desk
from services.tracing.tracing import Tracing


def traced(tracing: Tracing, readers: Sequence[Reader]) -> Sequence[Reader]:
    """The same readers, told of where anything is told."""
    if not tracing.on:
        return readers
    return [(TracedAlarming if isinstance(reader, Alarming) else Traced)(tracing, reader) for reader in readers]


class Traced:
    """A reader (projections.base.Reader) that is told of: how long its fold took, of which events."""

    def __init__(self, tracing: Tracing, reader: Reader) -> None:
        self._tracing = tracing
        self._reader = reader
        self.name = reader.name
        self.version = reader.version
        self.wants: frozenset[type[Event]] = reader.wants
        self.tables = getattr(reader, "tables", ())

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        batch = self._tracing.batch(
            f"read {self.name}",
            (fact.recorded.correlation_id for fact in facts),
            {"carryover.events": len(facts), "carryover.organisations": len({f.recorded.org_id for f in facts})},
        )
        if batch is None:
            await self._reader.apply(desk, facts)
            return

        def own(request_id: UUID, span: Span) -> None:
            recorded = [fact.recorded for fact in facts if fact.recorded.correlation_id == request_id]
            span.set_attribute("carryover.events", len(recorded))
            span.set_attribute("carryover.organisation", str(recorded[-1].org_id))
            span.set_attribute("carryover.position", recorded[-1].pos)

        try:
            await self._reader.apply(desk, facts)
        except BaseException as error:
            batch.end(own, error=error)
            raise
        batch.end(own)


class TracedAlarming(Traced):
    """The same, of a reader that somebody relies on (projections.base.Alarming)."""

    async def alarm(self, desk: Desk, at_fault: Recorded) -> None:
        assert isinstance(self._reader, Alarming)  # noqa: S101  # as `traced` found it
        await self._reader.alarm(desk, at_fault)
