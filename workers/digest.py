"""The daily digest: how many alerts that do not press wait for a member of staff, once a day at her own time."""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.alert.events import Grade
from domain.staff.member import Staff
from domain.zones import FIRST_INSTANT, ZoneChange, day_over, local_date
from eventstore.records import NewEffect
from projections.alert_inbox.queries import alerts
from projections.alert_inbox.staffing import Place, Staffing, staffing
from services.alert_effects import Digest, digest
from services.context import Context
from workers.channels.letter import Letter
from workers.channels.mail import EmailChannel
from workers.effects import MOST_ATTEMPTS, Claim, End, Ended
from workers.recipients import recipient_of
from workers.sending import Channels
from workers.wording import worded

MOST = 500
"""More than anybody would count."""

_PAYLOAD = msgspec.json.Decoder(Digest)


# Whether the inbox has yet to read what had happened by an instant.
BEHIND = """
SELECT EXISTS (
  SELECT FROM log.checkpoint c JOIN log.events e ON e.org_id = c.org_id AND e.lane = c.lane AND e.pos = c.pos + 1
  WHERE c.org_id = $1 AND c.lane = 0 AND c.reader = 'alert_inbox' AND c.live AND e.recorded_at <= $2
)
"""


class InboxBehind(Exception):
    """What waits cannot be told yet: the inbox has not read all that had happened when the digest was due."""


async def deliver_digest(context: Context, channels: Channels, claimed: Claim) -> Ended:
    """Sent where something waits; then another one follows, until nothing does. Raises what trying again may help.

    Also where it is given up, or nobody knows an address yet. While she is away, and so has none of her alerts, those
    get one who have them, and she the next when she is back.
    """
    what, org_id = _PAYLOAD.decode(claimed.payload), claimed.org_id
    now = context.clock.now(org_id)
    async with context.reading(org_id) as db:
        house = await staffing(db, org_id)
    following = _next(house, what, now)
    try:
        return await _deliver(context, channels, claimed, house, following)
    except Exception as error:
        if claimed.tries < MOST_ATTEMPTS:
            raise
        return Ended(End.DEAD, type(error).__name__, following)


async def _deliver(
    context: Context, channels: Channels, claimed: Claim, house: Staffing, following: tuple[NewEffect, ...]
) -> Ended:
    what, org_id = _PAYLOAD.decode(claimed.payload), claimed.org_id
    now = context.clock.now(org_id)
    if claimed.has_expired(now):
        return Ended(End.EXPIRED, None, following)
    async with context.reading(org_id) as db:
        if await db.fetchval(BEHIND, org_id, claimed.due_at):
            raise InboxBehind
        held = house.held_by(what.staff_id, house.clinics, now)
        open_ones = await alerts(db, org_id, statuses=("open",), held=held, limit=MOST)
    waiting = [one for one in open_ones if one.grade != Grade.CRITICAL and one.snoozed_until is None]
    if not waiting:
        return Ended(End.MOOT, "nothing waits", _while_away(house, what, now))
    to = await recipient_of(context, org_id, what.staff_id)
    if not to.email:
        return Ended(End.MOOT, "no e-mail address is known", following)
    link = f"{context.settings.public_url}/alerts"
    letter = Letter(
        effect_id=claimed.effect_id,
        org_id=org_id,
        to=to,
        words=worded("digest", to.language, again=claimed.uncertain, count=len(waiting), link=link),
        again=claimed.uncertain,
    )
    await channels.send(claimed, EmailChannel.name, letter)
    return Ended(End.DONE, None, following)


def _next(house: Staffing, what: Digest, now: datetime) -> tuple[NewEffect, ...]:
    place = house.clinics.get(what.clinic_id)
    return () if place is None else (_digest(house, what.staff_id, what.clinic_id, place, now),)


def _while_away(house: Staffing, what: Digest, now: datetime) -> tuple[NewEffect, ...]:
    """Hers when she is back at the clinic, and theirs who have her alerts meanwhile; none where she is not away."""
    place = house.clinics.get(what.clinic_id)
    if place is None:
        return ()
    clocks = (ZoneChange(FIRST_INSTANT, place.zone),)
    away = house.staff.get(what.staff_id, Staff()).away_on(local_date(clocks, now))
    if away is None:
        return ()
    meanwhile = house.owners(what.clinic_id, what.staff_id, None, now)
    nexts = {what.staff_id: day_over(clocks, away.last_day), **dict.fromkeys(meanwhile, now)}
    return tuple(_digest(house, staff_id, what.clinic_id, place, after) for staff_id, after in nexts.items())


def _digest(house: Staffing, staff_id: UUID, clinic_id: UUID, place: Place, after: datetime) -> NewEffect:
    return digest(staff_id, house.staff.get(staff_id, Staff()), clinic_id, after, place.zone)
