"""An organisation is registered once."""

from domain.organisation.decider import ORGANISATION, RegisterOrganisation
from domain.organisation.events import OrganisationRegistered
from tests.support.examples import NOON, ORGANISATION_ID, REGISTERED, WISH_ID
from tests.support.spec import given


def register(name: str = "Harbour Physical Therapy") -> RegisterOrganisation:
    return RegisterOrganisation(command_id=WISH_ID, at=NOON, organisation_id=ORGANISATION_ID, name=name)


def test_an_organisation_is_registered() -> None:
    given(ORGANISATION).when(register("Hill Physio")).then(
        [OrganisationRegistered(organisation_id=ORGANISATION_ID, name="Hill Physio")]
    )


def test_registering_it_again_changes_nothing() -> None:
    given(ORGANISATION, [REGISTERED]).when(register()).then_nothing()


def test_its_id_cannot_be_given_to_another() -> None:
    given(ORGANISATION, [REGISTERED]).when(register("Hill Physio")).then_rejected("already_registered")
