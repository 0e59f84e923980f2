"""Of things that are done a few side by side, those that have no time left take nothing with them."""

import asyncio
from collections.abc import Sequence
from typing import cast
from uuid import UUID

from services.context import Context
from tests.support.times import NOON
from workers.doing import ONE_BY_ONE_AT_ONCE, NotBegun, Outcome, one_by_one
from workers.effects import Claim, End
from workers.sending import Channels

NO_TIME = 0.0
DONE: Outcome = (End.DONE, None)


def claims_of(payloads: Sequence[str]) -> list[Claim]:
    return [
        Claim(org_id=UUID(int=11), effect_id=UUID(int=n), kind="test.kind", payload=payload, attempt=1, due_at=NOON)
        for n, payload in enumerate(payloads, start=1)
    ]


async def outcomes_of(*payloads: str) -> list[object]:
    """Of some that are done at once and some that hang; faults by their kind."""

    async def do(context: Context, channels: Channels, claim: Claim) -> tuple[End, str | None]:
        if claim.payload == "hangs":
            await asyncio.Event().wait()
        return End.DONE, None

    doing = one_by_one(do, expired_too=True, seconds=NO_TIME)
    found = await doing(cast(Context, None), cast(Channels, None), claims_of(payloads))
    return [type(outcome) if isinstance(outcome, Exception) else outcome for outcome in found]


async def test_who_hangs_is_cut_off_and_who_is_done_stays_done() -> None:
    assert await outcomes_of("quick", "hangs", "quick") == [DONE, TimeoutError, DONE]


async def test_for_whom_there_never_was_room_it_was_no_try() -> None:
    all_rooms = ["hangs"] * ONE_BY_ONE_AT_ONCE
    assert await outcomes_of(*all_rooms, "quick") == [TimeoutError] * ONE_BY_ONE_AT_ONCE + [NotBegun]
