"""Everything outside, opened once for a process: the log, the vault, the clock, the wake-ups."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Protocol
from uuid import UUID

import uuid_utils
from msgspec import Struct
from redis.asyncio import Redis

from eventstore.group_commit import GroupCommit
from eventstore.pools import opened_pool, use_of
from eventstore.postgres import PostgresStore
from eventstore.vault import Vault
from eventstore.walls import Connection, Pool, reading, writing
from projections.reading import codec
from services.accounts.passwords import Passwords
from services.audit.ledger import Ledger
from services.call import Answer
from services.clock import Clock, SandboxClock, clock_of
from services.egress import Egress
from services.emergencies import Emergencies
from services.feed_news import FeedNews
from services.forgetting import FORGET, Forgetful, listen_for_changes
from services.guards import Guards
from services.measured.appends import count_appends
from services.measured.gauges import GAUGES
from services.partners.last_use import LastUse
from services.places import Step
from services.quotas.counting import Count, open_storage
from services.quotas.limiter import Limiter
from services.rights import Rights
from services.sandbox_clocks import SANDBOX, SandboxClocks
from services.settings import Settings
from services.tracing.commits import tellers
from services.tracing.tracing import OFF, Tracing
from services.turns import Turns
from services.wake import Wake, ended, open_valkey

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


def real_now() -> datetime:
    """Real time, in UTC: of sign-ins and whatever else belongs to no organisation's clock."""
    return datetime.now(UTC)


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
        clock: SandboxClock,
        memories: list[Memory],
        audit: Ledger,
        key_use: LastUse,
        count: Count,
        real_now: Callable[[], datetime] = real_now,
        tracing: Tracing = OFF,
    ) -> None:
        self.settings = settings
        self.tracing = tracing
        self.store = store
        self.app = app
        self.log = log
        self.vault = vault
        self.valkey = valkey
        self.clock = clock
        self.real_now = real_now
        self.passwords = Passwords()
        self.codec = codec()
        self.egress = Egress(trying_out=settings.trying_out)
        self.feed_news = FeedNews(valkey)
        self.guards = Guards()
        self.rights = Rights(store.load, self.codec, clock.now)
        self.turns: Turns[Step, Answer] = Turns()
        self._changed = Wake(valkey, FORGET)
        self.sandbox_moved = Wake(valkey, SANDBOX)
        self.emergencies = Emergencies(self)
        self.memories = memories
        self.memories.append(self.guards)
        self.memories.append(self.rights)
        self.audit = audit
        self.key_use = key_use
        self.limiter = Limiter(settings.quotas, count, lambda: real_now().timestamp())

    def reading(self, org_id: UUID) -> AbstractAsyncContextManager[Connection]:
        """A connection in a read-only transaction that sees one organisation."""
        return reading(self.app, org_id)

    async def tell_changed(self, org_id: UUID, whom: UUID) -> None:
        """Somebody's rights changed, or who may see a patient: this process knows at once, the others when they hear of
        it, and after a minute in any case. Never raises.
        """
        self.forget(org_id, whom)
        await self._changed([org_id, whom])

    def forget(self, org_id: UUID, whom: UUID) -> None:
        """Let go of all that this process remembers of somebody; of everybody, where an organisation names itself: it
        has left.
        """
        if whom == org_id:
            self.vault.forget_organisation(org_id)
            for memory in self.memories:
                memory.forget_all()
            return
        self.vault.forget(org_id, whom)
        self.emergencies.forget(org_id, whom)
        for memory in self.memories:
            if isinstance(memory, Forgetful):
                memory.forget(org_id, whom)

    def forget_all(self) -> None:
        """Let go of everybody: a word may have been missed. Whom to call in an emergency is remembered all the same."""
        self.vault.forget_all()
        for memory in self.memories:
            memory.forget_all()

    def writing(self, org_id: UUID) -> AbstractAsyncContextManager[Connection]:
        """A connection in a transaction that sees one organisation and may write the rows of the doors."""
        return writing(self.app, org_id)

    def close(self) -> None:
        """End what runs in threads of its own."""
        self.passwords.close()

    def new_id(self) -> UUID:
        """A fresh id that sorts by time."""
        return UUID(int=uuid_utils.uuid7().int)


@asynccontextmanager
async def open_context(
    settings: Settings,
    *,
    clock: Clock | None = None,
    limits: Limits | None = None,
    real_now: Callable[[], datetime] = real_now,
    tracing: Tracing = OFF,
) -> AsyncIterator[Context]:
    """Open everything; close it again on leaving, after the commands that wait were appended.

    `tracing` outlives it: whoever opened that closes it afterwards.
    """
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
        for name, opened_one in (("app", app), ("keys", keys), ("log", log)):
            opened.enter_context(GAUGES.pool(name, partial(use_of, opened_one)))
        store = GroupCommit(
            PostgresStore(log),
            Wake(valkey),
            patience=limits.append_seconds,
            committed=(count_appends, *tellers(tracing)),
        )
        opened.enter_context(GAUGES.log(lambda: store.waiting))
        store.start()
        opened.push_async_callback(store.stop)
        vault = Vault(keys, settings.master_key)
        audit = Ledger(log)
        key_use = LastUse(app)
        storage, counting = open_storage(settings.valkey_url)
        opened.push_async_callback(counting.disconnect)
        count = Count(storage, settings.quotas.processes)
        opened.push_async_callback(key_use.written)
        opened.push_async_callback(audit.stop)
        moved = SandboxClock(clock or clock_of(settings.clock))
        context = Context(
            settings, store, app, log, vault, valkey, moved, memories, audit, key_use, count, real_now, tracing
        )
        sandboxes = SandboxClocks(log, valkey, moved)
        await sandboxes.look()
        beside = (listen_for_changes(valkey, context.forget, context.forget_all), sandboxes.listen(), sandboxes.keep())
        opened.push_async_callback(ended, [asyncio.create_task(one) for one in beside])
        opened.callback(context.close)
        yield context


def open_engine_pool(settings: Settings) -> AbstractAsyncContextManager[Pool]:
    """A pool for the role engine; an operator's statements, over a whole log, may be long."""
    return opened_pool(settings.engine_url, statement_seconds=300)


@asynccontextmanager
async def open_live_pool(settings: Settings, *, lock_seconds: int = 0) -> AsyncIterator[Pool]:
    """A pool for the same role in what keeps up with the log: all of its statements are short.

    Where nothing comes back on a connection it is dropped a third later than a statement would be given up.
    """
    async with opened_pool(
        settings.engine_url,
        statement_seconds=LIVE_SECONDS,
        lock_seconds=lock_seconds,
        patience=LIVE_SECONDS,
        watchful=True,
    ) as pool:
        with GAUGES.pool("engine", partial(use_of, pool)):
            yield pool
