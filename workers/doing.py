"""What it means to do effects of one kind: many claims at once, how each ended, and one by one where that is enough."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from services.context import Context
from workers.effects import Claim, End, Ended
from workers.sending import Channels
from workers.traced_effects import at_effect

Outcome = tuple[End, str | None] | Ended | Exception
"""How it ended, and why where that needs a word; or what may be helped by trying again."""

Doing = Callable[[Context, Channels, Sequence[Claim]], Awaitable[Sequence[Outcome]]]
"""Does claims of one kind and one organisation; an outcome for each, in their order.

What has expired it ends as such, and it sends through `Channels.send_all`. It may be cut off after DO_SECONDS, and be
asked again: what it did before is then told by `Claim.uncertain`, and by what it recorded. What it never came to it
answers with NotBegun.
"""

DoingOne = Callable[[Context, Channels, Claim], Awaitable[tuple[End, str | None] | Ended]]

Buried = Callable[[Context, Sequence[Claim]], Awaitable[None]]
"""Told of claims that are given up, before they are: for what has to be recorded of that. Must be repeatable."""

ONE_BY_ONE_AT_ONCE = 8
ONE_BY_ONE_SECONDS = 13.0
"""For all that were claimed together: less than DO_SECONDS, so that who ended in time is heard."""


class NotBegun(Exception):
    """There was no time left for it: it is due again at once, and this was no try."""


def one_by_one(do: DoingOne, *, expired_too: bool = False, seconds: float = ONE_BY_ONE_SECONDS) -> Doing:
    """A kind whose effects are done singly, a few side by side; what has expired only where the kind ends it itself.

    Who is not done after `seconds` is cut off, alone.
    """

    async def do_all(context: Context, channels: Channels, claims: Sequence[Claim]) -> Sequence[Outcome]:
        room = asyncio.Semaphore(ONE_BY_ONE_AT_ONCE)
        over = asyncio.get_running_loop().time() + seconds
        begun: set[UUID] = set()

        async def do_one(claim: Claim) -> Outcome:
            if not expired_too and claim.has_expired(context.clock.now(claim.org_id)):
                return End.EXPIRED, None
            try:
                async with asyncio.timeout_at(over), room:
                    begun.add(claim.effect_id)
                    with at_effect(claim):
                        return await do(context, channels, claim)
            except Exception as fault:  # noqa: BLE001 each has its own outcome
                return fault if claim.effect_id in begun else NotBegun()

        return await asyncio.gather(*map(do_one, claims))

    return do_all
