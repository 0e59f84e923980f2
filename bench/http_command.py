"""Logging a session over HTTP as a partner, beside the naive service that checks nothing."""

import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from bench import naive
from bench.cases import OURS, Measure, compared, found
from bench.client import Client, client
from bench.grounds import Grounds, grounds
from bench.load import Order
from bench.people import heads, settle
from bench.result import Case, Result
from bench.rounds import BenchFailed
from bench.sessions import write_templates
from services.context import Context, open_context
from services.embedded.port import free_port
from services.http.body import EVENTS_PATH

LITESTAR, ASGI = "naive, Litestar", "naive, plain ASGI"
GOALS = {64: 2.0, 256: 2.5}  # by connections, for 20 organisations
GOAL_EVERYWHERE = 1.5
HEADLINE = "20 organisations, 64 connections"


class Size(Struct, frozen=True, kw_only=True):
    patients: dict[int, int]  # in each organisation, by how many organisations there are
    connections: tuple[int, ...] = (64, 256)
    first_sessions: int = 0  # patients in each of 20 organisations for a case in which nobody is met twice
    rounds: int
    seconds: float  # of one sample
    warm_up: float


FULL = Size(patients={1: 4000, 20: 200, 100: 50, 1000: 10}, first_sessions=2000, rounds=5, seconds=1.0, warm_up=0.7)
QUICK = Size(patients={20: 50}, rounds=3, seconds=0.6, warm_up=0.5)


class Door(Struct, frozen=True, kw_only=True):
    """One of the three services: where it listens, what a right answer is, and which processes work for it."""

    name: str
    port: int
    path: str
    status: int
    says: str
    servers: tuple[int, ...]

    def order(self, connections: int, seconds: float) -> Order:
        return Order(
            port=self.port,
            path=self.path,
            status=self.status,
            says=self.says,
            connections=connections,
            seconds=seconds,
            first=0,
        )


async def http_command(*, quick: bool) -> Result:
    """Raises BenchFailed for a wrong answer, and where the log does not hold exactly what was acknowledged."""
    size = QUICK if quick else FULL
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds())
        context = await opened.enter_async_context(open_context(ground.settings))
        doors = await open_doors(ground)
        cases: list[Case] = []
        body_bytes = 0
        for organisations, patients in size.patients.items():
            made, body_bytes = await _case(context, ground, doors, size, organisations, patients)
            cases += made
        if size.first_sessions:
            strangers = replace(size, connections=(64,))
            made, _ = await _case(context, ground, doors, strangers, 20, size.first_sessions, once=True)
            cases += made
    return _result(cases, size, body_bytes, quick=quick)


async def open_doors(ground: Grounds) -> list[Door]:
    """Ours first."""
    settings = ground.settings
    api = await ground.start_api()
    doors = [
        Door(
            name=OURS,
            port=settings.http_port,
            path=EVENTS_PATH,
            status=200,
            says='"status":"stored"',
            servers=(api, ground.postgres),
        )
    ]
    for name, kind in ((LITESTAR, "litestar"), (ASGI, "asgi")):
        port = free_port()
        pid = await ground.start(kind, ["bench.naive", kind, str(port), ground.peers_url], port, {})
        doors.append(
            Door(name=name, port=port, path=naive.PATH, status=201, says='"id":', servers=(pid, ground.postgres))
        )
    return doors


async def _case(
    context: Context,
    ground: Grounds,
    doors: Sequence[Door],
    size: Size,
    organisations: int,
    patients: int,
    *,
    once: bool = False,
) -> tuple[list[Case], int]:
    """Every patient has logged before, or, with `once`, none of them."""
    settled = await settle(context, organisations, patients)
    org_ids, senders = settled.org_ids, settled.senders
    before = await heads(context, org_ids)
    rows = await _naive_rows(ground)
    with tempfile.TemporaryDirectory() as folder:
        templates = Path(folder) / "templates"
        body_bytes = write_templates(templates, senders, datetime.now(UTC).date().isoformat())
        async with client(templates) as load:
            for door in doors:
                await load.load(door.name, door.order(size.connections[0], size.warm_up), door.servers)
            while not once and load.total(doors[0].name) < len(senders):
                await load.load(doors[0].name, doors[0].order(size.connections[-1], size.warm_up), doors[0].servers)
            many = "1 organisation" if organisations == 1 else f"{organisations} organisations"
            cases = [
                await _beside(
                    load,
                    doors,
                    size,
                    connections,
                    name=f"{many}, {connections} connections" + (", each patient once" if once else ""),
                    goal=GOALS[connections] if organisations == 20 and not once else GOAL_EVERYWHERE,
                )
                for connections in size.connections
            ]
    await _check(load, doors, org_ids, before, await heads(context, org_ids), rows, await _naive_rows(ground))
    return cases, body_bytes


async def _beside(load: Client, doors: Sequence[Door], size: Size, connections: int, *, name: str, goal: float) -> Case:
    def measure(door: Door) -> Measure:
        return lambda: load.load(door.name, door.order(connections, size.seconds), door.servers)

    ours, *others = doors
    beside = {door.name: measure(door) for door in others}
    return await compared(name, measure(ours), beside, size.rounds, goals={LITESTAR: goal})


async def _naive_rows(ground: Grounds) -> dict[str, int]:
    db = await asyncpg.connect(ground.peers_url)
    try:
        tables = zip((LITESTAR, ASGI), naive.TABLES.values(), strict=True)
        return {name: await db.fetchval(naive.COUNT.format(table)) for name, table in tables}
    finally:
        await db.close()


async def _check(
    load: Client,
    doors: Sequence[Door],
    org_ids: Sequence[UUID],
    before: Sequence[int],
    later: Sequence[int],
    rows: dict[str, int],
    rows_later: dict[str, int],
) -> None:
    """What was acknowledged is there, once, and nothing else is."""
    ours, *others = doors
    for place, (was, is_now) in enumerate(zip(before, later, strict=True)):
        told = load.acknowledged[ours.name, place]
        if is_now - was != told:
            raise BenchFailed(f"{org_ids[place]} acknowledged {told} sessions, and its log grew by {is_now - was}")
    for door in others:
        told = load.total(door.name)
        if rows_later[door.name] - rows[door.name] != told:
            grown = rows_later[door.name] - rows[door.name]
            raise BenchFailed(f"{door.name} acknowledged {told} bodies, and its table grew by {grown}")


def _result(cases: Sequence[Case], size: Size, body_bytes: int, *, quick: bool) -> Result:
    return found(
        "http-command",
        cases,
        next(case for case in cases if case.name == HEADLINE),
        unit="requests/s",
        sizes={
            "patients an organisation": dict(size.patients),
            "body bytes": body_bytes,
            "rounds": size.rounds,
            "seconds a sample": size.seconds,
        },
        quick=quick,
    )
