"""Telling somebody that messages wait: asks again whether they do, and for whom; the letter has none of the text."""

from collections.abc import Mapping
from uuid import UUID

from msgspec.structs import replace

from domain.alert.owner import owners
from domain.patient.events import Channel
from domain.patient.state import Patient
from domain.thread.decider import Thread, thread_of
from domain.thread.notices import outside_quiet
from domain.zones import local_date, wall_minute
from services.context import Context
from services.unsubscribe import unsubscribe_link
from workers.alert_care import scene_for, states_of
from workers.channels.letter import Letter, NoAddress, Recipient
from workers.effects import Claim, End, Ended
from workers.message_effects import MessageNotice, decode_notice, notice, notice_again
from workers.recipients import channel_for, recipient_of
from workers.reminder_known import known_now
from workers.rounds_memory import manners_of
from workers.sending import Channels
from workers.wording import worded

STAFF_CHANNEL = Channel.EMAIL
NAMELESS = "Carryover"  # a clinic
NO_ADDRESS = "no_address"

# The threads of a bundle.
THREADS = """
SELECT patient_id FROM rm.message_notice WHERE org_id = $1 AND receiver = $2 AND bundle_id = $3 ORDER BY patient_id
"""


class Unreadable(Exception):
    """What is stored of the patient or the thread cannot be read: nobody knows whether anything waits."""


async def notify_of_messages(context: Context, channels: Channels, claimed: Claim) -> Ended:
    """How it ended, and why where that needs a word; what was too late for a patient follows in the next morning.

    Raises whatever may be helped by trying again.
    """
    what = decode_notice(claimed.payload)
    if what.receiver == what.patient_id:
        return await _tell_patient(context, channels, claimed, what)
    return await _tell_staff(context, channels, claimed, what)


async def _tell_patient(context: Context, channels: Channels, claimed: Claim, what: MessageNotice) -> Ended:
    org_id, patient_id = claimed.org_id, what.patient_id
    now = context.clock.now(org_id)
    found = (await known_now(context, org_id, {patient_id: now.date()})).get(patient_id)
    thread = (await states_of(context, org_id, [thread_of(patient_id)])).get(thread_of(patient_id))
    if found is None or not isinstance(thread, Thread):
        raise Unreadable
    if not thread.unread(patient_id, patient_id):
        return Ended(End.MOOT, "read")
    known, zones = found.known, found.plan.zones
    manners = manners_of(known, found.clinic, local_date(zones, now))
    if claimed.has_expired(now) or manners.quiet(wall_minute(zones, now)):
        return Ended(End.EXPIRED, None, (notice_again(what, *outside_quiet(now, zones, manners)),))
    if not known.may_be_reminded:
        return Ended(End.MOOT, "no_consent")
    to = await recipient_of(context, org_id, patient_id)
    letter = replace(
        _letter(context, claimed, found.clinic.name, to),
        unsubscribe=unsubscribe_link(context.settings, org_id, patient_id),
    )
    closed = set[Channel]()
    while (channel := channel_for(known, to, channels, closed)) is not None:
        ended = await _send(channels, claimed, channel, letter)
        if ended.why != NO_ADDRESS:
            return ended
        closed.add(channel)
    return Ended(End.MOOT, "no_channel")


async def _tell_staff(context: Context, channels: Channels, claimed: Claim, what: MessageNotice) -> Ended:
    """First whom it concerns is found out; then each has a letter of their own, to fail and to be tried again alone."""
    if claimed.has_expired(context.clock.now(claimed.org_id)):
        return Ended(End.EXPIRED)
    waiting = await _waiting_staff(context, claimed.org_id, what)
    if not waiting:
        return Ended(End.MOOT, "read")
    if what.owner is None:
        letters = (replace(what, owner=staff_id) for staff_id in waiting)
        return Ended(End.DONE, None, tuple(notice(each, claimed.due_at, claimed.expires_at) for each in letters))
    to = await recipient_of(context, claimed.org_id, what.owner)
    return await _send(channels, claimed, STAFF_CHANNEL, _letter(context, claimed, waiting[what.owner], to))


async def _waiting_staff(context: Context, org_id: UUID, what: MessageNotice) -> Mapping[UUID, str]:
    """Whom this is for, of those whoever has not read all that these patients wrote; with the name of the clinic."""
    now = context.clock.now(org_id)
    async with context.reading(org_id) as db:
        patient_ids = [row["patient_id"] for row in await db.fetch(THREADS, org_id, what.receiver, what.bundle_id)]
    known = await states_of(context, org_id, [*patient_ids, *map(thread_of, patient_ids)])
    waiting: dict[UUID, str] = {}
    for patient_id in patient_ids:
        patient, thread = known.get(patient_id), known.get(thread_of(patient_id))
        if not isinstance(patient, Patient) or not isinstance(thread, Thread):
            raise Unreadable
        scene = await scene_for(context, org_id, patient_id, patient.clinic_id or what.clinic_id, now)
        for staff_id in owners(scene.care) if what.owner is None else (what.owner,):
            if thread.unread(staff_id, patient_id):
                waiting.setdefault(staff_id, scene.clinic.opened.name if scene.clinic.opened else "")
    return waiting


def _letter(context: Context, claimed: Claim, clinic: str, to: Recipient) -> Letter:
    link = f"{context.settings.public_url}/messages"
    return Letter(
        effect_id=claimed.effect_id,
        org_id=claimed.org_id,
        to=to,
        words=worded("message_waits", to.language, clinic=clinic or NAMELESS, link=link),
    )


async def _send(channels: Channels, claimed: Claim, channel: Channel, letter: Letter) -> Ended:
    """What may have gone out before does not go out again where the receiver would have it twice: it only says that
    something waits, and that is to be seen in the app.
    """
    if claimed.uncertain and not channels[channel].dedupes:
        return Ended(End.DONE, "uncertain")
    try:
        await channels.send(claimed, channel, letter)
    except NoAddress:
        return Ended(End.MOOT, NO_ADDRESS)
    return Ended(End.DONE)
