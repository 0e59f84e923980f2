"""Keeps the read models up with the log: finds what moved, folds it, and moves the checkpoints in one transaction.

Any number of workers may run this at once. Rows and checkpoints are committed together, so each event counts once.
"""

import asyncio
import logging
from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from eventstore.sharded import sharded
from eventstore.walls import Pool, walled
from projections.base import Reader
from projections.catalogue import PROJECTIONS
from projections.folding import EVENTS_AT_ONCE, Turn, fold
from projections.places import Place, find_behind, lock_places, of_other_code
from projections.rests import Rests

log = logging.getLogger(__name__)

ORGANISATIONS_AT_ONCE = 200
FIRST_PAUSE = 0.02
LONGEST_PAUSE = 1.0


class Wake(Protocol):
    """Tells that something was appended, and is told what moved. It may lose messages: polling is the truth."""

    async def wait(self, seconds: float, /) -> Collection[UUID] | None:
        """Return when something was appended, and after `seconds` at the latest.

        Answers the organisations where it was; None: who knows where.
        """
        ...

    async def moved(self, org_ids: Sequence[UUID], /) -> None:
        """Read models of these organisations have moved."""
        ...


async def run_once(
    pool: Pool,
    models: Sequence[Reader] = PROJECTIONS,
    *,
    wake: Wake | None = None,
    among: Collection[UUID] | None = None,
    rests: Rests | None = None,
    at_once: int = EVENTS_AT_ONCE,
    organisations: int = ORGANISATIONS_AT_ONCE,
) -> int:
    """Fold up to about `at_once` events of up to `organisations`; answer how many. 0: all is folded, or held by others.

    `among`: only these organisations.

    Whatever fails for all organisations together is tried again place by place, so that nobody's trouble is another's.
    A place that fails for a reason that is no event's fault rests where there are `rests`, and is passed over
    meanwhile; without them the first such failure is raised, after everything else has been done.
    """
    skipped = 0
    while behind := await find_behind(pool, models, organisations, skipped, among):
        together, apart = rests.due(behind) if rests else (behind, [])
        folded = 0
        for some in _transactions(pool, together):
            try:
                folded += await fold_together(pool, models, some, at_once, wake)
            except Exception:
                log.warning("folding %d places together failed, going on one by one", len(some), exc_info=True)
                apart = [*some, *apart]
        folded += await fold_one_by_one(pool, models, apart, at_once, wake, rests) if apart else 0
        if folded:
            return folded
        skipped += organisations  # all of these are held by others; there may be more behind them
    return 0


def _transactions(pool: Pool, places: Sequence[Place]) -> list[list[Place]]:
    """The places that are folded in one transaction: all; on Citus those of an organisation, on its shard."""
    if not places:
        return []
    if not sharded(pool):
        return [list(places)]
    by_org: dict[UUID, list[Place]] = {}
    for place in places:
        by_org.setdefault(place.org_id, []).append(place)
    return list(by_org.values())


