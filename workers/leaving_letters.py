"""Telling every owner by mail that the organisation leaves, or stays after all."""

from msgspec.structs import replace

from projections.alert_inbox.staffing import staffing
from services.context import Context
from services.records.leaving import decode_tell, tell_effect
from workers.channels.letter import Letter, NoAddress
from workers.channels.mail import EmailChannel
from workers.effects import Claim, End, Ended
from workers.recipients import recipient_of
from workers.sending import Channels
from workers.wording import worded


class NobodyToTell(Exception):
    """The organisation has no owner, as far as can be told now."""


async def tell_of_leaving(context: Context, channels: Channels, claimed: Claim) -> Ended:
    """Finds out who they are, then each has a letter of their own. Raises whatever may be helped by trying again."""
    tell, org_id = decode_tell(claimed.payload), claimed.org_id
    if tell.receiver is None:
        async with context.reading(org_id) as db:
            house = await staffing(db, org_id)
        owners = sorted(staff_id for staff_id, known in house.staff.items() if known.is_owner)
        if not owners:
            raise NobodyToTell(str(org_id))
        now = context.clock.now(org_id)
        return Ended(End.DONE, None, tuple(tell_effect(replace(tell, receiver=one), now) for one in owners))
    if EmailChannel.name not in channels:
        return Ended(End.MOOT, f"{EmailChannel.name} is not set up")
    to = await recipient_of(context, org_id, tell.receiver)
    date = tell.ends_at.date().isoformat() if tell.ends_at else ""
    letter = Letter(
        effect_id=claimed.effect_id,
        org_id=org_id,
        to=to,
        words=worded(tell.phrase, to.language, again=claimed.uncertain, date=date, link=context.settings.public_url),
        urgent=True,
        again=claimed.uncertain,
    )
    try:
        await channels.send(claimed, EmailChannel.name, letter)
    except NoAddress as error:
        return Ended(End.MOOT, str(error))
    return Ended(End.DONE)
