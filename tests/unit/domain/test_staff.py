"""A member of staff is invited once, to clinics that exist; somebody covers while they are away."""

from datetime import date
from uuid import UUID

import pytest

from domain.decider import fold
from domain.patient.events import Channel
from domain.staff.decider import STAFF, InviteStaff, SetStaffAway, SetStaffPreferences
from domain.staff.events import Role, StaffAwaySet, StaffInvited, StaffPreferencesSet
from tests.support.examples import CLINIC_ID, INVITED, NOON, OPENED, OTHER_THERAPIST_ID, THERAPIST_ID, WISH_ID, named
from tests.support.spec import given


def invite(role: Role = Role.THERAPIST, clinics: tuple[UUID, ...] = (CLINIC_ID,)) -> InviteStaff:
    return InviteStaff(command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, role=role, clinics=clinics)


def test_a_therapist_is_invited_to_a_clinic() -> None:
    given(STAFF).seeing({CLINIC_ID: [OPENED]}).when(invite()).then(
        [StaffInvited(staff_id=THERAPIST_ID, role=Role.THERAPIST, clinics=(CLINIC_ID,))]
    )


def test_an_owner_is_invited_to_every_clinic() -> None:
    given(STAFF).when(invite(Role.OWNER, clinics=())).then(
        [StaffInvited(staff_id=THERAPIST_ID, role=Role.OWNER, clinics=())]
    )


def test_inviting_again_changes_nothing() -> None:
    given(STAFF, [INVITED]).seeing({CLINIC_ID: [OPENED]}).when(invite()).then_nothing()


def test_the_id_cannot_be_given_to_another() -> None:
    given(STAFF, [INVITED]).seeing({CLINIC_ID: [OPENED]}).when(invite(Role.ADMIN)).then_rejected("already_invited")


def test_every_clinic_named_must_exist() -> None:
    nowhere = invite(clinics=(CLINIC_ID, named("a clinic that never opened")))
    given(STAFF).seeing({CLINIC_ID: [OPENED]}).when(nowhere).then_rejected("unknown_clinic")


COVER = StaffInvited(staff_id=OTHER_THERAPIST_ID, role=Role.THERAPIST, clinics=())


def go_away(first: date, last: date, cover_id: UUID | None = OTHER_THERAPIST_ID) -> SetStaffAway:
    return SetStaffAway(
        command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, first_day=first, last_day=last, cover_id=cover_id
    )


def away(first: date, last: date, cover_id: UUID | None = OTHER_THERAPIST_ID) -> StaffAwaySet:
    return StaffAwaySet(staff_id=THERAPIST_ID, first_day=first, last_day=last, cover_id=cover_id)


AUGUST_3, AUGUST_10, AUGUST_21 = date(2026, 8, 3), date(2026, 8, 10), date(2026, 8, 21)


def test_somebody_covers_while_they_are_away() -> None:
    given(STAFF, [INVITED]).seeing({OTHER_THERAPIST_ID: [COVER]}).when(go_away(AUGUST_3, AUGUST_21)).then(
        [away(AUGUST_3, AUGUST_21)]
    )


def test_being_away_is_told_once() -> None:
    history = [INVITED, away(AUGUST_3, AUGUST_21)]
    given(STAFF, history).seeing({OTHER_THERAPIST_ID: [COVER]}).when(go_away(AUGUST_3, AUGUST_21)).then_nothing()


def test_the_last_day_does_not_come_before_the_first() -> None:
    given(STAFF, [INVITED]).when(go_away(AUGUST_21, AUGUST_3, None)).then_rejected("bad_dates")


def test_nothing_that_was_not_told_is_called_off() -> None:
    given(STAFF, [INVITED]).when(go_away(AUGUST_3, date(2026, 8, 2), None)).then_rejected("bad_dates")


def test_what_was_told_is_called_off_by_ending_before_it_begins() -> None:
    off = away(AUGUST_3, date(2026, 8, 2), None)
    history = [INVITED, away(AUGUST_3, AUGUST_21)]
    given(STAFF, history).when(go_away(AUGUST_3, date(2026, 8, 2), None)).then([off])
    assert fold(STAFF, [*history, off]).away_on(AUGUST_10) is None


def test_the_same_first_day_again_replaces() -> None:
    shorter = away(AUGUST_3, date(2026, 8, 5))
    staff = fold(STAFF, [INVITED, away(AUGUST_3, AUGUST_21), shorter])
    assert staff.away_on(date(2026, 8, 5)) == shorter
    assert staff.away_on(AUGUST_10) is None


def test_of_two_words_about_a_date_the_later_one_counts() -> None:
    longer, within = away(AUGUST_3, AUGUST_21), away(AUGUST_10, AUGUST_10, cover_id=None)
    staff = fold(STAFF, [INVITED, longer, within])
    assert [staff.away_on(day) for day in (AUGUST_3, AUGUST_10, AUGUST_21, date(2026, 8, 22))] == [
        longer,
        within,
        longer,
        None,
    ]


ASSISTANT = StaffInvited(staff_id=OTHER_THERAPIST_ID, role=Role.ASSISTANT, clinics=())


def test_an_assistant_covers_for_nobody() -> None:
    given(STAFF, [INVITED]).seeing({OTHER_THERAPIST_ID: [ASSISTANT]}).when(go_away(AUGUST_3, AUGUST_21)).then_rejected(
        "cannot_answer"
    )


def test_nobody_covers_for_themselves() -> None:
    given(STAFF, [INVITED]).when(go_away(AUGUST_3, AUGUST_21, THERAPIST_ID)).then_rejected("cannot_answer")


def test_nobody_unknown_covers() -> None:
    given(STAFF, [INVITED]).when(go_away(AUGUST_3, AUGUST_21)).then_rejected("unknown_staff")


PREFER = SetStaffPreferences(
    command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, language="de", digest_at="07:30", channels=(Channel.SMS,)
)
PREFERRED = StaffPreferencesSet(staff_id=THERAPIST_ID, language="de", digest_at="07:30", channels=(Channel.SMS,))


def test_they_say_how_they_want_to_be_told() -> None:
    given(STAFF, [INVITED]).when(PREFER).then([PREFERRED])


def test_saying_it_again_changes_nothing() -> None:
    given(STAFF, [INVITED, PREFERRED]).when(PREFER).then_nothing()


@pytest.mark.parametrize("command", [PREFER, go_away(AUGUST_3, AUGUST_21, None)])
def test_nobody_who_was_not_invited_says_anything(command: SetStaffPreferences | SetStaffAway) -> None:
    given(STAFF).when(command).then_rejected("unknown_staff")
