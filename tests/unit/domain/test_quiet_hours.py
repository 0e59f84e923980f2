"""A patient wishes for quieter hours than her clinic's; what she wishes only adds to what holds there."""

import pytest

from domain.clinic.events import Policy
from domain.patient.commands import SetQuietHours
from domain.patient.decider import PATIENT
from domain.patient.events import PatientQuietHoursSet
from domain.reminder.manners import Manners, manners_under
from tests.support.examples import ENROLLED, NOON, PATIENT_ID, WISH_ID
from tests.support.spec import given


def wish(quiet_from: str | None = None, quiet_until: str | None = None) -> SetQuietHours:
    return SetQuietHours(
        command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, quiet_from=quiet_from, quiet_until=quiet_until
    )


def wished(quiet_from: str | None = None, quiet_until: str | None = None) -> PatientQuietHoursSet:
    return PatientQuietHoursSet(patient_id=PATIENT_ID, quiet_from=quiet_from, quiet_until=quiet_until)


def test_a_wish_takes_the_place_of_the_one_before() -> None:
    given(PATIENT, [ENROLLED]).when(wish("18:00", "10:00")).then([wished("18:00", "10:00")])
    given(PATIENT, [ENROLLED, wished("18:00", "10:00")]).when(wish("18:00", "10:00")).then_nothing()
    given(PATIENT, [ENROLLED, wished("18:00", "10:00")]).when(wish()).then([wished()])


def test_no_wish_where_there_was_none_is_nothing() -> None:
    given(PATIENT, [ENROLLED]).when(wish()).then_nothing()


@pytest.mark.parametrize(("quiet_from", "quiet_until"), [("20:30", None), (None, "08:00"), ("10:00", "10:00")])
def test_hours_are_never_louder_than_everybodys_and_leave_some_day(
    quiet_from: str | None, quiet_until: str | None
) -> None:
    given(PATIENT, [ENROLLED]).when(wish(quiet_from, quiet_until)).then_rejected("bad_quiet_hours")


def test_the_quieter_of_two_holds() -> None:
    clinic = Policy(quiet_from="19:00", quiet_until="09:30")
    assert manners_under(clinic, None) == Manners(19 * 60, 9 * 60 + 30, 2)
    assert manners_under(clinic, None, wished("18:00", "09:00")) == Manners(18 * 60, 9 * 60 + 30, 2)
    assert manners_under(clinic, None, wished(None, "11:00")) == Manners(19 * 60, 11 * 60, 2)


def test_where_nothing_of_the_day_is_left_nobody_is_reminded() -> None:
    found = manners_under(Policy(quiet_until="17:00"), None, wished("16:00"))
    assert found.most_a_day == 0
