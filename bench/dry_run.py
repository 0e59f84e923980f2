"""Thresholds tried on the year of a clinic with a thousand patients, beside reading and decoding the same events."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID

import asyncpg
from msgspec import Struct

from bench.cases import compared, found
from bench.grounds import grounds
from bench.histories import CLINIC_ID
from bench.large import Large, large_log
from bench.rebuild import READ, Anew
from bench.result import Result
from bench.rounds import BenchFailed, Sample
from domain.clinic.events import Policy
from domain.dry_run.decider import TryPolicy
from eventstore.walls import Pool
from services.actor import system
from services.call import Call, Verdict
from services.context import Context, open_context, open_engine_pool, open_live_pool
from services.dry_runs import given_up, plan_effect, progress, told
from services.execute import execute
from services.settings import environment_of
from workers.actors import hand_over
from workers.broker import close_broker, make_broker
from workers.delivery import Delivery
from workers.dispatcher import Dispatcher
from workers.wakeups import Listener

GOAL_SECONDS = 60
LOOK_EVERY = 0.05
STRICTER = Policy(high_pain=60, low_percent=60)


class Size(Struct, frozen=True, kw_only=True):
    patients: int
    events: int
    rounds: int


FULL = Size(patients=1_000, events=250_000, rounds=3)
QUICK = Size(patients=50, events=10_000, rounds=2)


class Trying:
    """One run after the other, with the workers of the platform."""

    def __init__(self, context: Context, large: Large) -> None:
        self._context = context
        self._large = large
        self._said: tuple[int, int] | None = None

    async def run(self) -> Sample:
        """Raises BenchFailed where it does not end, leaves patients out, or says something else than the last time."""
        context, year = self._context, self._large.year
        org_id, run_id, now = self._large.houses[0].organisation_id, context.new_id(), year.until
        command = TryPolicy(
            command_id=run_id,
            at=now,
            run_id=run_id,
            clinic_id=CLINIC_ID,
            policy=STRICTER,
            first_day=(now - timedelta(days=365)).date(),
            last_day=now.date(),
        )
        began = perf_counter()
        call = Call(actor=system(org_id, "bench"), command=command, effects=(plan_effect(run_id, now),))
        if (await execute(context, call)).verdict is not Verdict.STORED:
            raise BenchFailed("the run was not taken")
        await self._done(org_id, run_id)
        taken = perf_counter() - began
        async with context.reading(org_id) as db:
            found_out = await told(db, org_id, run_id)
        said = len(found_out.would), len(found_out.raised)
        if found_out.unreadable or not said[0] or self._said not in (None, said):
            raise BenchFailed(f"a run says something else than the one before: {said} and not {self._said}")
        self._said = said
        return Sample(rate=year.events / taken)

    async def _done(self, org_id: UUID, run_id: UUID) -> None:
        async with asyncio.timeout(20 * GOAL_SECONDS):
            while True:
                async with self._context.reading(org_id) as db:
                    how_far = await progress(db, org_id, run_id)
                    if await given_up(db, org_id, run_id):
                        raise BenchFailed("the run was given up")
                if how_far is not None and how_far.parts == how_far.parts_done:
                    if how_far.patients != self._large.year.patients:
                        raise BenchFailed(f"{how_far.patients} patients were looked at")
                    return
                await asyncio.sleep(LOOK_EVERY)


async def dry_run(*, quick: bool, kept: Path | None = None) -> Result:
    """With as many workers as there are processors. Raises BenchFailed."""
    size = QUICK if quick else FULL
    workers = os.cpu_count() or 1
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds(kept))
        large = await large_log(ground, 1, size.patients, size.events)
        for number in range(workers):
            args = ["services.cli", "run", "worker"]
            await ground.begin(f"worker {number}", args, environment_of(large.settings), "worker_ready")
        context = await opened.enter_async_context(open_context(large.settings))
        engine = await opened.enter_async_context(open_engine_pool(large.settings))
        live = await opened.enter_async_context(open_live_pool(large.settings))
        admin = await opened.enter_async_context(asyncpg.create_pool(ground.admin_url_of(large.database), min_size=1))
        await opened.enter_async_context(dispatching(context, live))
        org_ids = [house.organisation_id for house in large.houses]
        trying = Trying(context, large)

        async def reading() -> Sample:
            heads = await admin.fetchval("SELECT sum(pos)::bigint FROM log.feed_head")
            return await Anew(engine, admin, (os.getpid(), ground.postgres), org_ids, heads).read()

        case = await compared(
            "a year, all patients",
            trying.run,
            {READ: reading},
            size.rounds,
            rate_goal=size.events / GOAL_SECONDS,
        )
    return found(
        "dry-run",
        [case],
        case,
        unit="events/s",
        sizes={"events": size.events, "patients": size.patients, "workers": workers, "rounds": size.rounds},
        quick=quick,
        notes=[f"the goal is {GOAL_SECONDS} seconds for the whole of it"],
    )


@asynccontextmanager
async def dispatching(context: Context, pool: Pool) -> AsyncIterator[None]:
    """What an engine does for effects, and nothing else of it: nobody is to be alerted of the year that was made up."""
    broker = make_broker(context.settings)
    dispatcher = Dispatcher(pool, context.clock, Delivery(context, pool), hand_over(broker))
    stop = asyncio.Event()
    running = asyncio.create_task(dispatcher.run(Listener(), stop))
    try:
        yield
    finally:
        stop.set()
        await running
        close_broker(broker)
