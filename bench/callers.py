"""The 256 callers of the log: each appends one event, looks at its own outcome, and appends the next."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import cycle
from time import perf_counter
from uuid import UUID

from bench.inserts import fresh_id
from bench.processors import used
from bench.rounds import BenchFailed, Sample
from eventstore.group_commit import GroupCommit
from eventstore.postgres import PostgresStore
from eventstore.records import Append, NewEvent, Outcome, Status
from eventstore.walls import Pool

CALLERS = 256


class Counted(PostgresStore):
    """Counts how often it is called."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.calls = 0

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        self.calls += 1
        return await super().append(appends)


class Callers:
    """In some organisations whose feeds are open."""

    def __init__(
        self,
        store: Counted,
        log: GroupCommit,
        org_ids: Sequence[UUID],
        servers: Sequence[int],
        sessions: Sequence[tuple[str, int, bytes]],
    ) -> None:
        self._store = store
        self._log = log
        self._org_ids = org_ids
        self._servers = servers
        self._sessions = cycle(sessions)
        self._stored: Counter[UUID] = Counter()

    async def new_streams(self, seconds: float) -> Sample:
        """Every event begins a stream, as a session does."""

        async def caller(place: int, until: float) -> None:
            turn = place
            while perf_counter() < until:
                await self._append(self._org_ids[turn % len(self._org_ids)], fresh_id(), 0)
                turn += CALLERS - 1

        return await self._measured(caller, seconds)

    async def growing_streams(self, seconds: float) -> Sample:
        """Every caller has a stream of its own and appends at the version it saw last."""

        async def caller(place: int, until: float) -> None:
            org_id, stream_id, version = self._org_ids[place % len(self._org_ids)], fresh_id(), 0
            while perf_counter() < until:
                version = await self._append(org_id, stream_id, version)

        return await self._measured(caller, seconds)

    async def open_feeds(self) -> None:
        """Each organisation's first event."""
        for org_id in self._org_ids:
            (outcome,) = await self._store.append([self._event(org_id, org_id, 0, opens_feed=True)])
            if outcome.status is not Status.STORED:
                raise BenchFailed(f"a feed was not opened: {outcome}")

    async def check(self) -> None:
        """Raises BenchFailed unless each feed holds what was stored, and its first event."""
        for org_id in self._org_ids:
            head = await self._store.head(org_id)
            if head is None or head.pos != self._stored[org_id] + 1:
                raise BenchFailed(
                    f"{self._stored[org_id]} events were stored behind the first, and the feed says {head}"
                )

    async def _append(self, org_id: UUID, stream_id: UUID, expected: int) -> int:
        (outcome,) = await self._log.append([self._event(org_id, stream_id, expected)])
        if outcome.status is not Status.STORED or outcome.version != expected + 1:
            raise BenchFailed(f"an event was not stored: {outcome}")
        self._stored[org_id] += 1
        return outcome.version

    def _event(self, org_id: UUID, stream_id: UUID, expected: int, *, opens_feed: bool = False) -> Append:
        name, schema_v, data = next(self._sessions)
        now = datetime.now(UTC)
        event = NewEvent(
            event_id=fresh_id(), type=name, schema_v=schema_v, occurred_at=now, data=data, subject_id=stream_id
        )
        return Append(
            org_id=org_id,
            stream_id=stream_id,
            expected=expected,
            events=(event,),
            recorded_at=now,
            actor=f"partner:{org_id}",
            opens_feed=opens_feed,
        )

    async def _measured(self, caller: Callable[[int, float], Awaitable[None]], seconds: float) -> Sample:
        calls, there, cpu, began = self._store.calls, self._stored.total(), used(self._servers), perf_counter()
        await asyncio.gather(*(caller(place, began + seconds) for place in range(CALLERS)))
        taken, after = perf_counter() - began, used(self._servers)
        count = self._stored.total() - there
        return Sample(
            rate=count / taken,
            cpu=None if cpu is None or after is None else (after - cpu) * 1e6 / count,
            call_size=count / (self._store.calls - calls),
        )


@asynccontextmanager
async def called(
    store: Counted, org_ids: Sequence[UUID], servers: Sequence[int], sessions: Sequence[tuple[str, int, bytes]]
) -> AsyncIterator[Callers]:
    """The callers before a group commit of their own, in organisations that begin with this."""
    log = GroupCommit(store)
    log.start()
    try:
        callers = Callers(store, log, org_ids, servers, sessions)
        await callers.open_feeds()
        yield callers
    finally:
        await log.stop()
