"""Looking at the running platform from outside: its processes in /proc, Postgres and Valkey by asking them."""

from collections.abc import Mapping
from pathlib import Path

import asyncpg
from redis.asyncio import Redis

from bench.soak.measures import PARTS
from services.settings import Settings
from workers.actors import QUEUE, URGENT_QUEUE
from workers.broker import NAMESPACE

MB = 1 << 20

# Connections of clients; the one that asks is not counted.
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"

# What is still to be done in the world, of all organisations.
EFFECTS = "SELECT count(*) FROM log.effect WHERE state IN ('pending', 'leased', 'claimed')"

# How many events the slowest reader of each organisation has before it, and how old the first of them is, at most.
LAG = """
SELECT coalesce(sum(behind), 0)::bigint AS events, coalesce(max(age), 0)::float8 AS seconds
FROM (
  SELECT max(h.pos - c.pos) AS behind, extract(epoch FROM clock_timestamp() - min(e.recorded_at)) AS age
  FROM log.feed_head h
  JOIN log.checkpoint c ON c.org_id = h.org_id AND c.lane = h.lane AND c.live AND c.pos < h.pos
  JOIN log.events e ON e.org_id = c.org_id AND e.lane = c.lane AND e.pos = c.pos + 1
  GROUP BY h.org_id
) AS organisation
"""


class Eyes:
    """Sees everything; writes nothing."""

    def __init__(self, db: "asyncpg.Connection[asyncpg.Record]", settings: Settings) -> None:
        self._db = db
        self._cache = Redis.from_url(settings.valkey_url)
        self._broker = Redis.from_url(settings.broker_url)

    async def lag(self) -> dict[str, float]:
        """How far the readers are behind the log, in events and in seconds."""
        row = await self._db.fetchrow(LAG)
        assert row is not None, "an aggregate answers one row"
        return {"lag, events": row["events"], "lag, seconds": max(0.0, row["seconds"])}

    async def everything_else(self, pids: Mapping[str, int]) -> dict[str, float]:
        """Of the processes, by their names, and of what waits."""
        found: dict[str, float] = {}
        for part in PARTS:
            found |= {f"{part}, {what}": figure for what, figure in process(pids[part]).items()}
        family = [pids["postgres"], *children_of(pids["postgres"])]
        found["postgres, its own MB"] = sum(map(own_megabytes, family))
        found["postgres, connections"] = await self._db.fetchval(CONNECTIONS)
        memory = await self._cache.info("memory")
        found["valkey, resident MB"] = memory["used_memory_rss"] / MB
        found["valkey, data MB"] = memory["used_memory"] / MB
        found["queue, messages"] = sum(
            [await self._broker.llen(f"{NAMESPACE}:{name}") for name in (QUEUE, URGENT_QUEUE)]
        )
        found["effects, not ended"] = await self._db.fetchval(EFFECTS)
        return found

    async def close(self) -> None:
        await self._cache.aclose()
        await self._broker.aclose()
        await self._db.close()


async def opened_eyes(admin_url: str, settings: Settings) -> Eyes:
    """For one who may look at every organisation."""
    return Eyes(await asyncpg.connect(admin_url), settings)


def process(pid: int) -> dict[str, float]:
    """Memory, open descriptors and threads of one process."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {
        "resident MB": int(status["VmRSS"].split()[0]) / 1024,
        "its own MB": own_megabytes(pid),
        "descriptors": len(list(Path(f"/proc/{pid}/fd").iterdir())),
        "threads": int(status["Threads"]),
    }


def own_megabytes(pid: int) -> float:
    """PSS: pages that several processes share are shared out among them. 0 for one that has just ended."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
