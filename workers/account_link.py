"""Mailing a link that is good once: to accept an invitation, or to set another password. It is made here, just before
it is sent, so that it stands nowhere but in the letter."""

from services.accounts.invitations import decode_link, is_accepted, make_link, signs_in_by
from services.accounts.one_time import Kind
from services.accounts.standing import staff_actor
from services.context import Context
from workers.channels.letter import Letter, NoAddress
from workers.channels.mail import EmailChannel
from workers.effects import Claim, End
from workers.recipients import recipient_of
from workers.sending import Channels
from workers.wording import worded

PHRASES = {Kind.INVITATION: "invitation", Kind.FORGOTTEN: "forgotten"}


async def mail_link(context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
    """How it ended, and why where that needs a word. Raises whatever may be helped by trying again.

    Sent again after a crash it has another link; each is good until one of them was used.
    """
    org_id, what = claimed.org_id, decode_link(claimed.payload)
    if await staff_actor(context, org_id, what.staff_id, "") is None:
        return End.MOOT, "gone"
    to = await recipient_of(context, org_id, what.staff_id)
    if not to.email:
        return End.MOOT, "no_address"
    if what.kind is Kind.INVITATION and await is_accepted(context, org_id, what.staff_id):
        return End.MOOT, "accepted"
    if what.kind is Kind.FORGOTTEN and not await signs_in_by(context, org_id, what.staff_id, to.email):
        return End.MOOT, "other_address"
    link = await make_link(context, org_id, what.staff_id, what.kind)
    letter = Letter(
        effect_id=claimed.effect_id,
        org_id=org_id,
        to=to,
        words=worded(PHRASES[what.kind], to.language, link=link),
        again=claimed.uncertain,
    )
    try:
        await channels.send(claimed, EmailChannel.name, letter)
    except NoAddress:
        return End.MOOT, "no_address"
    return End.DONE, None
