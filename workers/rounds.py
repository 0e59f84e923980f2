"""The rounds: each patient is looked at once a local date, at its first instant, and when something has changed.

Any number of engines may make them. Events are appended first, then effects and rows are committed together; after a
crash between the two the same is decided again, and the ledger takes each dose once.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import structlog

from eventstore.sharded import sharded
from eventstore.store import StoreBusy
from eventstore.walls import Pool, walled
from services.context import Context
from workers import rounds_rows
from workers.alert_commands import LogUnavailable
from workers.rounds_batch import Busy, look_at
from workers.rounds_look import Turn, configured

log = structlog.get_logger()

AT_ONCE = 200
LOOK_EVERY = 0.5
TRY_AGAIN_EVERY = 2.0
FAULTY_RESTS = 600.0
"""Seconds, all of them of real time."""


class Rounds:
    """`channels`: by their names, those that this installation has."""

    def __init__(self, context: Context, pool: Pool, channels: Collection[str]) -> None:
        self._context = context
        self._pool = pool
        self._channels = configured(channels)
        self._most = AT_ONCE

    async def run(self, stop: asyncio.Event, turned: Callable[[], None] = lambda: None) -> None:
        """Until `stop` is set; `turned` is called before each look.

        It wakes nobody up, and nobody wakes it: half a second early or late is no matter.
        """
        while not stop.is_set():
            seconds = LOOK_EVERY
            turned()
            try:
                while await self.go_round() and not stop.is_set():
                    turned()
            except (Busy, LogUnavailable, StoreBusy) as busy:
                log.warning("rounds_busy", why=str(busy))
                seconds = TRY_AGAIN_EVERY
            except Exception:
                log.exception("rounds_not_made")
                seconds = TRY_AGAIN_EVERY
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await stop.wait()

    async def go_round(self, most: int = AT_ONCE) -> int:
        """Look at up to `most` patients who are due; answers how many were taken.

        Raises TimeoutError when they took too long; then the next look is at half as many, and again at more when that
        was not too long.
        """
        nows = {org_id: self._context.clock.now(org_id) for org_id in await self._due()}
        if not nows:
            return 0
        if not sharded(self._pool):
            return await self._look_at(nows, most)
        taken = 0
        for org_id, now in nows.items():  # on Citus each on its shard, a share of each as in one transaction of all
            taken += await self._look_at({org_id: now}, max(most // len(nows), 1))
        return taken

    async def _look_at(self, nows: Mapping[UUID, datetime], most: int) -> int:
        """Up to `most` patients of these organisations who are due, in one transaction; answers how many were taken."""
        taken: list[Turn] = []
        try:
            async with self._pool.acquire() as db, db.transaction():
                await walled(db, nows)
                taken = await rounds_rows.take(db, nows, min(most, self._most))
                await look_at(self._context, db, taken, nows, self._channels)
        except TimeoutError:
            self._most = max(1, self._most // 2)
            raise
        except (Busy, StoreBusy, OSError):
            raise
        except Exception:
            log.exception("rounds_one_by_one", patients=len(taken))
            await self._one_by_one(taken, nows)
        self._most = min(2 * self._most, AT_ONCE)
        return len(taken)

    async def _due(self) -> list[UUID]:
        first = await rounds_rows.first_due(self._pool)
        return sorted(org_id for org_id, due_at in first.items() if due_at <= self._context.clock.now(org_id))

    async def _one_by_one(self, turns: Sequence[Turn], nows: Mapping[UUID, datetime]) -> None:
        """What fails for one patient leaves the others alone; she is left alone for a while."""
        for turn in turns:
            person = (turn.org_id, turn.patient_id)
            try:
                async with self._pool.acquire() as db, db.transaction():
                    await walled(db, [turn.org_id])
                    again = await rounds_rows.take_one(db, person, nows[turn.org_id])
                    await look_at(self._context, db, again, nows, self._channels)
            except (Busy, StoreBusy, OSError, TimeoutError):
                raise
            except Exception:
                log.exception("patient_not_looked_at", org_id=str(turn.org_id), patient_id=str(turn.patient_id))
                async with self._pool.acquire() as db, db.transaction():
                    await walled(db, [turn.org_id])
                    await rounds_rows.rest(db, [person], FAULTY_RESTS)
