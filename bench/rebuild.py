"""Every read model from nothing, with one reading of the log for all, beside reading and decoding it and no more."""

import os
from collections.abc import Sequence
from contextlib import AsyncExitStack
from time import perf_counter
from uuid import UUID

import asyncpg
from msgspec import Struct

from bench.cases import compared, found
from bench.grounds import Grounds, grounds
from bench.large import large_log
from bench.processors import used
from bench.read_models import NAMES, check_read_models, drop_others, fingerprints
from bench.result import Case, Result
from bench.rounds import BenchFailed, Sample
from domain.decider import Event
from eventstore.walls import Pool, walled
from projections.abreast import abreast, each
from projections.base import Fact
from projections.catalogue import PROJECTIONS
from projections.reading import From, read_stretches
from projections.rebuild import ORGANISATIONS_AT_ONCE, rebuild
from services.context import open_engine_pool

READ = "reading and decoding"
GOAL = 0.3
AT_ONCE = 10_000  # events of one organisation


class Size(Struct, frozen=True, kw_only=True):
    organisations: int
    patients: int  # of each organisation; with some hundred events each
    events: int
    rounds: int
    alone: int  # rounds of each read model by itself


FULL = Size(organisations=5, patients=320, events=1_000_000, rounds=3, alone=1)
QUICK = Size(organisations=2, patients=16, events=20_000, rounds=3, alone=0)


class Anew:
    """The read models of one log, built from nothing again and again."""

    def __init__(self, engine: Pool, admin: Pool, servers: Sequence[int], org_ids: Sequence[UUID], heads: int) -> None:
        self._engine = engine
        self._admin = admin
        self._servers = servers
        self._org_ids = org_ids
        self._heads = heads  # events of all of them
        self._said: dict[str, tuple[int, int]] | None = None

    async def build(self, names: Sequence[str]) -> Sample:
        """Beside those that are read, and switched to. Raises BenchFailed unless they say the same as the last time."""
        cpu, began = used(self._servers), perf_counter()
        made = await rebuild(self._engine, names, self._org_ids)
        sample = self._sample(began, cpu, made)
        await drop_others(self._engine, self._org_ids)
        if set(names) == set(NAMES):
            await check_read_models(self._admin)
            says = await fingerprints(self._admin)
            if self._said not in (None, says):
                raise BenchFailed(f"a rebuild says something else than the one before: {says} and not {self._said}")
            self._said = says
        return sample

    async def read(self) -> Sample:
        """Every event that a read model wants, decoded and let go; as many organisations at once as a rebuild."""
        wanted = frozenset[type[Event]]().union(*(model.wants for model in PROJECTIONS))
        read = 0

        async def one(org_id: UUID) -> None:
            nonlocal read
            async with self._engine.acquire() as db, db.transaction():
                await walled(db, [org_id])
                place = From(org_id, 0)
                while stretch := (await read_stretches(db, [place], wanted, AT_ONCE)).get(place):
                    if not all(isinstance(item, Fact) for item in stretch.items):
                        raise BenchFailed("an event cannot be decoded")
                    read += stretch.seen
                    place = From(org_id, stretch.last)

        cpu, began = used(self._servers), perf_counter()
        await abreast(each(self._org_ids), one, ORGANISATIONS_AT_ONCE)
        return self._sample(began, cpu, read)

    def _sample(self, began: float, cpu: float | None, events: int) -> Sample:
        taken, after = perf_counter() - began, used(self._servers)
        if events != self._heads:
            raise BenchFailed(f"{self._heads} events are there, and {events} were read")
        return Sample(rate=events / taken, cpu=None if cpu is None or after is None else (after - cpu) * 1e6 / events)


async def rebuild_all(*, quick: bool) -> Result:
    """Raises BenchFailed where a read model does not come up to the log, or says something else the next time."""
    size = QUICK if quick else FULL
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds())
        anew = await _anew(opened, ground, size)
        cases = [await _case("all read models", anew, NAMES, size.rounds, {READ: GOAL})]
        if size.alone:
            cases += [await _case(f"{name} alone", anew, [name], size.alone, {}) for name in NAMES]
    return _result(cases, size, quick=quick)


async def _anew(opened: AsyncExitStack, ground: Grounds, size: Size) -> Anew:
    large = await large_log(ground, size.organisations, size.patients, size.events, read_models=False)
    engine = await opened.enter_async_context(open_engine_pool(large.settings))
    admin = await opened.enter_async_context(asyncpg.create_pool(ground.admin_url_of(large.database), min_size=1))
    heads = await admin.fetchval("SELECT sum(pos)::bigint FROM log.feed_head")
    org_ids = [house.organisation_id for house in large.houses]
    return Anew(engine, admin, (os.getpid(), ground.postgres), org_ids, heads)


async def _case(name: str, anew: Anew, names: Sequence[str], rounds: int, goals: dict[str, float]) -> Case:
    return await compared(name, lambda: anew.build(names), {READ: anew.read}, rounds, goals=goals)


def _result(cases: Sequence[Case], size: Size, *, quick: bool) -> Result:
    return found(
        "rebuild",
        cases,
        cases[0],
        unit="events/s",
        sizes={
            "events": size.events,
            "organisations": size.organisations,
            "patients in each": size.patients,
            "rounds": size.rounds,
        },
        quick=quick,
    )
