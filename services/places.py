"""Where the streams stand that a command writes or looks at, folded from the log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from domain.decider import Need, Report
from domain.deciders import BY_COMMAND, BY_KIND
from eventstore.codec import Codec
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


class Places(NamedTuple):
    """Streams as they stand now; and for commands that were there before, stored or earlier in the same batch, how
    their stream stood then, and when."""

    now: dict[Key, Place]
    before: dict[tuple[Key, UUID], tuple[Place, datetime]]

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
    for (org_id, stream_id), kinds in wanted.items():
        now |= {(org_id, kind, stream_id): Place(0, BY_KIND[kind].empty) for kind in kinds}
    before: dict[tuple[Key, UUID], tuple[Place, datetime]] = {}
    asked = {call.command.command_id for call in calls}
    for recorded in await log.store.load_many(list(wanted)) if wanted else ():
        for kind in wanted[recorded.org_id, recorded.stream_id]:
            key = (recorded.org_id, kind, recorded.stream_id)
            decider = BY_KIND[kind]
            if not recorded.type.startswith(f"{kind}."):
                now[key] = Place(recorded.version, decider.empty, foreign=True)
                continue
            if recorded.event_id in asked:
                before[key, recorded.event_id] = (now[key], recorded.occurred_at)
            event = log.codec.decode(recorded.type, recorded.schema_v, recorded.data)
            now[key] = Place(recorded.version, decider.evolve(now[key].state, event))
    for (org_id, kind, stream_id), place in now.items():
        if kind == "patient" and place.version and not place.foreign:
            log.guards.keep(org_id, stream_id, place.state)
    return Places(now, before)
