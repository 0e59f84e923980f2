"""Where the streams stand that a command writes or looks at, folded from the log."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from domain.decider import Need, Report
from domain.deciders import BY_COMMAND, BY_KIND
from eventstore.codec import Codec
from eventstore.records import Recorded
from eventstore.store import EventStore
from services.call import Call
from services.guards import Guards


class Log(Protocol):
    """What executing needs of the context."""

    @property
    def store(self) -> EventStore: ...
    @property
    def codec(self) -> Codec: ...
    @property
    def guards(self) -> Guards: ...


class Place(NamedTuple):
    version: int
    state: Any
    foreign: bool = False  # the stream is there, but of another kind: an id was used for two things


Key = tuple[UUID, str, UUID]  # organisation, kind as somebody takes it for, stream


class Then(NamedTuple):
    """What a command was decided on when it came the first time."""

    place: Place
    at: datetime
    seen: Mapping[UUID, Any]


class Places(NamedTuple):
    """Streams as they stand now; and for commands that were there before, stored or earlier in the same batch, how
    things stood then."""

    now: dict[Key, Place]
    before: dict[tuple[Key, UUID], Then]

    def of(self, org_id: UUID, needs: Iterable[Need]) -> Mapping[UUID, Any]:
        """States by stream id."""
        return {need.stream_id: self.now[org_id, *need].state for need in needs}


async def load_places(log: Log, calls: Sequence[Call], *, optimistic: bool) -> Places:
    """Read and fold in one round trip.

    Optimistic: a report that opens a stream finds it empty without a look, and what reports look at may be a minute
    old. The append finds out where that was wrong.
    """
    wanted: dict[tuple[UUID, UUID], set[str]] = {}  # as which kinds a stream is taken
    now: dict[Key, Place] = {}
    for call in calls:
        org_id, decider = call.actor.org_id, BY_COMMAND[type(call.command)]
        trusting = optimistic and isinstance(call.command, Report)
        for need in decider.needs(call.command):
            kept = log.guards.get(org_id, need.stream_id) if trusting else None
            if kept is None:
                wanted.setdefault((org_id, need.stream_id), set()).add(need.kind)
            else:
                now[org_id, *need] = Place(0, kept)
        stream_id = decider.stream(call.command)
        if trusting and type(call.command) in decider.opens:
            now.setdefault((org_id, decider.kind, stream_id), Place(0, decider.empty))
        else:
            wanted.setdefault((org_id, stream_id), set()).add(decider.kind)
    streams: dict[tuple[UUID, UUID], list[Recorded]] = defaultdict(list)
    for recorded in await log.store.load_many(list(wanted)) if wanted else ():
        streams[recorded.org_id, recorded.stream_id].append(recorded)
    for (org_id, stream_id), kinds in wanted.items():
        for kind in kinds:
            now[org_id, kind, stream_id] = _folded(log.codec, kind, streams[org_id, stream_id])
    places = Places(now, {})
    for call in calls:
        _look_back(log.codec, call, places, streams)
    for (org_id, kind, stream_id), place in now.items():
        if kind == "patient" and place.version and not place.foreign:
            log.guards.keep(org_id, stream_id, place.state)
    return places


def _folded(codec: Codec, kind: str, stream: Sequence[Recorded]) -> Place:
    decider = BY_KIND[kind]
    place = Place(0, decider.empty)
    for recorded in stream:
        if not recorded.type.startswith(f"{kind}."):
            return Place(stream[-1].version, decider.empty, foreign=True)
        event = codec.decode(recorded.type, recorded.schema_v, recorded.data)
        place = Place(recorded.version, decider.evolve(place.state, event))
    return place


def _look_back(
    codec: Codec, call: Call, places: Places, streams: Mapping[tuple[UUID, UUID], Sequence[Recorded]]
) -> None:
    """For a command that is stored already: what it was decided on, also of the streams it looked at."""
    org_id, decider = call.actor.org_id, BY_COMMAND[type(call.command)]
    stream_id = decider.stream(call.command)
    key = (org_id, decider.kind, stream_id)
    stream = streams.get((org_id, stream_id), ())
    first = next((recorded for recorded in stream if recorded.event_id == call.command.command_id), None)
    if first is None or places.now[key].foreign:
        return

    def earlier(kind: str, stream: Sequence[Recorded]) -> Place:
        return _folded(codec, kind, [recorded for recorded in stream if recorded.pos < first.pos])

    seen = {
        need.stream_id: earlier(need.kind, streams[org_id, need.stream_id]).state
        if (org_id, need.stream_id) in streams
        else places.now[org_id, *need].state  # a guard: what reports look at is no other than it was
        for need in decider.needs(call.command)
    }
    places.before[key, call.command.command_id] = Then(earlier(decider.kind, stream), first.occurred_at, seen)
