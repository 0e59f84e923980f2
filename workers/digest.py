"""The daily digest: how many alerts that do not press wait for a member of staff, once a day at her own time."""

from datetime import datetime

import msgspec

from domain.alert.events import Grade
from domain.alert.telling import next_digest
from domain.staff.member import Staff
from eventstore.records import NewEffect
from projections.alert_inbox.queries import alerts
from projections.alert_inbox.staffing import Staffing, staffing
from services.alert_effects import Digest, digest
from services.context import Context
from workers.channels.letter import Letter
from workers.channels.mail import EmailChannel
from workers.effects import Claim, End, Ended
from workers.recipients import recipient_of
from workers.sending import Channels
from workers.wording import worded

MOST = 500
"""More than anybody would count."""

_PAYLOAD = msgspec.json.Decoder(Digest)


async def deliver_digest(context: Context, channels: Channels, claimed: Claim) -> Ended:
    """Sent where something waits; then another one follows, until nothing does. Raises what trying again may help."""
    what, org_id = _PAYLOAD.decode(claimed.payload), claimed.org_id
    now = context.clock.now(org_id)
    async with context.reading(org_id) as db:
        house = await staffing(db, org_id)
        held = house.held_by(what.staff_id, house.clinics, now)
        open_ones = await alerts(db, org_id, statuses=("open",), held=held, limit=MOST)
    waiting = [one for one in open_ones if one.grade != Grade.CRITICAL and one.snoozed_until is None]
    if not waiting:
        return Ended(End.MOOT, "nothing waits")
    if claimed.has_expired(now):
        return Ended(End.EXPIRED, None, _next(house, what, now))
    to = await recipient_of(context, org_id, what.staff_id)
    if not to.email:
        return Ended(End.MOOT, "no e-mail address is known")
    link = f"{context.settings.public_url}/alerts"
    letter = Letter(
        effect_id=claimed.effect_id,
        org_id=org_id,
        to=to,
        words=worded("digest", to.language, again=claimed.uncertain, count=len(waiting), link=link),
        again=claimed.uncertain,
    )
    await channels.send(claimed, EmailChannel.name, letter)
    return Ended(End.DONE, None, _next(house, what, now))


def _next(house: Staffing, what: Digest, now: datetime) -> tuple[NewEffect, ...]:
    place = house.clinics.get(what.clinic_id)
    if place is None:
        return ()
    day, at = next_digest(house.staff.get(what.staff_id, Staff()), now, place.zone)
    return (digest(what.staff_id, what.clinic_id, day, at),)