async def fold_together(
    pool: Pool, models: Sequence[Reader], behind: Sequence[Place], at_once: int, wake: Wake | None
) -> int:
    """One transaction over all places that nobody else holds; answers how many events it read."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, {place.org_id for place in behind})
        turn = await fold(db, models, await lock_places(db, behind), at_once, careful=False)
    await _tell(wake, turn.org_ids)
    return turn.events


async def fold_one_by_one(
    pool: Pool,
    models: Sequence[Reader],
    behind: Sequence[Place],
    at_once: int,
    wake: Wake | None,
    rests: Rests | None = None,
) -> int:
    """A transaction for each place; events that cannot be digested are parked with their subject."""
    turns, failures = list[Turn](), list[Exception]()
    for place in behind:
        step = rests.step(place, at_once) if rests else at_once
        try:
            async with pool.acquire() as db, db.transaction():
                await walled(db, [place.org_id])
                turn = await fold(db, models, await lock_places(db, [place]), step, careful=True)
        except Exception as error:
            seconds = rests.failed(place, error) if rests else 0
            log.exception("%s of organisation %s stands still for %.0f seconds", place.reader, place.org_id, seconds)
            failures.append(error)
        else:
            turns.append(turn)
            if rests:
                rests.well(place, more=turn.events == step)
    await _tell(wake, frozenset[UUID]().union(*(turn.org_ids for turn in turns)))
    if failures and not rests:
        raise failures[0]
    return sum(turn.events for turn in turns)


async def _tell(wake: Wake | None, org_ids: Collection[UUID]) -> None:
    if wake is None or not org_ids:
        return
    try:
        await wake.moved(sorted(org_ids))
    except Exception:
        log.warning("nobody could be told that read models moved; who waits sees it by looking", exc_info=True)


async def run(pool: Pool, wake: Wake, stop: asyncio.Event, models: Sequence[Reader] = PROJECTIONS) -> None:
    """Fold until `stop` is set: whoever a wake-up names, and everybody from time to time."""
    stopped: asyncio.Task[object] = asyncio.create_task(stop.wait())
    watch = _Watch(wake, stopped)
    rests = Rests(asyncio.get_running_loop().time)
    warned = False
    try:
        while not stop.is_set():
            try:
                if not warned:
                    await _warn_of_other_code(pool, models)
                    warned = True
                folded = await run_once(pool, models, wake=wake, among=watch.among, rests=rests)
            except Exception:
                log.exception("the read models could not be moved; trying again")
                await watch.rest()
            else:
                await watch.go_on(folded)
    finally:
        stopped.cancel()


async def _warn_of_other_code(pool: Pool, models: Sequence[Reader]) -> None:
    """What is read but not made by this code stands still unless other engines keep it up: the operator has to act."""
    versions = {model.name: model.version for model in models}
    for reader, version, organisations in await of_other_code(pool, models):
        log.error(
            "%s is read as version %d made it in %d organisations, and this is version %d: `carryover rebuild %s`",
            *(reader, version, organisations, versions[reader], reader),
        )


class _Watch:
    """Whom the loop looks at next. Words may be lost, so everybody has a turn once a second at the latest.

    Where no words come it looks at everybody after 20 ms, and the less there is the less often.
    """

    def __init__(self, wake: Wake, stopped: asyncio.Task[object]) -> None:
        self.among: Collection[UUID] | None = None  # everybody
        self._wake = wake
        self._stopped = stopped
        self._clock = asyncio.get_running_loop().time
        self._pause = FIRST_PAUSE
        self._everybody_at = 0.0

    async def go_on(self, folded: int) -> None:
        """After a round that folded so many events: wait for news, but not where there may be more to fold."""
        everybody = self.among is None
        if everybody and folded:
            self._pause = FIRST_PAUSE  # nobody had named them
        elif everybody:
            self._everybody_at = self._clock() + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        named = await self._news(0 if folded else max(0, self._everybody_at - self._clock()))
        if named:
            self._pause = LONGEST_PAUSE
        if folded:
            named = None if self.among is None else {*self.among, *(named or ())}
        self.among = None if self._clock() >= self._everybody_at else named

    async def rest(self) -> None:
        """After a failure."""
        self.among = None
        await self._news(LONGEST_PAUSE)

    async def _news(self, seconds: float) -> Collection[UUID] | None:
        """Until something is appended, the loop is stopped, or the time is over; without a wake-up the time alone."""
        woken = asyncio.create_task(self._woken(seconds))
        await asyncio.wait({woken, self._stopped}, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
        [named] = await asyncio.gather(woken, return_exceptions=True)
        return None if isinstance(named, BaseException) else named

    async def _woken(self, seconds: float) -> Collection[UUID] | None:
        started = self._clock()
        try:
            return await self._wake.wait(seconds)
        except Exception:
            log.warning("no wake-ups; looking from time to time instead", exc_info=True)
            await asyncio.sleep(started + seconds - self._clock())
            return None
