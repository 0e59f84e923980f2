"""Where the streams stand that a command writes or looks at, folded from the log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from domain.decider import Decider, Report
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


Key = tuple[UUID, UUID]  # organisation, stream


class Places(NamedTuple):
    """Streams as they stand now; and for commands that were there before, stored or earlier in the same batch, how
    their stream stood then, and when."""

    now: dict[Key, Place]
    before: dict[tuple[Key, UUID], tuple[Place, datetime]]

    def of(self, org_id: UUID, stream_ids: Iterable[UUID]) -> Mapping[UUID, Any]:
        """States by stream id."""
        return {stream_id: self.now[org_id, stream_id].state for stream_id in stream_ids}


async def load_places(log: Log, calls: Sequence[Call], *, optimistic: bool) -> Places:
    """Read and fold in one round trip.

    Optimistic: a report that opens a stream finds it empty without a look, and what reports look at may be a minute
    old. The append finds out where that was wrong.
    """
    wanted: dict[Key, Decider[Any]] = {}
    now: dict[Key, Place] = {}
    for call in calls:
        org_id, decider = call.actor.org_id, BY_COMMAND[type(call.command)]
        trusting = optimistic and isinstance(call.command, Report)
        for need in decider.needs(call.command):
            kept = log.guards.get(org_id, need.stream_id) if trusting else None
            if kept is None:
                wanted[org_id, need.stream_id] = BY_KIND[need.kind]
            else:
                now[org_id, need.stream_id] = Place(0, kept)
        own = (org_id, decider.stream(call.command))
        if trusting and type(call.command) in decider.opens:
            now.setdefault(own, Place(0, decider.empty))
        else:
            wanted[own] = decider
    now |= {key: Place(0, decider.empty) for key, decider in wanted.items()}
    before: dict[tuple[Key, UUID], tuple[Place, datetime]] = {}
    asked = {call.command.command_id for call in calls}
    for recorded in await log.store.load_many(list(wanted)) if wanted else ():
        key = (recorded.org_id, recorded.stream_id)
        if recorded.event_id in asked:
            before[key, recorded.event_id] = (now[key], recorded.occurred_at)
        event = log.codec.decode(recorded.type, recorded.schema_v, recorded.data)
        now[key] = Place(recorded.version, wanted[key].evolve(now[key].state, event))
    for key, decider in wanted.items():
        if decider.kind == "patient" and now[key].version:
            log.guards.keep(*key, now[key].state)
    return Places(now, before)
