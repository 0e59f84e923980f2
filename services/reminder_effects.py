"""What leaves the house for a patient's reminders: one effect for each occasion, the same one however often it is
planned alike."""

from datetime import date, datetime
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.reminder.decider import reminders_of
from domain.reminder.events import SlotId
from domain.reminder.planning import Occasion
from eventstore.records import NewEffect

REMINDER_DELIVER = "reminder.deliver"
"""The stored kind of these effects."""


class ReminderDelivery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The payload: ids and times only."""

    patient_id: UUID
    clinic_id: UUID
    day: date
    at: datetime
    until: datetime
    slots: tuple[SlotId, ...] = ()
    cue: bool = False
    nudge: bool = False
    session_id: UUID | None = None  # the session that hurt, where this is the question of the next morning

    @property
    def occasion(self) -> Occasion:
        return Occasion(self.at, self.until, self.slots, self.cue, self.nudge)


decode_delivery = msgspec.json.Decoder(ReminderDelivery).decode


def reminder(
    patient_id: UUID, clinic_id: UUID, day: date, occasion: Occasion, session_id: UUID | None = None
) -> NewEffect:
    """The effect of an occasion; with a session the question about its morning after."""
    payload = msgspec.json.encode(
        ReminderDelivery(
            patient_id=patient_id,
            clinic_id=clinic_id,
            day=day,
            at=occasion.at,
            until=occasion.until,
            slots=occasion.slots,
            cue=occasion.cue,
            nudge=occasion.nudge,
            session_id=session_id,
        )
    )
    effect_id = uuid5(reminders_of(patient_id, day), payload.decode())
    return NewEffect(
        effect_id=effect_id,
        kind=REMINDER_DELIVER,
        dedupe_key=str(effect_id),
        due_at=occasion.at,
        expires_at=occasion.until,
        payload=payload,
    )
