"""An organisation leaves: with thirty days' notice that can be taken back, and then for good."""

from datetime import timedelta
from uuid import UUID

from domain.organisation.decider import ORGANISATION, RegisterOrganisation, SetRetention
from domain.organisation.events import OrganisationLeaving, OrganisationLeft, OrganisationRegistered, OrganisationStays
from domain.organisation.leaving import CompleteDeparture, LeaveOrganisation, StayOrganisation
from tests.support.examples import ORGANISATION_ID, WISH_ID
from tests.support.spec import given
from tests.support.times import NOON

LEAVING_ID = UUID(int=77)
LATER = NOON + timedelta(days=30)
REGISTERED = OrganisationRegistered(organisation_id=ORGANISATION_ID, name="North Clinics")
LEAVING = OrganisationLeaving(organisation_id=ORGANISATION_ID, ends_at=LATER)
STAYS = OrganisationStays(organisation_id=ORGANISATION_ID)
LEFT = OrganisationLeft(organisation_id=ORGANISATION_ID, leaving_id=LEAVING_ID)
LEAVE = LeaveOrganisation(command_id=WISH_ID, at=NOON, organisation_id=ORGANISATION_ID)
STAY = StayOrganisation(command_id=WISH_ID, at=NOON, organisation_id=ORGANISATION_ID)
OVER = CompleteDeparture(command_id=WISH_ID, at=LATER, organisation_id=ORGANISATION_ID, leaving_id=LEAVING_ID)


def test_notice_is_for_thirty_days_and_giving_it_again_does_not_prolong_it() -> None:
    given(ORGANISATION, [REGISTERED]).when(LEAVE).then([LEAVING])
    given(ORGANISATION, [REGISTERED, LEAVING]).when(LEAVE).then_nothing()
    given(ORGANISATION, []).when(LEAVE).then_rejected("unknown_organisation")


def test_it_is_taken_back_until_then() -> None:
    given(ORGANISATION, [REGISTERED, LEAVING]).when(STAY).then([STAYS])
    given(ORGANISATION, [REGISTERED]).when(STAY).then_nothing()
    given(ORGANISATION, [REGISTERED, LEAVING, STAYS]).when(OVER).then_rejected("not_leaving")
    given(ORGANISATION, [REGISTERED, LEAVING, STAYS]).when(LEAVE).then([LEAVING])


def test_it_has_left_when_the_days_are_over_and_not_a_moment_before() -> None:
    given(ORGANISATION, [REGISTERED, LEAVING]).when(OVER).then([LEFT])
    early = CompleteDeparture(
        command_id=WISH_ID, at=LATER - timedelta(seconds=1), organisation_id=ORGANISATION_ID, leaving_id=LEAVING_ID
    )
    given(ORGANISATION, [REGISTERED, LEAVING]).when(early).then_rejected("not_leaving")


def test_a_log_from_before_is_told_that_it_was_over() -> None:
    again = CompleteDeparture(
        command_id=WISH_ID, at=NOON, organisation_id=ORGANISATION_ID, leaving_id=LEAVING_ID, again=True
    )
    given(ORGANISATION, [REGISTERED]).when(again).then([LEFT])


def test_nothing_is_decided_of_it_afterwards() -> None:
    gone = [REGISTERED, LEAVING, LEFT]
    given(ORGANISATION, gone).when(OVER).then_nothing()
    retention = SetRetention(command_id=WISH_ID, at=LATER, organisation_id=ORGANISATION_ID, years=15)
    register = RegisterOrganisation(command_id=WISH_ID, at=LATER, organisation_id=ORGANISATION_ID, name="North Clinics")
    for wish in (LEAVE, STAY, retention, register):
        given(ORGANISATION, gone).when(wish).then_rejected("unknown_organisation")
