"""Telling somebody that messages wait: asks again whether they do, and for whom; the letter has none of the text."""

from collections.abc import Collection
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.alert.owner import owners
from domain.clinic.decider import Clinic
from domain.patient.decider import Patient
from domain.patient.events import Channel, Purpose
from domain.thread.decider import Thread, thread_of
from services.context import Context
from workers.alert_care import scene_for, states_of
from workers.channels.letter import Letter, NoAddress, Recipient
from workers.effects import Claim, End
from workers.message_notices import MessageNotice, threads_of
from workers.recipients import recipients_of
from workers.sending import Channels, Parcel
from workers.wording import worded

Ended = tuple[End, str | None]

_PAYLOAD = msgspec.json.Decoder(MessageNotice)

STAFF_CHANNEL = Channel.EMAIL


class Unreadable(Exception):
    """What is stored of the patient or the thread cannot be read: nobody knows whether anything waits."""


class Waits(Struct, frozen=True):
    """Somebody for whom messages wait, and where they are from."""

    person_id: UUID
    clinic: str


async def notify_of_messages(context: Context, channels: Channels, claimed: Claim) -> Ended:
    """How it ended, and why where that needs a word. Raises whatever may be helped by trying again."""
    what = _PAYLOAD.decode(claimed.payload)
    if what.receiver == what.patient_id:
        return await _tell_patient(context, channels, claimed, what)
    return await _tell_staff(context, channels, claimed, what)


async def _tell_patient(context: Context, channels: Channels, claimed: Claim, what: MessageNotice) -> Ended:
    org_id, patient_id = claimed.org_id, what.patient_id
    known = await states_of(context, org_id, [patient_id, thread_of(patient_id), what.clinic_id])
    patient, thread, clinic = (known.get(one) for one in (patient_id, thread_of(patient_id), what.clinic_id))
    if not isinstance(patient, Patient) or not isinstance(thread, Thread):
        raise Unreadable
    if not thread.unread(patient_id, patient_id):
        return End.MOOT, "read"
    if Purpose.REMINDERS not in patient.consents:
        return End.MOOT, "no_consent"
    to = (await recipients_of(context, org_id, [patient_id]))[patient_id]
    channel = _channel(patient, to, channels)
    if channel is None:
        return End.MOOT, "no_channel"
    name = clinic.opened.name if isinstance(clinic, Clinic) and clinic.opened else "Carryover"
    letters = [_letter(context, claimed, Waits(patient_id, name), to)]
    return await _send(channels, claimed, channel, letters)


async def _tell_staff(context: Context, channels: Channels, claimed: Claim, what: MessageNotice) -> Ended:
    org_id = claimed.org_id
    async with context.reading(org_id) as db:
        patient_ids = await threads_of(db, org_id, what)
    waiting = await _waiting_staff(context, org_id, patient_ids, what)
    if not waiting:
        return End.MOOT, "read"
    to = await recipients_of(context, org_id, [one.person_id for one in waiting])
    letters = [_letter(context, claimed, one, to[one.person_id]) for one in waiting]
    return await _send(channels, claimed, STAFF_CHANNEL, letters)


async def _waiting_staff(
    context: Context, org_id: UUID, patient_ids: Collection[UUID], what: MessageNotice
) -> list[Waits]:
    """Whoever answers for one of these patients now and has not read all that they wrote, each once."""
    now = context.clock.now(org_id)
    known = await states_of(context, org_id, [*patient_ids, *map(thread_of, patient_ids)])
    waiting: dict[UUID, Waits] = {}
    for patient_id in patient_ids:
        patient, thread = known.get(patient_id), known.get(thread_of(patient_id))
        if not isinstance(patient, Patient) or not isinstance(thread, Thread):
            raise Unreadable
        scene = await scene_for(context, org_id, patient_id, patient.clinic_id or what.clinic_id, now)
        name = scene.clinic.opened.name if scene.clinic.opened else "Carryover"
        for staff_id in owners(scene.care):
            if thread.unread(staff_id, patient_id):
                waiting.setdefault(staff_id, Waits(staff_id, name))
    return list(waiting.values())


def _channel(patient: Patient, to: Recipient, channels: Channels) -> Channel | None:
    """The one the patient likes best of those that this installation has and that have an address."""
    reaches = {Channel.EMAIL: to.email, Channel.SMS: to.phone, Channel.PUSH: to.push, Channel.IN_APP: "always"}
    likes = patient.contact.channels if patient.contact else ()
    return next((channel for channel in likes if channel in channels and reaches[channel]), None)


def _letter(context: Context, claimed: Claim, waits: Waits, to: Recipient) -> Letter:
    return Letter(
        effect_id=uuid5(claimed.effect_id, str(waits.person_id)),
        org_id=claimed.org_id,
        to=to,
        words=worded("message_waits", to.language, clinic=waits.clinic, link=f"{context.settings.public_url}/messages"),
    )


async def _send(channels: Channels, claimed: Claim, channel: Channel, letters: Collection[Letter]) -> Ended:
    """What may have gone out before does not go out again where the receiver would have it twice: it only says that
    something waits, and that is to be seen in the app.
    """
    if claimed.uncertain and not channels[channel].dedupes:
        return End.DONE, "uncertain"
    faults = await channels.send_all([Parcel(claimed, channel, letter) for letter in letters])
    for fault in faults:
        if fault is not None and not isinstance(fault, NoAddress):
            raise fault
    if all(faults):
        return End.MOOT, "no_address"
    return End.DONE, None
