"""The ledger of a patient's local date: each dose it expects is settled once, whoever tries, however often."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import assert_never
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from domain.decider import Command, Decider, Need, Report, Seen
from domain.patient.events import Channel
from domain.patient.state import known_patient
from domain.reminder.events import (
    EVENTS,
    Because,
    MorningAsked,
    MorningUnanswered,
    ReminderBounced,
    ReminderDelivered,
    ReminderEvent,
    ReminderOpened,
    ReminderSent,
    ReminderSuppressed,
    SlotId,
    Variant,
)


@lru_cache(maxsize=4096)  # asked for several times for each reminder
def reminders_of(patient_id: UUID, day: date) -> UUID:
    """The stream of a patient's local date."""
    return uuid5(patient_id, f"reminders:{day}")


class SendReminder(Command):
    """A channel has taken it: what is already settled of its doses stays as it is."""

    patient_id: UUID
    clinic_id: UUID
    day: date
    slots: tuple[SlotId, ...]
    channel: Channel
    text: Variant
    effect_id: UUID
    nudge: bool = False
    uncertain: bool = False


class SuppressReminder(Command):
    patient_id: UUID
    clinic_id: UUID
    day: date
    slots: tuple[SlotId, ...]
    because: Because


class RecordReminderDelivered(Command):
    patient_id: UUID
    day: date
    effect_id: UUID


class RecordReminderBounced(Command):
    patient_id: UUID
    day: date
    effect_id: UUID
    channel: Channel


class RecordReminderOpened(Report, frozen=True, kw_only=True):
    """It may arrive before the log knows that the reminder went out; it is kept then, too."""

    day: date
    effect_id: UUID


class AskMorning(Command):
    """A channel has taken the question."""

    patient_id: UUID
    clinic_id: UUID
    day: date
    session_id: UUID
    effect_id: UUID
    channel: Channel
    uncertain: bool = False


class RecordMorningUnanswered(Command):
    patient_id: UUID
    clinic_id: UUID
    day: date
    session_id: UUID


ReminderCommand = (
    SendReminder
    | SuppressReminder
    | RecordReminderDelivered
    | RecordReminderBounced
    | RecordReminderOpened
    | AskMorning
    | RecordMorningUnanswered
)


class Ledger(Struct, frozen=True):
    """What is settled of one date."""

    settled: frozenset[SlotId] = frozenset()
    sent: Mapping[UUID, ReminderSent] = {}  # by effect
    asked: Mapping[UUID, MorningAsked] = {}  # by session
    delivered: frozenset[UUID] = frozenset()  # effects
    bounced: frozenset[UUID] = frozenset()
    opened: frozenset[UUID] = frozenset()
    unanswered: frozenset[UUID] = frozenset()  # sessions


def decide(command: ReminderCommand, ledger: Ledger, seen: Seen) -> Sequence[ReminderEvent]:
    match command:
        case SendReminder():
            return send(command, ledger)
        case SuppressReminder():
            return suppress(command, ledger)
        case RecordReminderDelivered(patient_id=patient_id, day=day, effect_id=effect_id):
            known = effect_id in ledger.delivered
            return [] if known else [ReminderDelivered(patient_id=patient_id, day=day, effect_id=effect_id)]
        case RecordReminderBounced(patient_id=patient_id, day=day, effect_id=effect_id, channel=channel):
            known = effect_id in ledger.bounced
            bounced = ReminderBounced(patient_id=patient_id, day=day, effect_id=effect_id, channel=channel)
            return [] if known else [bounced]
        case RecordReminderOpened(patient_id=patient_id, day=day, effect_id=effect_id):
            known_patient(seen, patient_id)
            known = effect_id in ledger.opened
            return [] if known else [ReminderOpened(patient_id=patient_id, day=day, effect_id=effect_id)]
        case AskMorning():
            return ask_morning(command, ledger)
        case RecordMorningUnanswered():
            return record_unanswered(command, ledger)
        case _:
            assert_never(command)


def send(command: SendReminder, ledger: Ledger) -> Sequence[ReminderSent]:
    """What went out is never left out of the ledger, even where all of its doses were settled meanwhile."""
    if command.effect_id in ledger.sent:
        return []
    return [
        ReminderSent(
            patient_id=command.patient_id,
            clinic_id=command.clinic_id,
            day=command.day,
            slots=_open(command.slots, ledger),
            at=command.at,
            channel=command.channel,
            text=command.text,
            effect_id=command.effect_id,
            nudge=command.nudge,
            uncertain=command.uncertain,
        )
    ]


def suppress(command: SuppressReminder, ledger: Ledger) -> Sequence[ReminderSuppressed]:
    slots = _open(command.slots, ledger)
    if not slots:
        return []
    return [
        ReminderSuppressed(
            patient_id=command.patient_id,
            clinic_id=command.clinic_id,
            day=command.day,
            slots=slots,
            because=command.because,
        )
    ]


def ask_morning(command: AskMorning, ledger: Ledger) -> Sequence[MorningAsked]:
    if command.session_id in ledger.asked:
        return []
    return [
        MorningAsked(
            patient_id=command.patient_id,
            clinic_id=command.clinic_id,
            day=command.day,
            session_id=command.session_id,
            effect_id=command.effect_id,
            channel=command.channel,
            uncertain=command.uncertain,
        )
    ]


def record_unanswered(command: RecordMorningUnanswered, ledger: Ledger) -> Sequence[MorningUnanswered]:
    if command.session_id in ledger.unanswered:
        return []
    return [
        MorningUnanswered(
            patient_id=command.patient_id,
            clinic_id=command.clinic_id,
            day=command.day,
            session_id=command.session_id,
        )
    ]


def _open(slots: Sequence[SlotId], ledger: Ledger) -> tuple[SlotId, ...]:
    """Those that are not settled yet, each once."""
    return tuple(dict.fromkeys(slot for slot in slots if slot not in ledger.settled))


def evolve(ledger: Ledger, event: ReminderEvent) -> Ledger:
    match event:
        case ReminderSent():
            sent = {**ledger.sent, event.effect_id: event}
            return replace(ledger, settled=ledger.settled.union(event.slots), sent=sent)
        case ReminderSuppressed():
            return replace(ledger, settled=ledger.settled.union(event.slots))
        case ReminderDelivered():
            return replace(ledger, delivered=ledger.delivered | {event.effect_id})
        case ReminderBounced():
            return replace(ledger, bounced=ledger.bounced | {event.effect_id})
        case ReminderOpened():
            return replace(ledger, opened=ledger.opened | {event.effect_id})
        case MorningAsked():
            return replace(ledger, asked={**ledger.asked, event.session_id: event})
        case MorningUnanswered():
            return replace(ledger, unanswered=ledger.unanswered | {event.session_id})
        case _:
            assert_never(event)


def needs(command: ReminderCommand) -> Sequence[Need]:
    """Only who opens a reminder comes from outside; everything else is our own clockwork."""
    return [Need("patient", command.patient_id)] if isinstance(command, RecordReminderOpened) else []


REMINDER = Decider(
    kind="reminder",
    empty=Ledger(),
    commands=(
        SendReminder,
        SuppressReminder,
        RecordReminderDelivered,
        RecordReminderBounced,
        RecordReminderOpened,
        AskMorning,
        RecordMorningUnanswered,
    ),
    events=EVENTS,
    stream=lambda command: reminders_of(command.patient_id, command.day),
    decide=decide,
    evolve=evolve,
    needs=needs,
)
