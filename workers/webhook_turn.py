"""A turn of a webhook: what is due is posted, a few at a time; then it is known when there is something to do again.

One turn of a webhook is under way at a time, so a slow receiver holds up itself alone; each ends after a few seconds.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from domain.webhook.events import Stopped
from eventstore.records import Recorded
from eventstore.walls import Connection, Pool
from services.context import Context
from services.webhooks.effects import WEBHOOK_REPLAY, WEBHOOK_TELL, WEBHOOK_TURN, Turn
from services.webhooks.endpoint import Endpoint, open_endpoint
from services.webhooks.known import partner_reach
from services.webhooks.schedule import BREAK_AFTER
from workers.doing import Doing, one_by_one
from workers.doing import Outcome as Done
from workers.effects import Claim, End, working
from workers.sending import Channels
from workers.webhook_posting import Round, post_all
from workers.webhook_reader import within_reach
from workers.webhook_replay import Replays
from workers.webhook_rows import (
    DROP_OLD,
    DROP_SOME,
    DROPPED_AT_ONCE,
    DUE,
    KEPT,
    MOST_WAITING,
    NEXT,
    SET_TURN,
    WAITING,
    Due,
    Hook,
    give_turn,
    locked,
    set_health,
    tell_outcomes,
)
from workers.webhook_telling import stop_webhook, tell_of_stop

AT_ONCE = 8
"""Posts of one webhook that are under way together."""

BEGIN_FOR = 2.0
"""Seconds of a turn in which posts are begun; the last ones may take ten more, and a claim lasts for fifteen."""

SUSPENDED_FOR = timedelta(hours=1)
"""Until it is asked again whether a partner that may not be told anything is let back in."""

# What is told of, as the log has it.
EVENTS = "SELECT * FROM log.events WHERE org_id = $1 AND lane = 0 AND pos = ANY ($2::bigint[])"

_TURN = msgspec.json.Decoder(Turn)


class Webhooks:
    """The kinds of effects that keep webhooks told, over the engine's pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @property
    def kinds(self) -> Mapping[str, Doing]:
        return {
            WEBHOOK_TURN: self._take_turns,
            WEBHOOK_REPLAY: one_by_one(Replays(self._pool).replay),
            WEBHOOK_TELL: one_by_one(tell_of_stop),
        }

    async def _take_turns(self, context: Context, channels: Channels, claims: Sequence[Claim]) -> Sequence[Done]:
        """All side by side: what one webhook's receiver does with its time is no other's."""

        async def one(claim: Claim) -> Done:
            try:
                moot = await self._turn(context, claim)
            except Exception as fault:  # noqa: BLE001 each has its own outcome
                return fault
            return (End.DONE, None) if moot is None else (End.MOOT, moot)

        return await asyncio.gather(*map(one, claims))

    async def _turn(self, context: Context, claim: Claim) -> str | None:
        """Why there was nothing to do, where there was not. Raises what may be helped by trying again."""
        org_id, what = claim.org_id, _TURN.decode(claim.payload)
        hook = await self._begin(context, org_id, what)
        if isinstance(hook, str):
            return hook
        now = context.clock.now(org_id)
        endpoint = await open_endpoint(context, org_id, what.webhook_id, now)
        if endpoint is None or not await _may_be_told(context, org_id, endpoint):
            await self._end(org_id, what, now, now + SUSPENDED_FOR, stopped=False)
            return "its owner may not be told anything"
        stop = await self._post(context, org_id, endpoint, hook)
        if stop is not None:
            await stop_webhook(context, org_id, what.webhook_id, stop)
        now = context.clock.now(org_id)
        await self._end(org_id, what, now, now, stopped=stop is not None)
        return None

    async def _post(self, context: Context, org_id: UUID, endpoint: Endpoint, hook: Hook) -> Stopped | None:
        """Round after round while there is time. Answers why the webhook has to stop, where it has."""
        clock = asyncio.get_running_loop().time
        until, health = clock() + BEGIN_FOR, hook.health
        while clock() < until:
            now = context.clock.now(org_id)
            if health.paused_until is not None and health.paused_until > now:
                return None
            most = 1 if health.failing >= BREAK_AFTER else AT_ONCE
            due = await self._due(org_id, endpoint.webhook_id, now, most)
            if not due:
                return None
            still = await self._still_to_tell(context, org_id, hook, due)
            if not still:
                continue
            done = await post_all(context, org_id, endpoint, still, health, now)
            health = done.health
            stop = await self._keep(org_id, endpoint.webhook_id, done, now) or done.stop
            if stop is not None:
                return stop
        return None

    async def _begin(self, context: Context, org_id: UUID, what: Turn) -> Hook | str:
        now = context.clock.now(org_id)
        async with working(self._pool, org_id) as db:
            hook = await locked(db, org_id, what.webhook_id)
            if hook is None or hook.turn != what.turn:
                return "another turn takes its place"
            await db.execute(DROP_OLD, org_id, what.webhook_id, now - KEPT, DROPPED_AT_ONCE)
            if hook.stopped is not None:
                await _schedule(db, org_id, hook, now, now, stopped=True)
                return "the webhook is stopped"
            if hook.paused_until is not None and hook.paused_until > now:
                await give_turn(db, org_id, hook, hook.paused_until)
                return "the webhook is left in peace"
            await db.execute(SET_TURN, org_id, what.webhook_id, hook.turn, now, True)
        return hook

    async def _due(self, org_id: UUID, webhook_id: UUID, now: datetime, most: int) -> list[Due]:
        async with working(self._pool, org_id) as db:
            return [Due(*row) for row in await db.fetch(DUE, org_id, webhook_id, now, most)]

    async def _still_to_tell(self, context: Context, org_id: UUID, hook: Hook, due: Sequence[Due]) -> list[Due]:
        """What its owner still may know of. News may wait for days; what it may not know of any more is dropped."""
        async with working(self._pool, org_id) as db:
            events = [Recorded(*row) for row in await db.fetch(EVENTS, org_id, [one.pos for one in due])]
        told = [(hook.webhook_id, event) for event in events]
        within = await within_reach(context, org_id, told, {hook.webhook_id: hook})
        still = {event.event_id: event.correlation_id for _, event in within}
        gone = [one.event_id for one in due if one.event_id not in still]
        if gone:
            async with working(self._pool, org_id) as db:
                await db.execute(DROP_SOME, org_id, hook.webhook_id, gone)
        return [one._replace(correlation_id=still[one.event_id]) for one in due if one.event_id in still]

    async def _keep(self, org_id: UUID, webhook_id: UUID, done: Round, now: datetime) -> Stopped | None:
        """Write down what came of a round. Answers why the webhook has to stop, where more waits than may."""
        async with working(self._pool, org_id) as db:
            await tell_outcomes(db, org_id, webhook_id, now, done.outcomes)
            await set_health(db, org_id, webhook_id, done.health)
            if not done.health.failing:
                return None
            waiting = await db.fetchval(WAITING, org_id, webhook_id, MOST_WAITING)
        return Stopped.FAILING if waiting >= MOST_WAITING else None

    async def _end(self, org_id: UUID, what: Turn, now: datetime, not_before: datetime, *, stopped: bool) -> None:
        """Give the next turn. What was written meanwhile is seen here: whoever writes it locks the webhook's row."""
        async with working(self._pool, org_id) as db:
            hook = await locked(db, org_id, what.webhook_id)
            if hook is not None and hook.turn == what.turn:
                await _schedule(db, org_id, hook, now, not_before, stopped=stopped or hook.stopped is not None)


async def _schedule(
    db: Connection, org_id: UUID, hook: Hook, now: datetime, not_before: datetime, *, stopped: bool
) -> None:
    """The next turn: when something is due, or has been kept long enough; none where neither will be."""
    at = await db.fetchval(NEXT, org_id, hook.webhook_id, not stopped, KEPT)
    if at is None:
        await db.execute(SET_TURN, org_id, hook.webhook_id, hook.turn, None, False)
    else:
        await give_turn(db, org_id, hook, max(at, now, not_before, hook.paused_until or now))


async def _may_be_told(context: Context, org_id: UUID, endpoint: Endpoint) -> bool:
    """Whether its owner still is one who may know anything."""
    if endpoint.partner_id is None:
        return True
    return await partner_reach(context, org_id, endpoint.partner_id) is not None
