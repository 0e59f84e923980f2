"""Everything outside, opened once for a process: the log, the vault, the clock, the wake-ups."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Protocol
from uuid import UUID

import uuid_utils
from msgspec import Struct
from redis.asyncio import Redis

from eventstore.group_commit import GroupCommit
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.vault import Vault
from eventstore.walls import Connection, Pool, reading
from projections.reading import codec
from services.call import Answer
from services.clock import Clock, clock_of
from services.emergencies import Emergencies
from services.guards import Guards
from services.places import Step
from services.settings import Settings
from services.turns import Turns
from services.wake import Wake, open_valkey

LIVE_SECONDS = 10
"""For a statement of engine and worker; a link that went dead holds them up for a third more."""


class Limits(Struct, frozen=True, kw_only=True):
    """How much of Postgres one process takes, and how long its callers wait for it."""

    connections: int = 10  # for reading
    connection_seconds: float = 3.0  # for one of them to be free
    statement_seconds: int = 15  # for an answer
    log_seconds: int = 5  # for a single call of the log: an append that takes longer holds up all that wait
    append_seconds: float = 5.0  # for an append to be tried again


class Memory(Protocol):
    """Something that this process remembers of the log, so as not to ask again each time."""

    def forget_all(self) -> None: ...


class Context:
    """What commands and queries need. Made by `open_context`.

    `log` is for single calls of functions that must not wait behind slow readings; those have `app`.

    `memories` are emptied whenever a connection to the log is made or lost, as all are when a backup takes its place:
    what was lost with the log is then not known here either.
    """

    def __init__(
        self,
        settings: Settings,
        store: GroupCommit,
        app: Pool,
        log: Pool,
        vault: Vault,
        valkey: "Redis",
        clock: Clock,
        memories: list[Memory],
    ) -> None:
        self.settings = settings
        self.store = store
        self.app = app
        self.log = log
        self.vault = vault
        self.valkey = valkey
        self.clock = clock
        self.codec = codec()
        self.guards = Guards()
        self.turns: Turns[Step, Answer] = Turns()
        self.emergencies = Emergencies(self)
        self.memories = memories
        self.memories.append(self.guards)

    def reading(self, org_id: UUID) -> AbstractAsyncContextManager[Connection]:
        """A connection in a read-only transaction that sees one organisation."""
        return reading(self.app, org_id)

    def new_id(self) -> UUID:
        """A fresh id that sorts by time."""
        return UUID(int=uuid_utils.uuid7().int)


@asynccontextmanager
async def open_context(
    settings: Settings, *, clock: Clock | None = None, limits: Limits | None = None
) -> AsyncIterator[Context]:
    """Open everything; close it again on leaving, after the commands that wait were appended."""
    limits = limits or Limits()
    pool = partial(opened_pool, patience=limits.connection_seconds)
    slow, quick = limits.statement_seconds, min(limits.statement_seconds, limits.log_seconds)
    memories: list[Memory] = []

    def forget() -> None:
        for memory in memories:
            memory.forget_all()

    async with AsyncExitStack() as opened:
        app = await opened.enter_async_context(
            pool(settings.app_url, most=limits.connections, statement_seconds=slow, anew=forget)
        )
        keys = await opened.enter_async_context(pool(settings.keys_url, most=4, statement_seconds=slow))
        valkey = open_valkey(settings.valkey_url)
        opened.push_async_callback(valkey.aclose)
        log = await opened.enter_async_context(
            pool(settings.app_url, most=6, statement_seconds=quick, log=True, watchful=True, anew=forget)
        )
        store = GroupCommit(PostgresStore(log), Wake(valkey), patience=limits.append_seconds)
        store.start()
        opened.push_async_callback(store.stop)
        vault = Vault(keys, settings.master_key)
        yield Context(settings, store, app, log, vault, valkey, clock or clock_of(settings.clock), memories)


def open_engine_pool(settings: Settings) -> AbstractAsyncContextManager[Pool]:
    """A pool for the role engine; an operator's statements, over a whole log, may be long."""
    return opened_pool(settings.engine_url, statement_seconds=300)


def open_live_pool(settings: Settings, *, lock_seconds: int = 0) -> AbstractAsyncContextManager[Pool]:
    """A pool for the same role in what keeps up with the log: all of its statements are short.

    Where nothing comes back on a connection it is dropped a third later than a statement would be given up.
    """
    return opened_pool(
        settings.engine_url,
        statement_seconds=LIVE_SECONDS,
        lock_seconds=lock_seconds,
        patience=LIVE_SECONDS,
        watchful=True,
    )
