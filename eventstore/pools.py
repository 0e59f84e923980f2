"""Pools of connections to Postgres, with the limits that keep one slow statement from holding up the rest."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, NamedTuple

import asyncpg
from asyncpg.connection import LoggedQuery
from asyncpg.pool import PoolConnectionHolder

from eventstore.arrays import send_arrays_whole
from eventstore.connection import LimitedConnection
from eventstore.limits import APPLICATION, Limits
from eventstore.server_watch import watch_server
from eventstore.sharded import SHARDED
from eventstore.walls import Connection, Pool

CLOSE_SECONDS = 5
MOST_USES = 50_000  # of one connection
IDLE_SECONDS = 300.0  # after which a connection that is not needed is closed


async def _as_it_was_left(_: Connection) -> None:
    """Instead of asyncpg's RESET ALL."""


class Use(NamedTuple):
    """Of a pool at this moment."""

    used: int  # connections
    most: int
    waits: int  # how often nobody's was free since it was opened


class _Patient(Pool):
    """Its `patience` is for how many seconds whoever asks waits for a free connection; None: for ever.

    A connection on which nothing comes back has as long to be cleaned up; then it is dropped.

    `sharded`: its database is spread over the workers of Citus (sharded.py).
    """

    patience: float | None = None
    sharded = False
    waits = 0
    behind_pooler = False
    _queue: "asyncio.LifoQueue[PoolConnectionHolder[asyncpg.Record]]"  # asyncpg's own, of those that nobody uses
    _holders: "list[PoolConnectionHolder[asyncpg.Record]]"  # asyncpg's own

    def acquire(self, *, timeout: float | None = None) -> Any:
        if self._queue.empty():
            self.waits += 1
        return super().acquire(timeout=self.patience if timeout is None else timeout)

    def hear(self, db: Connection, said: LoggedQuery) -> None:
        """Told of each statement. Where the server did not even give one up, its connection is lost, maybe all are."""
        if isinstance(said.exception, TimeoutError):
            for holder in self._holders:
                if holder.is_idle():
                    holder.terminate()
            asyncio.get_running_loop().call_soon(db.terminate)  # not at once: asyncpg may be about to take it back


def use_of(pool: Pool) -> Use:
    """How a pool that was opened here is used."""
    if not isinstance(pool, _Patient):
        raise TypeError("a pool that was opened elsewhere")
    return Use(len(pool._holders) - pool._queue.qsize(), len(pool._holders), pool.waits)


@asynccontextmanager
async def opened_pool(
    url: str,
    *,
    most: int = 10,
    statement_seconds: int = 15,
    lock_seconds: int = 0,
    log: bool = False,
    patience: float | None = None,
    watchful: bool = False,
    anew: Callable[[], None] | None = None,
) -> AsyncIterator[Pool]:
    """A pool for one role. Raises asyncpg's or the system's error when the server cannot be reached.

    `lock_seconds`: for how long a statement waits for what somebody else has locked; 0: as long as for anything else.

    `log`: the log's own pool, where every use is one call of a function, or one transaction with settings of its own.
    It does without the round trip that ends what a use set for its session, and it sends arrays whole (arrays.py).

    `patience`: seconds to wait for a free connection, then TimeoutError; None: for ever.

    `watchful`: a connection on which nothing came back when the server should have given up is dropped at once, with
    those that lie idle, for some microseconds a statement. Otherwise each is, after asking to cancel for as long again.

    `anew` is called whenever a connection is made or lost: another log may answer from now on, a restored one. Behind a
    pooler, which keeps connections when the server changes, it is also called within a second of such a change.

    On leaving, a connection that somebody still holds has five seconds to come back, then it is cut.
    """

    limits = Limits(statement_seconds, lock_seconds)

    async def init(db: Connection) -> None:
        if isinstance(db, LimitedConnection):
            await db.hold(limits)
            pool.behind_pooler |= db.behind_pooler
        if log:
            send_arrays_whole(db)
        if anew is not None:
            anew()
            db.add_termination_listener(lambda _: anew())
        if watchful:
            db.add_query_logger(partial(pool.hear, db))

    pool = _Patient(
        url,
        init=init,
        connection_class=LimitedConnection,
        record_class=asyncpg.Record,
        loop=asyncio.get_running_loop(),
        init_size=1,
        min_size=1,
        max_size=most,
        max_queries=MOST_USES,
        max_inactive_connection_lifetime=IDLE_SECONDS,
        timeout=10,
        command_timeout=statement_seconds * 4 / 3,  # the server gives up first, where it can still be heard
        server_settings={"application_name": APPLICATION, **limits.settings()},
        reset=_as_it_was_left if log else None,
    )
    pool.patience = patience
    await pool
    watching = asyncio.create_task(watch_server(url, anew)) if anew and pool.behind_pooler else None
    try:
        pool.sharded = await pool.fetchval(SHARDED)
        yield pool
    finally:
        if watching is not None:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
        try:
            await asyncio.wait_for(pool.close(), CLOSE_SECONDS)
        except TimeoutError:
            pool.terminate()
