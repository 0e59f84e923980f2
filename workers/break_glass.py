"""Telling the owners and the clinic's lead at once that somebody looks at a patient out of their reach."""

import msgspec
from msgspec.structs import replace

from services.audit.break_glass import GlassBroken, telling
from services.context import Context
from workers.alert_care import scene_for
from workers.channels.letter import Letter, NoAddress
from workers.channels.mail import EmailChannel
from workers.effects import Claim, End, Ended
from workers.recipients import recipient_of
from workers.sending import Channels
from workers.wording import worded

_PAYLOAD = msgspec.json.Decoder(GlassBroken)


class NobodyToTell(Exception):
    """The organisation has neither owner nor lead, as far as can be told now."""


async def tell_of_broken_glass(context: Context, channels: Channels, claimed: Claim) -> Ended:
    """Finds out who they are, then each has a letter of their own. Raises whatever may be helped by trying again."""
    what, org_id = _PAYLOAD.decode(claimed.payload), claimed.org_id
    now = context.clock.now(org_id)
    scene = await scene_for(context, org_id, what.patient_id, what.clinic_id, now)
    if what.receiver is None:
        people = {staff_id for staff_id, staff in scene.care.staff.items() if staff.is_owner}
        if scene.care.lead_id is not None:
            people.add(scene.care.lead_id)
        if not people:
            raise NobodyToTell(str(what.clinic_id))
        return Ended(End.DONE, None, tuple(telling(replace(what, receiver=one), now) for one in sorted(people)))
    if EmailChannel.name not in channels:
        return Ended(End.MOOT, f"{EmailChannel.name} is not set up")
    to = await recipient_of(context, org_id, what.receiver)
    clinic = scene.clinic.opened.name if scene.clinic.opened else "Carryover"
    link = f"{context.settings.public_url}/audit?kind=break_glass"
    letter = Letter(
        effect_id=claimed.effect_id,
        org_id=org_id,
        to=to,
        words=worded("break_glass", to.language, again=claimed.uncertain, clinic=clinic, link=link),
        urgent=True,
        again=claimed.uncertain,
    )
    try:
        await channels.send(claimed, EmailChannel.name, letter)
    except NoAddress as error:
        return Ended(End.MOOT, str(error))
    return Ended(End.DONE)
