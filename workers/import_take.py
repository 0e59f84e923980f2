"""Taking the lines of an import, a handful after the other, in turns of some seconds; each line gets its outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from eventstore.records import NewEffect
from services.actor import Actor
from services.context import Context
from services.imports.enrolling import Enrolling, known_to
from services.imports.job import (
    IMPORT_FORGET,
    IMPORT_TAKE,
    Fate,
    Import,
    LineOutcome,
    State,
    Turn,
    decode_turn,
    turn_effect,
)
from services.imports.lines import Handful, handfuls
from services.imports.roster import row_handfuls
from services.imports.store import Part, Taken, find, finish, keep, part_of, written_for
from services.keys import KeyHolder
from services.rights import actor_of
from workers.doing import Doing, one_by_one
from workers.effects import Claim, End, Ended
from workers.sending import Channels

TURN_SECONDS = 6.0
"""With the handful that is begun then, less than an effect may take."""

LONGEST_REST = 1.0
"""Seconds. Where others write to the same organisation meanwhile, an import rests as long as it worked."""

TakeEvents = Callable[[Actor, UUID, Sequence[bytes], bool], Awaitable[list[LineOutcome]]]
"""Takes events as the doors do: for whom, for which import, and whether they are only tried. Raises StoreBusy."""

MakeTakeEvents = Callable[[Context], TakeEvents]

Take = Callable[[Sequence[Any]], Awaitable[list[LineOutcome]]]


class NoWayToTake(Exception):
    """Whoever started this process gave it no way to take events."""


class Imports:
    """Both kinds of effects. `make` comes from the doors, by whoever starts the process."""

    def __init__(self, make: MakeTakeEvents | None) -> None:
        self._make = make
        self._take_events: TakeEvents | None = None

    @property
    def kinds(self) -> Mapping[str, Doing]:
        return {IMPORT_TAKE: one_by_one(self.take), IMPORT_FORGET: one_by_one(forget)}

    async def take(self, context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None] | Ended:
        """Takes lines until the turn is over; then another turn is due, while any are left."""
        turn = decode_turn(claimed.payload)
        ends = asyncio.get_running_loop().time() + TURN_SECONDS
        job = await _found(context, claimed.org_id, turn.import_id)
        if job is None or job.state is not State.RUNNING:
            return End.MOOT, None
        actor = await _asker(context, job)
        if actor is None:
            async with context.writing(job.org_id) as db:
                await finish(db, job, State.REFUSED)
            return End.MOOT, None
        take = await self._way_to_take(context, job, actor)
        while (part := await _part(context, job)) is not None:
            for some in _handfuls(job, part):
                began = asyncio.get_running_loop().time()
                outcomes = await _taken(context, job, take, some)
                after = await _keep(context, job, part, some, outcomes)
                if after is None:
                    return End.MOOT, None
                now = asyncio.get_running_loop().time()
                if now >= ends:
                    return Ended(End.DONE, None, (_next(context, job, turn),))
                if _others_write(job, after, outcomes):
                    await asyncio.sleep(min(now - began, LONGEST_REST))
                job = after
        async with context.writing(job.org_id) as db:
            await finish(db, job, State.DONE)
        return End.DONE, None

    async def _way_to_take(self, context: Context, job: Import, actor: Actor) -> Take:
        if job.kind == "roster":
            enrolling = Enrolling(context, actor, job.import_id, await known_to(context, job.org_id))
            return partial(enrolling.take, dry_run=job.dry_run)
        if self._take_events is None:
            if self._make is None:
                raise NoWayToTake
            self._take_events = self._make(context)
        take_events = self._take_events
        return lambda lines: take_events(actor, job.import_id, lines, job.dry_run)


async def forget(context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
    """Lets go of an import that nobody started in time."""
    async with context.writing(claimed.org_id) as db:
        job = await find(db, claimed.org_id, decode_turn(claimed.payload).import_id, locked=True)
        if job is None or job.state is not State.RECEIVING:
            return End.MOOT, None
        await finish(db, job, State.CANCELLED)
    return End.DONE, None


async def _found(context: Context, org_id: UUID, import_id: UUID) -> Import | None:
    async with context.reading(org_id) as db:
        return await find(db, org_id, import_id)


async def _asker(context: Context, job: Import) -> Actor | None:
    """Whose import it is, with the rights they have now; None where they may nothing any more."""
    holder = KeyHolder(actor=job.actor, id=job.actor_id)
    return await actor_of(context, job.org_id, holder, f"import:{job.import_id}")


async def _part(context: Context, job: Import) -> Part | None:
    async with context.reading(job.org_id) as db:
        return await part_of(db, context.vault, job, job.at_part)


def _handfuls(job: Import, part: Part) -> Iterator[Handful[Any]]:
    if part.header is None:
        return handfuls(part.plain, job.at_line)
    return row_handfuls(part.plain, part.header, job.at_line, headed=job.at_part == 1)


async def _taken(context: Context, job: Import, take: Take, some: Handful[Any]) -> list[LineOutcome]:
    """An outcome for each line. What was stored by who was killed before saying so counts as stored, once."""
    outcomes = [LineOutcome(Fate.EMPTY)] * some.size
    for (place, _), outcome in zip(some.items, await take([item for _, item in some.items]), strict=True):
        outcomes[place] = outcome
    again = {one.pos for one in outcomes if one.fate is Fate.DUPLICATE and one.pos > job.last_pos}
    if not again:
        return outcomes
    async with context.reading(job.org_id) as db:
        ours = await written_for(db, job, again - {one.pos for one in outcomes if one.fate is Fate.STORED})
    for place, outcome in enumerate(outcomes):
        if outcome.fate is Fate.DUPLICATE and outcome.pos in ours:
            ours.remove(outcome.pos)
            outcomes[place] = replace(outcome, fate=Fate.STORED)
    return outcomes


async def _keep(
    context: Context, job: Import, part: Part, some: Handful[Any], outcomes: Sequence[LineOutcome]
) -> Import | None:
    """The import as it stands behind these lines; None where somebody else went on with it, or it was cancelled."""
    behind = some.first + some.size
    to_part, to_line = (job.at_part, behind) if behind < part.lines else (job.at_part + 1, 0)
    taken = Taken(part.before + some.first + 1, outcomes, to_part, to_line)
    async with context.writing(job.org_id) as db:
        if not await keep(db, context.vault, job, taken):
            return None
    furthest = max((outcome.pos for outcome in outcomes), default=0)
    return replace(job, at_part=to_part, at_line=to_line, last_pos=max(job.last_pos, furthest))


def _others_write(before: Import, after: Import, outcomes: Sequence[LineOutcome]) -> bool:
    """Whether the log grew by more than these lines meanwhile."""
    own = sum(outcome.fate is Fate.STORED for outcome in outcomes)
    return before.last_pos > 0 and after.last_pos - before.last_pos > own


def _next(context: Context, job: Import, turn: Turn) -> NewEffect:
    return turn_effect(IMPORT_TAKE, replace(turn, turn=turn.turn + 1), context.clock.now(job.org_id))
