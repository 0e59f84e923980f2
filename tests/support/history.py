"""What was asked of one stream by many at once, and whether it could all have happened one after the other.

A stream is a list that only grows, and every event of it has its version: so the order of all changes is known, and it
is enough to find for each an instant between its call and its answer, behind the one before it, with each read between
the two changes that it saw (linearizability, as Herlihy and Wing defined it in 1990). Instants are counted.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from uuid import UUID

from msgspec import Struct, field

FOREVER = 1 << 62


class NotLinearizable(AssertionError):
    """No order explains the answers; the sentence names the first that cannot be placed."""


class Span(Struct):
    """From the call to the answer; one that never came may be at any time behind the call."""

    called: int
    answered: int = FOREVER


class Look(Struct, frozen=True):
    """Somebody was told that the stream stood at this version."""

    version: int
    span: Span


class History(Struct):
    """Of one stream."""

    appends: dict[UUID, Span] = field(default_factory=dict)
    stored: dict[UUID, int] = field(default_factory=dict)  # the versions that were told
    looks: list[Look] = field(default_factory=list)

    def check(self, stream: Sequence[UUID]) -> None:
        """`stream`: the events that are there in the end, in their order. Raises NotLinearizable."""
        for event_id, version in self.stored.items():
            if list(stream[version - 1 : version]) != [event_id]:
                raise NotLinearizable(f"{event_id} was acknowledged at version {version}, and is not there")
        strangers = set(stream) - self.appends.keys()
        if strangers:
            raise NotLinearizable(f"nobody asked for {strangers}")
        by_version: Mapping[int, list[Span]] = {version: [] for version in range(len(stream) + 1)}
        for look in self.looks:
            if look.version not in by_version:
                raise NotLinearizable(f"somebody was told of version {look.version}, and there are {len(stream)}")
            by_version[look.version].append(look.span)
        now = 0
        for version in range(len(stream) + 1):
            if version:
                span = self.appends[stream[version - 1]]
                now = max(now, span.called)
                if now > span.answered:
                    raise NotLinearizable(f"version {version} was acknowledged before it can have come about")
            for seen in by_version[version]:
                if seen.answered < now:
                    raise NotLinearizable(f"version {version} was seen before it can have come about")
            now = max([now, *(seen.called for seen in by_version[version])])


class Recorder:
    """The histories of many streams, on one clock that counts calls and answers."""

    def __init__(self) -> None:
        self.histories: dict[tuple[UUID, UUID], History] = {}
        self._clock = count(1)

    def of(self, org_id: UUID, stream_id: UUID) -> History:
        return self.histories.setdefault((org_id, stream_id), History())

    def begin(self) -> Span:
        return Span(next(self._clock))

    def end(self, span: Span) -> Span:
        span.answered = next(self._clock)
        return span
