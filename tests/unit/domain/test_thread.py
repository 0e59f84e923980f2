"""Messages between a patient and the clinic: each has its number, and who has read one has read those before it."""

from typing import Any
from uuid import UUID

import pytest

from domain.decider import Event, fold
from domain.patient.events import DischargeReason, PatientDischarged
from domain.thread.decider import THREAD, MarkMessageRead, SendMessage, ThreadCommand, thread_of
from domain.thread.events import MessageRead, MessageSent
from domain.values import Provenance
from tests.support.examples import CLINIC_ID, ENROLLED, NOON, PATIENT_ID, THERAPIST_ID, TODAY, WISH_ID, named
from tests.support.spec import Decided, History, given

COLLEAGUE_ID = named("a colleague")
DIGEST = "f" * 32
DISCHARGED = PatientDischarged(patient_id=PATIENT_ID, last_day=TODAY, reason=DischargeReason.GOALS_MET)


def send(author: UUID, **more: Any) -> SendMessage:
    return SendMessage(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, author=author, private=DIGEST, **more)


def sent(author: UUID, number: int, **more: Any) -> MessageSent:
    fields = {"message_id": named(f"message {number}"), "private": DIGEST, "clinic_id": CLINIC_ID}
    return MessageSent(**{"patient_id": PATIENT_ID, "author": author, "number": number, **fields, **more})


def mark_read(by: UUID, number: int) -> MarkMessageRead:
    message_id = named(f"message {number}")
    return MarkMessageRead(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, message_id=message_id, by=by)


def read(by: UUID, number: int) -> MessageRead:
    return MessageRead(patient_id=PATIENT_ID, message_id=named(f"message {number}"), by=by, number=number)


def decided(history: History, command: ThreadCommand, patient: History = (ENROLLED,)) -> Decided:
    return given(THREAD, history).seeing({PATIENT_ID: patient}).when(command)


ASKED = [sent(PATIENT_ID, 1), sent(PATIENT_ID, 2)]


def test_a_patient_writes_through_an_app() -> None:
    written = {"written_at": NOON, "provenance": Provenance.CARER}
    decided([], send(PATIENT_ID, **written)).then([sent(PATIENT_ID, 1, message_id=WISH_ID, **written)])


def test_a_therapist_answers_and_speaks_as_nobody_else() -> None:
    wish = send(THERAPIST_ID, provenance=Provenance.PATIENT)
    decided(ASKED, wish).then([sent(THERAPIST_ID, 3, message_id=WISH_ID)])


def test_a_message_is_taken_also_after_a_discharge() -> None:
    decided([], send(PATIENT_ID), [ENROLLED, DISCHARGED]).then([sent(PATIENT_ID, 1, message_id=WISH_ID)])


def test_a_message_is_sent_once() -> None:
    decided([sent(PATIENT_ID, 1, message_id=WISH_ID)], send(PATIENT_ID)).then_nothing()


def test_a_message_without_a_text_is_none() -> None:
    wish = SendMessage(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, author=PATIENT_ID)
    decided([], wish).then_rejected("nothing_said")


@pytest.mark.parametrize("command", [send(PATIENT_ID), mark_read(THERAPIST_ID, 1)])
def test_nobody_writes_to_or_reads_of_somebody_unknown(command: ThreadCommand) -> None:
    decided([], command, []).then_rejected("unknown_patient")


def test_reading_a_message_reads_those_before_it() -> None:
    decided(ASKED, mark_read(THERAPIST_ID, 2)).then([read(THERAPIST_ID, 2)])
    for number in (1, 2):
        decided([*ASKED, read(THERAPIST_ID, 2)], mark_read(THERAPIST_ID, number)).then_nothing()
    decided([*ASKED, read(THERAPIST_ID, 2)], mark_read(COLLEAGUE_ID, 1)).then([read(COLLEAGUE_ID, 1)])


def test_who_writes_has_read_what_stood_before() -> None:
    decided([*ASKED, sent(THERAPIST_ID, 3)], mark_read(THERAPIST_ID, 2)).then_nothing()


def test_a_message_that_is_not_there_cannot_be_read() -> None:
    decided(ASKED, mark_read(THERAPIST_ID, 3)).then_rejected("unknown_message")


@pytest.mark.parametrize(
    ("history", "unread"),
    [
        ([], (0, 0, 0)),
        (ASKED, (2, 2, 0)),
        ([*ASKED, read(THERAPIST_ID, 1)], (1, 2, 0)),
        ([*ASKED, sent(THERAPIST_ID, 3)], (0, 2, 1)),
        ([*ASKED, sent(THERAPIST_ID, 3), sent(PATIENT_ID, 4)], (1, 3, 0)),
        ([*ASKED, sent(THERAPIST_ID, 3), sent(COLLEAGUE_ID, 4), read(PATIENT_ID, 3)], (0, 0, 1)),
    ],
)
def test_each_has_unread_what_the_other_side_wrote(history: list[Event], unread: tuple[int, int, int]) -> None:
    """Of the therapist, a colleague and the patient."""
    thread = fold(THREAD, history)
    who = (THERAPIST_ID, COLLEAGUE_ID, PATIENT_ID)
    assert tuple(thread.unread(reader, PATIENT_ID) for reader in who) == unread


def test_each_patient_has_one_thread() -> None:
    assert THREAD.stream(send(PATIENT_ID)) == THREAD.stream(mark_read(THERAPIST_ID, 1)) == thread_of(PATIENT_ID)
    assert thread_of(PATIENT_ID) not in (PATIENT_ID, thread_of(COLLEAGUE_ID))
