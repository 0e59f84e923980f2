"""A report sent again after its events got a newer version: the log compares what is written, this what it says."""

from eventstore.codec import Codec, Undecodable, said
from eventstore.records import Append, NewEvent, Outcome, Recorded, Status
from services.places import Log


async def told_before(log: Log, append: Append) -> Outcome | None:
    """Where the log holds these very events in older versions: its answer to the first time. Otherwise None.

    For an append that the log refused as an id used again. One with a key of its own was compared by that.
    """
    if append.key is not None or all(event.schema_v == 1 for event in append.events):
        return None
    there = {stored.event_id: stored for stored in await log.store.load(append.org_id, [append.stream_id])}
    for event in append.events:
        stored = there.get(event.event_id)
        if stored is None or not _says_the_same(log.codec, stored, event):
            return None
    last = there[append.events[-1].event_id]
    return Outcome(Status.DUPLICATE, last.pos, last.version, last.hash)


def _says_the_same(codec: Codec, stored: Recorded, event: NewEvent) -> bool:
    try:
        _, _, today = codec.encode(codec.decode(stored.type, stored.schema_v, stored.data))
    except Undecodable:
        return False  # nobody can tell what it says, so the id stays taken
    return (
        stored.type == event.type
        and stored.occurred_at == event.occurred_at
        and stored.occurred_zone == event.occurred_zone
        and stored.subject_id == event.subject_id
        and said(today) == said(event.data)
    )
