"""A process that appends until it is killed, and says in one line each what it is about to append and what it was told.

    python -m tests.faults.appender APP_URL WORKER

Command number N of worker W is always the same command, so that whoever started it can ask for it again.
"""

import asyncio
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid5

from msgspec.structs import replace

from eventstore.group_commit import GroupCommit
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.records import Append, CommandKey, NewEffect, Outcome, Sealed, Status
from eventstore.store import EventStore
from tests.support.appends import append, event
from tests.support.times import NOON

ORGANISATIONS = tuple(UUID(int=number) for number in (1, 2, 3))
CALLERS = 12
SHARED = UUID(int=500)  # the stream that everybody writes to


def command(worker: int, number: int) -> Append:
    """A third of them to one stream of all, some with several events, a key, an effect, something sealed."""
    org = ORGANISATIONS[number % 3]
    name = uuid5(org, f"{worker} {number}")
    at = NOON + timedelta(seconds=number)
    events = [
        event(name.int + part, b'{"worker":%d,"number":%d}' % (worker, number)) for part in range(1 + number % 4 // 2)
    ]
    effect = NewEffect(effect_id=name, kind="mail", dedupe_key=str(name), due_at=at, payload=b"{}")
    return append(
        *events,
        org=org,
        stream=SHARED if number % 3 == worker % 3 else name,
        at=at,
        key=CommandKey(key=name, fingerprint=name.bytes) if number % 5 == 0 else None,
        effects=(effect,) if number % 7 == 0 else (),
        sealed=(Sealed(subject_id=SHARED, item_id=name, sealed=b"x"),) if number % 4 == 0 else (),
    )


async def append_at_any_version(store: EventStore, wish: Append) -> Outcome:
    """Until the stream stands still for a moment."""
    while True:
        [outcome] = await store.append([wish])
        if outcome.status is not Status.CONFLICT:
            return outcome
        wish = replace(wish, expected=outcome.version)


async def main(url: str, worker: int) -> None:
    async with opened_pool(url) as pool:
        store = GroupCommit(PostgresStore(pool))
        store.start()

        async def call(numbers: Iterator[int]) -> None:
            for number in numbers:
                print("asks", number, flush=True)
                outcome = await append_at_any_version(store, command(worker, number))
                print("told", number, outcome.status, outcome.pos, flush=True)

        numbers = count()
        await asyncio.gather(*(call(numbers) for _ in range(CALLERS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
