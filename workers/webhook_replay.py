"""Going through the log again for a webhook: what it may know of is told once more, some hundred events at a time."""

from datetime import timedelta

import msgspec
from msgspec.structs import replace

from eventstore.stretch import stretch
from eventstore.walls import Pool
from services.context import Context
from services.webhooks.effects import Replay, replay_effect
from services.webhooks.known import TOLD_TO_STAFF
from workers.effects import Claim, End, Ended, working
from workers.sending import Channels
from workers.webhook_reader import asks_for, within_reach
from workers.webhook_rows import WAITING, add, locked, wake

AT_ONCE = 1_000  # events
MOST_WAITING = 5_000  # news of one webhook; beyond it a replay waits for some of it to be gone
LOOK_AGAIN = timedelta(minutes=1)

_REPLAY = msgspec.json.Decoder(Replay)


class Replays:
    """Over the engine's pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def replay(self, context: Context, channels: Channels, claim: Claim) -> Ended:
        """One step, and the next one after it. Raises what may be helped by trying again."""
        org_id, what = claim.org_id, _REPLAY.decode(claim.payload)
        now = context.clock.now(org_id)
        async with working(self._pool, org_id) as db:
            hook = await locked(db, org_id, what.webhook_id)
            if hook is None or hook.stopped is not None:
                return Ended(End.MOOT, "the webhook is stopped or gone")
            if await db.fetchval(WAITING, org_id, what.webhook_id, MOST_WAITING) >= MOST_WAITING:
                later = replace(what, again=what.again + 1)
                return Ended(End.DONE, None, (replay_effect(later, now + LOOK_AGAIN),))
            events = await stretch(db, org_id, what.after, what.until, None, AT_ONCE)
            told = [
                (hook.webhook_id, event) for event in events if event.type in TOLD_TO_STAFF and asks_for(hook, event)
            ]
            wanted = await within_reach(context, org_id, told, {hook.webhook_id: hook})
            if await add(db, wanted, now, again=True):
                await wake(db, org_id, hook.webhook_id, now)
        if len(events) < AT_ONCE:
            return Ended(End.DONE)
        return Ended(End.DONE, None, (replay_effect(replace(what, after=events[-1].pos, again=0), now),))
