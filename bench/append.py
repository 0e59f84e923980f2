"""Appending to the log from 256 callers at once, beside one INSERT a transaction and beside pyeventsourcing."""

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from importlib.util import find_spec

from msgspec import Struct

from bench.callers import CALLERS, Counted, called
from bench.cases import compared, found
from bench.grounds import grounds
from bench.inserts import fresh_id, inserts
from bench.result import Case, Result
from bench.rounds import Sample
from bench.sessions import stored_sessions
from eventstore.pools import opened_pool

INSTALLED = all(find_spec(name) for name in ("eventsourcing", "psycopg", "psycopg_pool"))
INSERT, PYEVENTSOURCING = "one INSERT a transaction, 16 connections", "pyeventsourcing, 8 threads"
GOALS = {INSERT: 3.0, PYEVENTSOURCING: 20.0}
HEADLINE = "20 organisations"

Measure = Callable[[float], Awaitable[Sample]]
"""Of one contender, for so many seconds."""


class Size(Struct, frozen=True, kw_only=True):
    organisations: tuple[int, ...]
    rounds: int
    seconds: float  # of one sample
    warm_up: float


FULL = Size(organisations=(1, 20, 100, 1000), rounds=5, seconds=1.5, warm_up=0.7)
QUICK = Size(organisations=(1, 20), rounds=3, seconds=0.5, warm_up=0.3)


async def append(*, quick: bool) -> Result:
    """Raises BenchFailed for an outcome that is not as it must be, and where the counts do not match."""
    size, sessions = QUICK if quick else FULL, stored_sessions(1000)
    cases: list[Case] = []
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds())
        servers = (ground.postgres, os.getpid())
        store = Counted(await opened.enter_async_context(opened_pool(ground.settings.app_url, log=True)))
        one_each = await opened.enter_async_context(inserts(ground.peers_url, servers, sessions))
        beside: dict[str, Measure] = {INSERT: one_each.measure}
        checks: list[Callable[[], Awaitable[None]]] = [one_each.check]
        if INSTALLED:
            from bench.pyeventsourcing import pyeventsourcing

            peer = opened.enter_context(pyeventsourcing(ground.peers_url, servers, sessions))
            beside[PYEVENTSOURCING] = peer.measure
            checks.append(peer.check)
        for organisations in size.organisations:
            org_ids = [fresh_id() for _ in range(organisations)]
            callers = await opened.enter_async_context(called(store, org_ids, servers, sessions))
            checks.append(callers.check)
            many = "organisation" if organisations == 1 else "organisations"
            cases.append(await _beside(f"{organisations} {many}", callers.new_streams, beside, size))
            if organisations == 20:
                growing = "20 organisations, streams that grow"
                cases.append(await _beside(growing, callers.growing_streams, beside, size))
        for check in checks:
            await check()
    return _result(cases, size, len(sessions[0][2]), quick=quick)


async def _beside(name: str, ours: Measure, beside: Mapping[str, Measure], size: Size) -> Case:
    for measure in (ours, *beside.values()):
        await measure(size.warm_up)
    peers = {peer: partial(measure, size.seconds) for peer, measure in beside.items()}
    return await compared(name, partial(ours, size.seconds), peers, size.rounds, goals=GOALS)


def _result(cases: Sequence[Case], size: Size, data_bytes: int, *, quick: bool) -> Result:
    call_sizes = ", ".join(f"{case.ours.call_size or 0:.0f} ({case.name})" for case in cases)
    not_run = () if INSTALLED else (f"{PYEVENTSOURCING}: not run: not installed",)
    return found(
        "append",
        cases,
        next(case for case in cases if case.name == HEADLINE),
        unit="events/s",
        sizes={
            "organisations": list(size.organisations),
            "callers": CALLERS,
            "data bytes": data_bytes,
            "rounds": size.rounds,
            "seconds a sample": size.seconds,
        },
        quick=quick,
        notes=(f"commands in one append, on average: {call_sizes}", *not_run),
    )
