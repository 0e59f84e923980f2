"""Partners' batches of a thousand events over HTTP, decided one by one, beside COPY of the same rows."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import cycle, islice
from time import perf_counter
from uuid import UUID

from msgspec import Struct

from bench.batches import Batches, batches_of, check_stored
from bench.cases import compared, found
from bench.copying import Copying, copying
from bench.grounds import Grounds, grounds
from bench.line import Line, lines
from bench.people import heads, settle
from bench.processors import used
from bench.result import Case, Result
from bench.rounds import BenchFailed, Sample
from services.context import Context, open_context
from services.http.cloud_events import BATCH_AT_MOST

COPY = "COPY, as many connections"
GOAL = 0.5
HEADLINE = "20 organisations, 4 connections"


class Size(Struct, frozen=True, kw_only=True):
    cases: tuple[tuple[int, int], ...]  # organisations and connections
    patients: int = 200  # in each organisation
    rounds: int
    batches: int  # of one sample


FULL = Size(cases=((1, 1), (1, 4), (20, 1), (20, 4)), rounds=5, batches=20)
QUICK = Size(cases=((1, 1), (20, 4)), rounds=3, batches=4)


class Partner:
    """Sends batches to one organisation after the other, and remembers where each stood before the newest sample."""

    def __init__(self, context: Context, org_ids: Sequence[UUID], batches: Mapping[int, Batches]) -> None:
        self._context = context
        self._port = context.settings.http_port
        self.org_ids = org_ids
        self._turns = cycle(batches.values())
        self.behind: list[int] = []

    async def send(self, connections: int, count: int, servers: Sequence[int]) -> Sample:
        """So many batches, each connection waiting for its answer. Raises BenchFailed unless every event is stored."""
        self.behind = await heads(self._context, self.org_ids)
        asked = [batches.next() for batches in islice(self._turns, count)]
        left, answers = iter(enumerate(asked)), [b""] * count

        async def one_connection(line: Line) -> None:
            for place, (request, _) in left:
                answers[place] = (await line.ask(request)).body

        async with lines(self._port, connections) as on:
            cpu, began = used(servers), perf_counter()
            await asyncio.gather(*map(one_connection, on))
            taken, after = perf_counter() - began, used(servers)
        for body, (_, ids) in zip(answers, asked, strict=True):
            check_stored(body, ids)
        total = count * BATCH_AT_MOST
        grown = sum(await heads(self._context, self.org_ids)) - sum(self.behind)
        if grown != total:
            raise BenchFailed(f"{total} events were stored, and the log grew by {grown}")
        return Sample(rate=total / taken, cpu=None if cpu is None or after is None else (after - cpu) * 1e6 / total)


async def ingest(*, quick: bool) -> Result:
    """Raises BenchFailed for an event that is not stored, and where a table does not hold what it was given."""
    size = QUICK if quick else FULL
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds())
        context = await opened.enter_async_context(open_context(ground.settings))
        api = await ground.start_api()
        most = max(connections for _, connections in size.cases)
        copies = await opened.enter_async_context(copying(ground.admin_url, [ground.postgres], most))
        partners: dict[int, Partner] = {}
        cases: list[Case] = []
        for organisations, connections in size.cases:
            if organisations not in partners:
                settled = await settle(context, organisations, size.patients)
                batches = batches_of(settled.senders, datetime.now(UTC).date().isoformat())
                partners[organisations] = Partner(context, settled.org_ids, batches)
            cases.append(await _case(ground, api, partners[organisations], copies, size, organisations, connections))
        await copies.check()
    return _result(cases, size, quick=quick)


async def _case(
    ground: Grounds,
    api: int,
    partner: Partner,
    copies: Copying,
    size: Size,
    organisations: int,
    connections: int,
) -> Case:
    await partner.send(connections, max(organisations, size.batches), ())  # so that every patient is met
    many = "1 organisation" if organisations == 1 else f"{organisations} organisations"
    return await compared(
        f"{many}, {connections} connection" + ("s" if connections > 1 else ""),
        lambda: partner.send(connections, size.batches, (api, ground.postgres)),
        {COPY: lambda: copies.copy(partner.org_ids, partner.behind, connections, BATCH_AT_MOST)},
        size.rounds,
        goals={COPY: GOAL},
    )


def _result(cases: Sequence[Case], size: Size, *, quick: bool) -> Result:
    return found(
        "ingest",
        cases,
        next(case for case in cases if case.name == HEADLINE),
        unit="events/s",
        sizes={
            "events a batch": BATCH_AT_MOST,
            "batches a sample": size.batches,
            "patients an organisation": size.patients,
            "rounds": size.rounds,
        },
        quick=quick,
    )
