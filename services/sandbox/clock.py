"""The clock of a sandbox: other organisations' time and an advance, which its people move, and which only grows."""

from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from services.context import Context
from services.sandbox.settled import settled

MOST_AHEAD = timedelta(days=3650)
MOST_AT_ONCE = timedelta(hours=720)
SETTLE_SECONDS = 10.0

# A sandbox begins: its clock shows what all others show.
OPEN = "INSERT INTO access.sandbox_clock (org_id) VALUES ($1)"

# How far a sandbox is ahead, held until it is moved.
AHEAD = "SELECT ahead_seconds FROM access.sandbox_clock WHERE org_id = $1 FOR UPDATE"

# Moves a sandbox's clock forward.
MOVE = "UPDATE access.sandbox_clock SET ahead_seconds = $2, moved_at = now() WHERE org_id = $1"


class NotSettled(Exception):
    """What happened so far is not seen to yet: the engine is busy, or away."""


class NotMoved(Exception):
    """A clock cannot be moved there; says why."""


async def opened(context: Context, org_id: UUID) -> None:
    """From now on the organisation, which is about to be registered, is a sandbox."""
    async with context.writing(org_id) as db:
        await db.execute(OPEN, org_id)
    context.clock.learn(org_id, timedelta(0))
    await context.sandbox_moved([org_id])


async def moved(context: Context, org_id: UUID, forward: timedelta | datetime) -> datetime | None:
    """Moves a sandbox's clock by a time or to an instant, and answers what it shows; None for what is no sandbox.

    All processes know within moments. Raises NotMoved for what is not later, or later by more than 30 days, and
    NotSettled.
    """
    async with context.writing(org_id) as db:
        seconds = await db.fetchval(AHEAD, org_id)
        if seconds is None:
            return None
        ahead = timedelta(seconds=seconds)
        others = context.clock.others.now(org_id)
        further = forward if isinstance(forward, timedelta) else forward - others - ahead
        if not timedelta(0) < further <= MOST_AT_ONCE:
            raise NotMoved("It is moved forward, by 720 hours at the most.")
        if not await settled(db, org_id, others + ahead, SETTLE_SECONDS):
            raise NotSettled
        new = timedelta(seconds=ceil((ahead + further).total_seconds()))
        if new > MOST_AHEAD:
            raise NotMoved("It is ten years ahead at the most.")
        await db.execute(MOVE, org_id, int(new.total_seconds()))
    context.clock.learn(org_id, new)
    await context.sandbox_moved([org_id])
    return context.clock.now(org_id)
