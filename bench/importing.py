"""A file of events brought in by a worker, line by line, beside the same events sent in batches to the door."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx2
import msgspec
from msgspec import Raw, Struct

from bench.batches import Batches, batches_of
from bench.cases import compared, found
from bench.dry_run import dispatching
from bench.grounds import grounds
from bench.ingest import Partner
from bench.people import settle
from bench.processors import used
from bench.result import Result
from bench.rounds import BenchFailed, Sample
from services.context import open_context, open_live_pool
from services.http.body import JSON_LINES
from services.http.cloud_events import BATCH_AT_MOST
from services.settings import environment_of

DOOR = "batches of 1,000 at the door, 1 connection"
PART_LINES = 10_000
LOOK_EVERY = 0.1
MOST_MEGABYTES = 200
"""That a worker may hold, however long the file is."""


class Size(Struct, frozen=True, kw_only=True):
    lines: int
    rounds: int


FULL = Size(lines=200_000, rounds=1)
QUICK = Size(lines=20_000, rounds=2)


class Bringing:
    """One partner's files, one after the other; no event is in two of them."""

    def __init__(self, client: httpx2.AsyncClient, batches: Batches) -> None:
        self._client = client
        self._batches = batches

    async def bring(self, lines: int, servers: Sequence[int]) -> Sample:
        """From the start to the last line. Raises BenchFailed unless each is stored."""
        path = f"/v1/imports/{(await self._told('POST', '/v1/imports', json={'kind': 'events'}))['id']}"
        for number in range(1, lines // PART_LINES + 1):
            body = b"".join(self._lines() for _ in range(PART_LINES // BATCH_AT_MOST))
            headers = {"content-type": JSON_LINES}
            await self._told("PUT", f"{path}/parts/{number}", content=body, headers=headers)
        cpu, began = used(servers), perf_counter()
        await self._told("POST", f"{path}/start")
        stands = await self._told("GET", path)
        while stands["state"] == "running":
            await asyncio.sleep(LOOK_EVERY)
            stands = await self._told("GET", path)
        taken, after = perf_counter() - began, used(servers)
        if (stands["state"], stands["stored"]) != ("done", lines):
            raise BenchFailed(f"an import of {lines} lines came to {stands}")
        return Sample(rate=lines / taken, cpu=None if cpu is None or after is None else (after - cpu) * 1e6 / lines)

    def _lines(self) -> bytes:
        request, _ = self._batches.next()
        items = msgspec.json.decode(request.partition(b"\r\n\r\n")[2], type=list[Raw])
        return b"".join(bytes(item) + b"\n" for item in items)

    async def _told(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer = await self._client.request(method, path, **more)
        if answer.status_code != 200:
            raise BenchFailed(f"{method} {path} is answered {answer.status_code}: {answer.text}")
        told: dict[str, Any] = answer.json()
        return told


async def importing(*, quick: bool) -> Result:
    """Raises BenchFailed, also for a worker that holds more memory the longer the file is."""
    size = QUICK if quick else FULL
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds())
        context = await opened.enter_async_context(open_context(ground.settings))
        live = await opened.enter_async_context(open_live_pool(ground.settings))
        api = await ground.start_api()
        env = environment_of(ground.settings)
        worker = await ground.begin("worker", ["services.cli", "run", "worker"], env, "worker_ready")
        await opened.enter_async_context(dispatching(context, live))
        settled = await settle(context, 1, 200)
        batches = batches_of(settled.senders, datetime.now(UTC).date().isoformat())
        partner = Partner(context, settled.org_ids, batches)
        client = await opened.enter_async_context(
            httpx2.AsyncClient(
                base_url=f"http://127.0.0.1:{ground.settings.http_port}",
                headers={"authorization": f"Bearer {settled.senders[0].key}"},
                timeout=60,
            )
        )
        bringing = Bringing(client, next(iter(batches.values())))
        await partner.send(1, 4, ())  # so that every patient is met
        case = await compared(
            "1 organisation, 1 worker",
            lambda: bringing.bring(size.lines, (worker, ground.postgres)),
            {DOOR: lambda: partner.send(1, size.lines // BATCH_AT_MOST, (api, ground.postgres))},
            size.rounds,
        )
        held = peak_megabytes(worker)
    if held > MOST_MEGABYTES:
        raise BenchFailed(f"a worker held {held} MB")
    return found(
        "import",
        [case],
        case,
        unit="lines/s",
        sizes={"lines": size.lines, "lines a part": PART_LINES, "rounds": size.rounds},
        quick=quick,
        notes=[f"the worker held {held} MB at the most"],
    )


def peak_megabytes(pid: int) -> int:
    """Of memory that a process has held."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1000
