"""The same work with the library `eventsourcing`: read an aggregate, decide, save it, from several threads.

Its recorder on Postgres as it comes. Needs the extra `bench`.
"""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.processors import used
from bench.rounds import BenchFailed, Sample

THREADS = 8
AGGREGATES = 100
"""For each thread, in turn: so histories stay short, which is kind to a reader of whole histories."""


class Program(Aggregate):
    """What a patient is to do, and how often it was done; a report is the same session that the others store."""

    def __init__(self) -> None:
        self.sessions = 0

    @event("SessionLogged")
    def log_session(self, data: str) -> None:
        self.sessions += 1


class Programs(Application[UUID]):
    """Named once: its table is called after it."""


class Peer:
    """An application and its threads."""

    def __init__(
        self,
        programs: Programs,
        threads: ThreadPoolExecutor,
        servers: Sequence[int],
        sessions: Sequence[tuple[str, int, bytes]],
    ) -> None:
        self._programs = programs
        self._threads = threads
        self._servers = servers
        self._sessions = sessions
        self._mine = [[self._begun() for _ in range(AGGREGATES)] for _ in range(THREADS)]
        self._stored = 0

    async def measure(self, seconds: float) -> Sample:
        loop = asyncio.get_running_loop()
        cpu, began = used(self._servers), perf_counter()
        work = partial(self._one_thread, began + seconds)
        counts = await asyncio.gather(*(loop.run_in_executor(self._threads, work, mine) for mine in self._mine))
        taken, after = perf_counter() - began, used(self._servers)
        self._stored += sum(counts)
        return Sample(
            rate=sum(counts) / taken,
            cpu=None if cpu is None or after is None else (after - cpu) * 1e6 / sum(counts),
        )

    async def check(self) -> None:
        """Raises BenchFailed unless the log holds what was stored."""
        there = self._programs.recorder.max_notification_id() or 0
        wanted = self._stored + THREADS * AGGREGATES
        if there != wanted:
            raise BenchFailed(f"pyeventsourcing stored {wanted} events, and {there} are there")

    def _one_thread(self, until: float, mine: Sequence[UUID]) -> int:
        count = 0
        while perf_counter() < until:
            program: Program = self._programs.repository.get(mine[count % len(mine)])
            program.log_session(data=self._sessions[count % len(self._sessions)][2].decode())
            self._programs.save(program)
            count += 1
        return count

    def _begun(self) -> UUID:
        program = Program()
        self._programs.save(program)
        return program.id


@contextmanager
def pyeventsourcing(url: str, servers: Sequence[int], sessions: Sequence[tuple[str, int, bytes]]) -> Iterator[Peer]:
    """On the database that the URL names."""
    programs = Programs(env=_environment(url))
    try:
        with ThreadPoolExecutor(THREADS) as threads:
            yield Peer(programs, threads, servers, sessions)
    finally:
        programs.close()


def _environment(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    query: dict[str, Any] = parse_qs(parts.query)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.removeprefix("/"),
        "POSTGRES_HOST": query["host"][0],
        "POSTGRES_PORT": query["port"][0],
        "POSTGRES_USER": parts.netloc.rpartition("@")[0],
        "POSTGRES_PASSWORD": "not asked for",
        "POSTGRES_POOL_SIZE": str(THREADS),
    }
