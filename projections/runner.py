"""Keeps the read models up with the log: finds what moved, folds it, and moves the checkpoints in one transaction.

Any number of workers may run this at once. Rows and checkpoints are committed together, so each event counts once.
"""

import asyncio
import logging
from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from eventstore.walls import Pool, walled
from projections.base import Reader
from projections.catalogue import PROJECTIONS
from projections.folding import EVENTS_AT_ONCE, Turn, fold
from projections.places import Place, find_behind, lock_places

log = logging.getLogger(__name__)

ORGANISATIONS_AT_ONCE = 200
FIRST_PAUSE = 0.02
LONGEST_PAUSE = 1.0


class Wake(Protocol):
    """Tells that something was appended, and is told what moved. It may lose messages: polling is the truth."""

    async def wait(self, seconds: float, /) -> object:
        """Return when something was appended, and after `seconds` at the latest."""
        ...

    async def moved(self, org_ids: Sequence[UUID], /) -> None:
        """Read models of these organisations have moved."""
        ...


async def run_once(
    pool: Pool,
    models: Sequence[Reader] = PROJECTIONS,
    *,
    wake: Wake | None = None,
    at_once: int = EVENTS_AT_ONCE,
    organisations: int = ORGANISATIONS_AT_ONCE,
) -> int:
    """Fold up to about `at_once` events of up to `organisations`; answer how many. 0: all is folded, or held by others.

    Whatever fails for all organisations together is tried again place by place, so that nobody's trouble is another's.
    Raises the first failure that is no event's fault, after everything else has been done.
    """
    skipped = 0
    while behind := await find_behind(pool, models, organisations, skipped):
        try:
            turn = await fold_together(pool, models, behind, at_once)
        except Exception:
            log.warning("folding %d places together failed, going on one by one", len(behind), exc_info=True)
            turn = await fold_one_by_one(pool, models, behind, at_once, wake)
        if turn.events:
            await _tell(wake, turn.org_ids)
            return turn.events
        skipped += organisations  # all of these are held by others; there may be more behind them
    return 0


async def fold_together(pool: Pool, models: Sequence[Reader], behind: Sequence[Place], at_once: int) -> Turn:
    """One transaction over all places that nobody else holds."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, {place.org_id for place in behind})
        return await fold(db, models, await lock_places(db, behind), at_once, careful=False)


async def fold_one_by_one(
    pool: Pool, models: Sequence[Reader], behind: Sequence[Place], at_once: int, wake: Wake | None
) -> Turn:
    """A transaction for each place; events that cannot be digested are parked with their subject."""
    events, org_ids = 0, set[UUID]()
    failures: list[Exception] = []
    for place in behind:
        try:
            async with pool.acquire() as db, db.transaction():
                await walled(db, [place.org_id])
                turn = await fold(db, models, await lock_places(db, [place]), at_once, careful=True)
        except Exception as error:
            log.exception("read model %s of organisation %s stands still", place.reader, place.org_id)
            failures.append(error)
        else:
            events += turn.events
            org_ids |= turn.org_ids
    if failures:
        await _tell(wake, org_ids)
        raise failures[0]
    return Turn(events, frozenset(org_ids))


async def _tell(wake: Wake | None, org_ids: Collection[UUID]) -> None:
    if wake is None or not org_ids:
        return
    try:
        await wake.moved(sorted(org_ids))
    except Exception:
        log.warning("nobody could be told that read models moved; who waits sees it by looking", exc_info=True)


async def run(pool: Pool, wake: Wake, stop: asyncio.Event, models: Sequence[Reader] = PROJECTIONS) -> None:
    """Fold until `stop` is set. Woken by `wake`; without it, looks by itself every 20 ms to 1 s."""
    stopped: asyncio.Task[object] = asyncio.create_task(stop.wait())
    pause = FIRST_PAUSE
    try:
        while not stop.is_set():
            try:
                folded = await run_once(pool, models, wake=wake)
            except Exception:
                log.exception("the read models could not be moved; trying again")
                folded, pause = 0, LONGEST_PAUSE
            if folded:
                pause = FIRST_PAUSE
                continue
            await _pause(wake, stopped, pause)
            pause = min(pause * 2, LONGEST_PAUSE)
    finally:
        stopped.cancel()


async def _pause(wake: Wake, stopped: asyncio.Task[object], seconds: float) -> None:
    """Until something is appended, the loop is stopped, or the time is over; without a wake-up the time alone."""
    woken = asyncio.create_task(_woken(wake, seconds))
    await asyncio.wait({woken, stopped}, return_when=asyncio.FIRST_COMPLETED)
    woken.cancel()
    await asyncio.gather(woken, return_exceptions=True)


async def _woken(wake: Wake, seconds: float) -> None:
    started = asyncio.get_running_loop().time()
    try:
        await wake.wait(seconds)
    except Exception:
        log.warning("no wake-ups; looking from time to time instead", exc_info=True)
        await asyncio.sleep(started + seconds - asyncio.get_running_loop().time())
