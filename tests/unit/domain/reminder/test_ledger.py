"""The ledger of a date: each dose once, whoever tries to settle it, and however often."""

from typing import Any
from uuid import UUID, uuid5

from domain.decider import Event
from domain.patient.events import Channel
from domain.reminder.decider import (
    REMINDER,
    AskMorning,
    RecordMorningUnanswered,
    RecordReminderBounced,
    RecordReminderDelivered,
    RecordReminderOpened,
    SendReminder,
    SuppressReminder,
    reminders_of,
)
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
from tests.support.examples import CLINIC_ID, ENROLLED, NOON, PATIENT_ID, TODAY, named
from tests.support.spec import given

ONE, TWO = SlotId(named("squats"), 1), SlotId(named("squats"), 2)
EFFECT, SESSION = named("an effect"), named("a session")


def send(*slots: SlotId, effect_id: UUID = EFFECT, text: int = 1) -> SendReminder:
    return SendReminder(
        command_id=uuid5(effect_id, "sent"),
        at=NOON,
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        day=TODAY,
        slots=slots,
        channel=Channel.EMAIL,
        text=text,
        effect_id=effect_id,
    )


def sent(*slots: SlotId, effect_id: UUID = EFFECT) -> ReminderSent:
    return ReminderSent(
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        day=TODAY,
        slots=slots,
        at=NOON,
        channel=Channel.EMAIL,
        text=1,
        effect_id=effect_id,
    )


def suppress(*slots: SlotId, because: Because = Because.DONE) -> SuppressReminder:
    return SuppressReminder(
        command_id=named("suppress"),
        at=NOON,
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        day=TODAY,
        slots=slots,
        because=because,
    )


def suppressed(*slots: SlotId, because: Because = Because.DONE) -> ReminderSuppressed:
    return ReminderSuppressed(patient_id=PATIENT_ID, clinic_id=CLINIC_ID, day=TODAY, slots=slots, because=because)


def test_a_dose_is_settled_once() -> None:
    given(REMINDER).when(send(ONE, TWO)).then([sent(ONE, TWO)])
    given(REMINDER, [sent(ONE)]).when(suppress(ONE)).then_nothing()
    given(REMINDER, [sent(ONE)]).when(suppress(ONE, TWO)).then([suppressed(TWO)])
    given(REMINDER, [suppressed(ONE)]).when(suppress(ONE, because=Because.TOO_LATE)).then_nothing()


def test_what_went_out_is_in_the_ledger_even_where_its_doses_were_settled_meanwhile() -> None:
    given(REMINDER, [suppressed(ONE)]).when(send(ONE)).then([sent()])


def test_one_effect_is_one_reminder() -> None:
    given(REMINDER, [sent(ONE)]).when(send(ONE, text=2)).then_nothing()
    other = named("another effect")
    given(REMINDER, [sent(ONE)]).when(send(ONE, TWO, effect_id=other)).then([sent(TWO, effect_id=other)])


def test_what_became_of_a_reminder_is_told_once_also_before_the_log_knows_that_it_went_out() -> None:
    opened = ReminderOpened(patient_id=PATIENT_ID, day=TODAY, effect_id=EFFECT)
    delivered = ReminderDelivered(patient_id=PATIENT_ID, day=TODAY, effect_id=EFFECT)
    bounced = ReminderBounced(patient_id=PATIENT_ID, day=TODAY, effect_id=EFFECT, channel=Channel.EMAIL)
    about: dict[str, Any] = {
        "command_id": named("told"),
        "at": NOON,
        "patient_id": PATIENT_ID,
        "day": TODAY,
        "effect_id": EFFECT,
    }
    open_ = RecordReminderOpened(**about, occurred_at=NOON)
    known: list[Event] = [opened, delivered, bounced]
    for before in ([], known):
        told = given(REMINDER, before)
        for wish, event in (
            (told.when(RecordReminderDelivered(**about)), delivered),
            (told.when(RecordReminderBounced(**about, channel=Channel.EMAIL)), bounced),
            (told.seeing({PATIENT_ID: [ENROLLED]}).when(open_), opened),
        ):
            wish.then([] if before else [event])
    given(REMINDER).when(open_).then_rejected("unknown_patient")


def test_a_morning_is_asked_about_once_and_found_unanswered_once() -> None:
    about: dict[str, Any] = {
        "at": NOON,
        "patient_id": PATIENT_ID,
        "clinic_id": CLINIC_ID,
        "day": TODAY,
        "session_id": SESSION,
    }
    ask = AskMorning(command_id=named("ask"), **about, effect_id=EFFECT, channel=Channel.SMS)
    unanswered = RecordMorningUnanswered(command_id=named("unanswered"), **about)
    asked = MorningAsked(
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        day=TODAY,
        session_id=SESSION,
        effect_id=EFFECT,
        channel=Channel.SMS,
    )
    silence = MorningUnanswered(patient_id=PATIENT_ID, clinic_id=CLINIC_ID, day=TODAY, session_id=SESSION)
    given(REMINDER).when(ask).then([asked])
    given(REMINDER, [asked]).when(ask).then_nothing()
    given(REMINDER, [asked]).when(unanswered).then([silence])
    given(REMINDER, [asked, silence]).when(unanswered).then_nothing()


def test_each_local_date_of_a_patient_is_a_stream_of_its_own() -> None:
    assert REMINDER.stream(send(ONE)) == reminders_of(PATIENT_ID, TODAY) == uuid5(PATIENT_ID, f"reminders:{TODAY}")
