"""A patient with ten thousand sessions and one with ten: what one more session costs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter

from bench.inserts import fresh_id
from bench.one_size import catch_up
from bench.people import Settled, carry_out, settle
from bench.programs import prescribe
from bench.rounds import BenchFailed, Sample
from bench.sessions import Sender
from domain.session.decider import LogSession
from domain.values import Entry
from eventstore.walls import Pool
from services.actor import system
from services.call import Call, Verdict
from services.context import Context, open_context, open_engine_pool
from services.execute import execute
from services.settings import Settings

FEW = 10
WEEK = timedelta(days=7)
A_WEEK = 10
"""Sessions; the one with few has logged for a week, so that both have the same behind them in this one."""


class LongTreated:
    """Of two patients: the first has logged `many` sessions, the second ten."""

    def __init__(self, context: Context, engine: Pool, settled: Settled, entries: list[Entry]) -> None:
        self._context = context
        self._engine = engine
        self._settled = settled
        self._entries = entries

    async def begin(self, many: int) -> None:
        for who, sessions in enumerate((many, FEW)):
            await carry_out(self._context, [self._session(who, number) for number in range(sessions)])
        await catch_up(self._engine)

    async def command(self, who: int, count: int) -> Sample:
        """So many sessions logged, each after the answer to the one before."""
        began = perf_counter()
        for _ in range(count):
            await self._log(who)
        taken = perf_counter() - began
        await catch_up(self._engine)
        return Sample(rate=count / taken)

    async def fold(self, who: int, count: int) -> Sample:
        """So many sessions folded into every read model, one by one."""
        taken = 0.0
        for _ in range(count):
            await self._log(who)
            began = perf_counter()
            if await catch_up(self._engine) != 1:
                raise BenchFailed("one session was new, and something else was folded")
            taken += perf_counter() - began
        return Sample(rate=count / taken)

    async def _log(self, who: int) -> None:
        answer = await execute(self._context, self._session(who, 0))
        if answer.verdict is not Verdict.STORED:
            raise BenchFailed(f"a session was not stored: {answer}")

    def _session(self, who: int, number: int) -> Call:
        """The `number`-th before now."""
        sender: Sender = self._settled.senders[who]
        org_id, now = self._settled.org_ids[0], datetime.now(UTC)
        command = LogSession(
            command_id=fresh_id(),
            at=now,
            patient_id=sender.patient_id,
            occurred_at=now - number * WEEK / A_WEEK,
            entries=(self._entries[who],),
        )
        return Call(actor=system(org_id, "bench"), command=command)


@asynccontextmanager
async def long_treated(settings: Settings, many: int) -> AsyncIterator[LongTreated]:
    """In an organisation of their own."""
    since = (many // A_WEEK + 2) * WEEK
    async with open_context(settings) as context, open_engine_pool(settings) as engine:
        settled = await settle(context, 1, 2, since=since)
        treated = LongTreated(context, engine, settled, await prescribe(context, settled, since))
        await treated.begin(many)
        yield treated
