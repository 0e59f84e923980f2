"""What became of each dose that a date expects: reminded of or not and why, and whether the reminder was seen."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.decider import Event
from domain.patient.events import Channel
from domain.values import Instant


class SlotId(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """One dose of a prescription on the date: of the doses of the day the first is number 1."""

    prescription_id: UUID
    number: Annotated[int, Meta(ge=1, le=288)]


class Because(StrEnum):
    """Why nobody was reminded of a dose."""

    ON_HOLD = "on_hold"  # a red flag stopped everything
    NO_CONSENT = "no_consent"
    SWITCHED_OFF = "switched_off"  # the policy has no reminders
    NO_CHANNEL = "no_channel"  # there is no way to the patient
    IGNORED = "ignored"  # the ones before were followed by nothing, so there are fewer
    MOST_A_DAY = "most_a_day"
    DONE = "done"
    PAUSED = "paused"  # the plan does not expect it any more
    DISCHARGED = "discharged"
    TOO_LATE = "too_late"
    UNDELIVERABLE = "undeliverable"  # every attempt failed until it was too late, or until there were too many


Variant = Annotated[int, Meta(ge=0, le=4)]
"""Which of the four texts; 0 for the one text of the nudge."""


class ReminderSent(Event):
    """A channel took it. Without slots it is a nudge on a date that has none to remind of, or one whose doses were all
    settled while it was on its way."""

    patient_id: UUID
    clinic_id: UUID
    day: date
    slots: tuple[SlotId, ...]
    at: Instant
    channel: Channel
    text: Variant
    effect_id: UUID
    nudge: bool = False  # the text for somebody who has been silent for three expected days
    uncertain: bool = False  # who sent it did not live to say whether the channel took it


class ReminderSuppressed(Event):
    patient_id: UUID
    clinic_id: UUID
    day: date
    slots: tuple[SlotId, ...]
    because: Because


class ReminderDelivered(Event):
    """The provider says that it arrived."""

    patient_id: UUID
    day: date
    effect_id: UUID


class ReminderBounced(Event):
    """The provider says that it cannot arrive."""

    patient_id: UUID
    day: date
    effect_id: UUID
    channel: Channel


class ReminderOpened(Event):
    """The patient looked at it; when is the event's `occurred_at`."""

    patient_id: UUID
    day: date
    effect_id: UUID


class MorningAsked(Event):
    """The patient was asked how the session of the date before has settled."""

    patient_id: UUID
    clinic_id: UUID
    day: date
    session_id: UUID
    effect_id: UUID
    channel: Channel
    uncertain: bool = False


class MorningUnanswered(Event):
    """The date is over, and no answer is bound to the session."""

    patient_id: UUID
    clinic_id: UUID
    day: date
    session_id: UUID


ReminderEvent = (
    ReminderSent
    | ReminderSuppressed
    | ReminderDelivered
    | ReminderBounced
    | ReminderOpened
    | MorningAsked
    | MorningUnanswered
)

EVENTS: dict[str, type[Event]] = {
    "reminder.sent": ReminderSent,
    "reminder.suppressed": ReminderSuppressed,
    "reminder.delivered": ReminderDelivered,
    "reminder.bounced": ReminderBounced,
    "reminder.opened": ReminderOpened,
    "reminder.morning_asked": MorningAsked,
    "reminder.morning_unanswered": MorningUnanswered,
}
