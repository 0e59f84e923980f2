"""Given this history, seeing these other streams, when this command, then these events: a decision as a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.decider import Command, Decider, Event, Rejected, Seen, fold
from domain.deciders import BY_KIND

History = Sequence[Event]


def given(decider: Decider[Any], history: History = ()) -> "Given":
    return Given(decider, history, {})


class Given(NamedTuple):
    decider: Decider[Any]
    history: History
    others: Mapping[UUID, History]

    def seeing(self, others: Mapping[UUID, History]) -> "Given":
        """What other streams hold. One that the command does not say it needs is a mistake in the test."""
        return self._replace(others=others)

    def when(self, command: Command) -> "Decided":
        assert msgspec.json.decode(msgspec.json.encode(command), type=type(command)) == command, "no door lets it in"
        state = fold(self.decider, self.history)
        try:
            events = list(self.decider.decide(command, state, seen_by(self.decider, command, self.others)))
        except Rejected as refusal:
            return Decided(None, refusal)
        for event in events:
            state = self.decider.evolve(state, event)
        return Decided(events, None)


class Decided(NamedTuple):
    events: Sequence[Event] | None
    refusal: Rejected | None

    def then(self, expected: Sequence[Event]) -> None:
        if self.refusal is not None:
            raise self.refusal
        assert self.events == list(expected)

    def then_nothing(self) -> None:
        self.then([])

    def then_rejected(self, code: str) -> None:
        assert self.refusal is not None, f"not refused, but {self.events}"
        assert self.refusal.code == code


def seen_by(decider: Decider[Any], command: Command, others: Mapping[UUID, History]) -> Seen:
    """The states that the handler would show to the decision: of each stream it needs, empty where nothing is."""
    needed = {need.stream_id: BY_KIND[need.kind] for need in decider.needs(command)}
    assert needed.keys() >= others.keys(), "the decision does not look there"
    return {stream_id: fold(other, others.get(stream_id, ())) for stream_id, other in needed.items()}
