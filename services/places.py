"""Where the streams stand that a command writes or looks at, folded from the log."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog
from msgspec import Struct

from domain.decider import Decider, Report
from domain.deciders import BY_COMMAND, BY_KIND
from eventstore.codec import Codec, Undecodable
from eventstore.records import Recorded
from eventstore.store import EventStore
from services.call import Answer, Call
from services.guards import Guards
from services.turns import Stream, Turns

logger = structlog.get_logger()


class Log(Protocol):
    """What executing needs of the context."""

    @property
    def store(self) -> EventStore: ...
    @property
    def codec(self) -> Codec: ...
    @property
    def guards(self) -> Guards: ...
    @property
    def turns(self) -> "Turns[Step, Answer]": ...


class Place(Struct, frozen=True):
    version: int
    state: Any
    foreign: bool = False  # the stream is there, but of another kind: an id was used for two things


Key = tuple[UUID, str, UUID]  # organisation, kind as somebody takes it for, stream


class Step(Struct, frozen=True):
    """A call, and the streams it touches."""

    call: Call
    decider: Decider[Any]
    key: Key  # the stream it writes
    needs: Sequence[Key]  # those it looks at

    @property
    def stream(self) -> Stream:
        return self.key[0], self.key[2]


class Then(Struct, frozen=True):
    """What a command was decided on when it came the first time."""

    place: Place
    at: datetime
    seen: Mapping[UUID, Any]


class Places(Struct, frozen=True):
    """Streams as they stand now; and for commands that were there before, stored or earlier in the same batch, how
    things stood then."""

    now: dict[Key, Place]
    before: dict[tuple[Key, UUID], Then]
    shared: set[Key]  # written by one command and touched by others: each finds what those before it left
    unreadable: set[Key]  # with an event that no decoder of this program understands


def step_of(call: Call) -> Step:
    org_id, command = call.actor.org_id, call.command
    decider = BY_COMMAND[type(command)]
    needs = [(org_id, *need) for need in decider.needs(command)]
    return Step(call, decider, (org_id, decider.kind, decider.stream(command)), needs)


async def load_places(log: Log, steps: Collection[Step], *, optimistic: bool) -> Places:
    """Read and fold in one round trip.

    Optimistic: a report that opens a stream finds it empty without a look, and what reports look at may be a minute
    old. The append finds out where that was wrong.
    """
    now: dict[Key, Place] = {}
    wanted: set[Key] = set()
    written: set[Key] = set()
    shared: set[Key] = set()
    for step in steps:
        key, decider, command = step.key, step.decider, step.call.command
        if key in written:
            shared.add(key)
        written.add(key)
        if not written.isdisjoint(step.needs):
            shared.update(step.needs)
        trusting = optimistic and isinstance(command, Report)
        for need in step.needs:
            kept = log.guards.get(need[0], need[2]) if trusting else None
            if kept is None:
                wanted.add(need)
            else:
                now[need] = Place(0, kept)
        if trusting and type(command) in decider.opens:
            now.setdefault(key, Place(0, decider.empty))
        else:
            wanted.add(key)
    places = Places(now, {}, shared=shared, unreadable=set())
    if wanted:
        await _read(log, steps, wanted, places)
    return places


async def load_states(log: Log, keys: Collection[Key]) -> dict[Key, Any]:
    """The streams as they stand; one that cannot be read, or is of another kind, counts as empty."""
    places = Places({}, {}, shared=set(), unreadable=set())
    await _read(log, (), set(keys), places)
    return {key: places.now[key].state for key in keys}


async def _read(log: Log, steps: Iterable[Step], wanted: set[Key], places: Places) -> None:
    """Put the streams into their places, and what stood there before commands that are stored already."""
    streams: dict[Stream, list[Recorded]] = defaultdict(list)
    for recorded in await log.store.load_many(list({(org_id, stream_id) for org_id, _, stream_id in wanted})):
        streams[recorded.org_id, recorded.stream_id].append(recorded)
    for key in wanted:
        org_id, kind, stream_id = key
        try:
            place = _folded(log.codec, kind, streams[org_id, stream_id])
        except Undecodable as error:  # the trouble of those who need this stream, and of nobody beside them
            logger.error("stream unreadable", organisation=str(org_id), stream=str(stream_id), error=str(error))
            place = Place(0, BY_KIND[kind].empty)
            places.unreadable.add(key)
        places.now[key] = place
        if kind == "patient" and place.version and not place.foreign:
            log.guards.keep(org_id, stream_id, place.state)
    for step in steps:
        _look_back(log.codec, step, places, streams)


def _folded(codec: Codec, kind: str, stream: Sequence[Recorded]) -> Place:
    decider = BY_KIND[kind]
    place = Place(0, decider.empty)
    for recorded in stream:
        if not recorded.type.startswith(f"{kind}."):
            return Place(stream[-1].version, decider.empty, foreign=True)
        event = codec.decode(recorded.type, recorded.schema_v, recorded.data)
        place = Place(recorded.version, decider.evolve(place.state, event))
    return place


def _look_back(codec: Codec, step: Step, places: Places, streams: Mapping[Stream, Sequence[Recorded]]) -> None:
    """For a command that is stored already: what it was decided on, also of the streams it looked at."""
    command_id = step.call.command.command_id
    first = next((recorded for recorded in streams.get(step.stream, ()) if recorded.event_id == command_id), None)
    if first is None or places.now[step.key].foreign or not places.unreadable.isdisjoint((step.key, *step.needs)):
        return

    def earlier(key: Key) -> Place:
        org_id, kind, stream_id = key
        return _folded(codec, kind, [recorded for recorded in streams[org_id, stream_id] if recorded.pos < first.pos])

    seen = {
        need[2]: earlier(need).state
        if (need[0], need[2]) in streams
        else places.now[need].state  # a guard: what reports look at is no other than it was
        for need in step.needs
    }
    places.before[step.key, command_id] = Then(earlier(step.key), first.occurred_at, seen)
