"""The ledger of some dates of a patient, made up by chance: sent or not, delivered, opened, asked and unanswered."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from domain.decider import Event
from domain.patient.events import Channel
from domain.reminder.events import (
    Because,
    MorningAsked,
    MorningUnanswered,
    ReminderBounced,
    ReminderDelivered,
    ReminderOpened,
    ReminderSent,
    ReminderSuppressed,
    SlotId,
)
from tests.support.feed import Told

DATES = 8


def reminder_story(chance: random.Random, patient_id: UUID, first_day: date) -> list[Told]:
    """What a provider tells of a reminder may come before the ledger knows of it."""
    clinic, prescription = _id(chance), _id(chance)
    days = [first_day + timedelta(days=number) for number in range(DATES)]
    return [
        Told(_id(chance), event, datetime.combine(day, time(9), UTC))
        for day in days
        for event in _of_a_date(chance, patient_id, clinic, day, prescription)
    ]


def _of_a_date(chance: random.Random, patient_id: UUID, clinic: UUID, day: date, prescription: UUID) -> Iterator[Event]:
    about: dict[str, Any] = {"patient_id": patient_id, "day": day}
    effect = _id(chance)
    morning, evening = (SlotId(prescription, number) for number in (1, 2))
    because = chance.choice(list(Because))
    yield ReminderSuppressed(**about, clinic_id=clinic, slots=(evening,), because=because)
    yield ReminderDelivered(**about, effect_id=effect)
    yield ReminderSent(
        **about,
        clinic_id=clinic,
        slots=(morning,),
        at=datetime.combine(day, time(9), UTC),
        channel=Channel.EMAIL,
        text=chance.randint(1, 4),
        effect_id=effect,
        nudge=chance.random() < 0.2,
        uncertain=chance.random() < 0.2,
    )
    if chance.random() < 0.5:
        yield ReminderOpened(**about, effect_id=effect)
    else:
        yield ReminderBounced(**about, effect_id=effect, channel=Channel.EMAIL)
    if chance.random() < 0.5:
        session_id = _id(chance)
        yield MorningAsked(
            **about, clinic_id=clinic, session_id=session_id, effect_id=_id(chance), channel=Channel.IN_APP
        )
        yield MorningUnanswered(**about, clinic_id=clinic, session_id=session_id)


def _id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
