"""Destroying what an organisation had when its notice is over: the keys first, then every row, in two rounds."""

import asyncio
from collections.abc import Mapping
from uuid import UUID, uuid5

from domain.organisation.leaving import CompleteDeparture
from eventstore.cursor import encode_cursor
from eventstore.walls import Pool, reading, writing
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from services.records.erasing import AGAIN_AFTER, Destroyed, Remaining
from services.records.leaving import (
    LEAVING_TELL,
    ORGANISATION_LEAVE,
    REMAINS,
    DepartureCertificate,
    Leave,
    decode_leave,
    keep_departure,
    leave_effect,
)
from workers.doing import Doing, one_by_one
from workers.effects import Claim, End, Ended
from workers.leaving_letters import tell_of_leaving
from workers.sending import Channels

TURN_SECONDS = 6.0
ROWS_AT_ONCE = 5_000
"""Of each table, in one transaction: a fraction of the longest time a statement may take."""

LEAVE_ROWS = "SELECT log.leave_rows($1, $2)"
DEPARTURE = """
SELECT pos, hash, recorded_at FROM log.events
WHERE org_id = $1 AND stream_id = $1 AND lane = 0 AND type = 'organisation.left' ORDER BY version LIMIT 1
"""
DESTROYED = "SELECT place, rows FROM access.departure_rows WHERE org_id = $1 ORDER BY place"
FACTS_LEFT = "SELECT count(*) FROM log.events WHERE org_id = $1"


class NotLeft(LookupError):
    """The log does not say that this organisation has left."""


class Leaving:
    """It destroys rows of all kinds, so it takes the engine's pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @property
    def kinds(self) -> Mapping[str, Doing]:
        return {ORGANISATION_LEAVE: one_by_one(self.leave), LEAVING_TELL: one_by_one(tell_of_leaving)}

    async def leave(self, context: Context, channels: Channels, claimed: Claim) -> Ended:
        """A turn of a round; after the first round a second is due. Moot where the notice was taken back."""
        org_id, leave = claimed.org_id, decode_leave(claimed.payload)
        if not leave.again and not await complete_departure(context, org_id, leave.leaving_id):
            return Ended(End.MOOT, "stays")
        now = context.clock.now(org_id)
        if not await destroy(context, self._pool, org_id, leave.leaving_id, complete=leave.again):
            return Ended(End.DONE, then=(leave_effect(leave, now, claimed.effect_id),))
        if leave.again:
            return Ended(End.DONE)
        return Ended(End.DONE, then=(leave_effect(Leave(leave.leaving_id, again=True), now + AGAIN_AFTER),))


async def complete_departure(context: Context, org_id: UUID, leaving_id: UUID, *, again: bool = False) -> bool:
    """Whether the organisation has left, now or before. `again`: it had, before a backup was put back."""
    wish = CompleteDeparture(
        command_id=uuid5(leaving_id, "left again" if again else "left"),
        at=context.clock.now(org_id),
        organisation_id=org_id,
        leaving_id=leaving_id,
        again=again,
    )
    answer = await execute(context, Call(actor=system(org_id, "departure"), command=wish))
    return answer.verdict not in (Verdict.REFUSED, Verdict.CONFLICT)


async def destroy(context: Context, pool: Pool, org_id: UUID, leaving_id: UUID, *, complete: bool) -> bool:
    """Destroy keys and rows, and certify it once there is nothing left; False where the turn was over before.

    `complete`: no process can remember the organisation any more. Raises NotLeft before it does anything.
    """
    async with reading(pool, org_id) as db:
        departure = await db.fetchrow(DEPARTURE, org_id)
    if departure is None:
        raise NotLeft(str(org_id))
    await context.vault.leave(org_id, leaving_id)
    await context.tell_changed(org_id, org_id)
    ends = asyncio.get_running_loop().time() + TURN_SECONDS
    gone = 1
    while gone:
        if asyncio.get_running_loop().time() >= ends:
            return False
        async with writing(pool, org_id) as db:
            gone = await db.fetchval(LEAVE_ROWS, org_id, ROWS_AT_ONCE)
    async with writing(pool, org_id) as db:
        counted = {"log.events": int(await db.fetchval(FACTS_LEFT, org_id))}
        certificate = DepartureCertificate(
            organisation_id=org_id,
            leaving_id=leaving_id,
            left_at=departure["recorded_at"],
            position=encode_cursor(departure["pos"], departure["hash"]),
            hash=departure["hash"].hex(),
            key_destroyed=True,
            destroyed=tuple(Destroyed(*row) for row in await db.fetch(DESTROYED, org_id)),
            remains=tuple(Remaining(place, counted.get(place), why) for place, why in REMAINS.items()),
            complete=complete,
            done_at=context.clock.now(org_id),
        )
        await keep_departure(db, certificate)
    return True
