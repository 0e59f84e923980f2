"""A log with every event there has been, written and read by this code as a process of its own.

`python -m tests.support.every_event migrate write read`, or some of these words: bring the databases that the
environment names to this code's schema; record the demonstration and every golden file; decode and fold all that is
there, and tell as JSON what was found. In the tree of another commit the words mean what its code makes of them: so
the words stay, and what is told.
"""

import asyncio
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.decider import Event, fold
from domain.deciders import BY_KIND
from eventstore.codec import Codec
from eventstore.records import Append, NewEvent, Recorded, Status
from eventstore.schema import pending
from eventstore.store import EventStore
from eventstore.verify import verify
from eventstore.walls import Pool, walled
from projections.runner import run_once
from services.cli.schema import LOG_DATABASE, migrate_all
from services.context import Context, open_context, open_engine_pool
from services.demo import seed_demo
from services.settings import Settings, settings_from
from tests.support.feed import Told, stream_of
from tests.support.golden import Golden
from tests.support.times import NOON

GOLDEN_ORGANISATION = UUID("0f0e7a7e-0000-4000-8000-000000000001")
ORGANISATIONS = "SELECT org_id FROM log.feed_head ORDER BY org_id"
PARKED = "SELECT count(*) FROM log.parked"


class Found(Struct, frozen=True):
    """What a process saw: where its code stands, how many events there are of each version of each type."""

    code: str
    events: dict[str, int]
    faults: list[str]  # of the log and of read models, in sentences


async def write(context: Context) -> None:
    await seed_demo(context, now=NOON, progress=lambda done, total: None)
    golden = Golden()
    await tell_golden(context.store, golden, GOLDEN_ORGANISATION, golden.versions())


async def tell_golden(store: EventStore, golden: Golden, org_id: UUID, wanted: Iterable[tuple[str, int]]) -> None:
    """Appends golden files as they were stored in their time, each kind of event to the stream it belongs to."""
    versions = Counter[UUID]()
    for number, (name, schema_v) in enumerate(wanted):
        event_id, data = uuid5(org_id, f"{name} v{schema_v}"), golden.stored(name, schema_v)
        event: Event = golden.codec.decode(name, schema_v, data)
        stream_id = stream_of(Told(event_id, event, NOON))
        new = NewEvent(
            event_id=event_id,
            type=name,
            schema_v=schema_v,
            occurred_at=NOON,
            data=data,
            subject_id=getattr(event, "patient_id", None),
        )
        append = Append(
            org_id=org_id,
            stream_id=stream_id,
            expected=versions[stream_id],
            events=(new,),
            recorded_at=NOON + timedelta(seconds=number),
            actor="system:test",
            opens_feed=number == 0,
        )
        versions[stream_id] += 1
        (outcome,) = await store.append([append])
        assert outcome.status in (Status.STORED, Status.DUPLICATE), (name, outcome)


async def read(context: Context, engine: Pool) -> Found:
    """The schema is ready for this code; every event decoded, every stream folded, the chain verified, and the read
    models brought up to the log.
    """
    log = await whole_log(context.store, engine)
    fold_streams(context.codec, log)
    verified = await verify(engine)
    faults = [f"{fault.org_id} {fault.pos}: {fault.what}" for fault in verified.faults]
    faults += [f"{name} has not run" for name in await pending(context.settings.owner_url, LOG_DATABASE)]
    while await run_once(engine):
        pass
    async with engine.acquire() as db, db.transaction():
        organisations = [row["org_id"] for row in await db.fetch(ORGANISATIONS)]
        await walled(db, organisations)
        if parked := await db.fetchval(PARKED):
            faults.append(f"{parked} subjects are parked")
    counted = Counter(f"{event.type} v{event.schema_v}" for event in log)
    return Found(str(Path(__file__).parents[2]), dict(sorted(counted.items())), faults)


async def whole_log(store: EventStore, engine: Pool) -> list[Recorded]:
    """All events of all organisations, each feed in its order."""
    log: list[Recorded] = []
    for row in await engine.fetch(ORGANISATIONS):
        after = 0
        while page := await store.read(row["org_id"], after):
            log += page
            after = page[-1].pos
    return log


def fold_streams(codec: Codec, log: Sequence[Recorded]) -> dict[tuple[UUID, UUID], Any]:
    """The state of every stream, by organisation and stream."""
    streams = defaultdict[tuple[UUID, UUID], list[Recorded]](list)
    for event in log:
        streams[event.org_id, event.stream_id].append(event)
    return {
        key: fold(
            BY_KIND[stream[0].type.partition(".")[0]],
            [codec.decode(event.type, event.schema_v, event.data) for event in stream],
        )
        for key, stream in streams.items()
    }


async def _do(word: str, settings: Settings) -> None:
    match word:
        case "migrate":
            await migrate_all(settings.owner_url, settings.keys_owner_url, lambda line: None)
        case "write":
            async with open_context(settings) as context:
                await write(context)
        case "read":
            async with open_context(settings) as context, open_engine_pool(settings) as engine:
                sys.stdout.write(msgspec.json.encode(await read(context, engine)).decode())
        case _:
            raise ValueError(word)


async def _main() -> None:
    for word in sys.argv[1:]:
        await _do(word, settings_from(os.environ))


if __name__ == "__main__":
    asyncio.run(_main())
