"""Ending the account of somebody who left the organisation."""

import msgspec

from services.accounts.ending import end_account
from services.context import Context
from services.people.effects import AccountEnd
from workers.effects import Claim, End
from workers.sending import Channels

_payload = msgspec.json.Decoder(AccountEnd)


async def end_left_account(context: Context, channels: Channels, claim: Claim) -> tuple[End, str | None]:
    """Nobody who left comes back under their old id, so there is nothing to ask before."""
    async with context.writing(claim.org_id) as db:
        await end_account(db, claim.org_id, _payload.decode(claim.payload).staff_id)
    return End.DONE, None
