"""A log of one size, and what is done with it in this process: appending, asking, and catching up with what is new."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random
from time import perf_counter

from bench.arrivals import Arrivals
from bench.callers import CALLERS
from bench.large import Large
from bench.people import heads
from bench.rounds import BenchFailed, Sample
from eventstore.records import Append, Status
from eventstore.walls import Connection, Pool
from projections.adherence.document import published
from projections.adherence.queries import adherence_of_many, known
from projections.caseload.queries import caseload
from projections.runner import run_once
from services.context import Context, open_context, open_engine_pool
from services.provision import Provisioned

PAGE, DAYS = 50, 7  # of a caseload


class OneSize:
    """Every measure leaves the read models at the heads."""

    def __init__(self, large: Large, context: Context, engine: Pool, people: int) -> None:
        self._large = large
        self._context = context
        self._engine = engine
        self._arrivals = Arrivals(large, people)
        self._rng = Random("who is asked for")
        self._patients = large.year.patient_ids
        self._therapists = large.year.therapist_ids

    async def append(self, count: int) -> Sample:
        """So many sessions from 256 callers, each waiting for its own."""
        new = self._arrivals.take(count)
        before, began = await self._events(), perf_counter()
        await self._append(new)
        taken = perf_counter() - began
        if (grown := await self._events() - before) != count:
            raise BenchFailed(f"{count} events were stored, and the log grew by {grown}")
        await catch_up(self._engine)
        return Sample(rate=count / taken)

    async def catch_up(self, count: int) -> Sample:
        """So many new sessions folded into every read model."""
        await self._append(self._arrivals.take(count))
        began = perf_counter()
        folded = await catch_up(self._engine)
        taken = perf_counter() - began
        if folded != count:
            raise BenchFailed(f"{count} events were new, and {folded} were folded")
        return Sample(rate=count / taken)

    async def ask_for_patients(self, count: int) -> Sample:
        """The adherence of so many patients, one after the other."""

        async def one(db: Connection, house: Provisioned) -> None:
            patient_id = self._rng.choice(self._patients)
            found = await known(db, house.organisation_id, patient_id)
            if found is None or not published(found, (), datetime.now(UTC)).ranges:
                raise BenchFailed(f"nothing is known of {patient_id}")

        return await self._asked(one, count)

    async def ask_for_pages(self, count: int) -> Sample:
        """A page of so many caseloads, with everybody's last seven days."""

        async def one(db: Connection, house: Provisioned) -> None:
            org_id, now = house.organisation_id, datetime.now(UTC)
            therapist_id = self._rng.choice(self._therapists)
            page = await caseload(db, org_id, now, therapist_id=therapist_id, limit=PAGE)
            numbers = await adherence_of_many(db, org_id, [line.patient_id for line in page], now, DAYS)
            if not len(numbers) == len(page) == PAGE:
                raise BenchFailed(f"the caseload of {therapist_id} has {len(page)} patients on a page of {PAGE}")

        return await self._asked(one, count)

    async def _asked(self, one: Callable[[Connection, Provisioned], Awaitable[None]], count: int) -> Sample:
        began = perf_counter()
        for _ in range(count):
            house = self._rng.choice(self._large.houses)
            async with self._context.reading(house.organisation_id) as db:
                await one(db, house)
        return Sample(rate=count / (perf_counter() - began))

    async def _append(self, new: Sequence[Append]) -> None:
        left = iter(new)

        async def caller() -> None:
            for append in left:
                [outcome] = await self._context.store.append([append])
                if outcome.status is not Status.STORED:
                    raise BenchFailed(f"an event was not stored: {outcome}")

        await asyncio.gather(*(caller() for _ in range(CALLERS)))

    async def _events(self) -> int:
        return sum(await heads(self._context, [house.organisation_id for house in self._large.houses]))


async def catch_up(engine: Pool) -> int:
    """As the engine does it, until nothing is new; how many events were."""
    folded = 0
    while some := await run_once(engine):
        folded += some
    return folded


@asynccontextmanager
async def one_size(large: Large, people: int) -> AsyncIterator[OneSize]:
    """At the heads from the beginning. `people`: of how many patients of each organisation something is new."""
    async with open_context(large.settings) as context, open_engine_pool(large.settings) as engine:
        await catch_up(engine)
        yield OneSize(large, context, engine, people)
