"""What leaves the house for an alert: one delivery for each channel, written together with the alert."""

from datetime import timedelta
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.alert.decider import RaiseAlert
from domain.alert.events import Grade
from eventstore.records import NewEffect

ALERT_DELIVER = "alert.deliver"
"""The stored kind of these effects."""

OF_USE_FOR = timedelta(days=7)
"""By the organisation's clock: after it nobody is sent an old alert; it still stands in the inbox."""


class AlertDelivery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The payload: ids only."""

    alert_id: UUID
    patient_id: UUID
    clinic_id: UUID
    channel: str
    critical: bool = False
    therapist_id: UUID | None = None


def deliveries(wish: RaiseAlert) -> tuple[NewEffect, ...]:
    """By e-mail to the therapist where one is known, and always on the console. Nothing for a withheld alert."""
    if wish.withheld is not None:
        return ()
    channels = ("console",) if wish.therapist_id is None else ("email", "console")
    return tuple(
        NewEffect(
            effect_id=uuid5(wish.alert_id, channel),
            kind=ALERT_DELIVER,
            dedupe_key=f"{wish.alert_id}:{channel}",
            due_at=wish.at,
            expires_at=wish.at + OF_USE_FOR,
            urgent=wish.grade is Grade.CRITICAL,
            payload=msgspec.json.encode(
                AlertDelivery(
                    alert_id=wish.alert_id,
                    patient_id=wish.patient_id,
                    clinic_id=wish.clinic_id,
                    channel=channel,
                    critical=wish.grade is Grade.CRITICAL,
                    therapist_id=wish.therapist_id,
                )
            ),
        )
        for channel in channels
    )
