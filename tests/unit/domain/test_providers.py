"""An organisation's identity providers: set as a whole, and removed."""

from uuid import UUID

import msgspec
import pytest

from domain.organisation.decider import ORGANISATION
from domain.organisation.events import IdentityProviderRemoved, IdentityProviderSet
from domain.organisation.providers import RemoveIdentityProvider, SetIdentityProvider
from tests.support.examples import NOON, ORGANISATION_ID, REGISTERED, WISH_ID
from tests.support.spec import given

PROVIDER_ID = UUID(int=5)
ISSUER = "https://id.example"
SET = IdentityProviderSet(
    organisation_id=ORGANISATION_ID, provider_id=PROVIDER_ID, issuer=ISSUER, client_id="carryover"
)
REMOVED = IdentityProviderRemoved(organisation_id=ORGANISATION_ID, provider_id=PROVIDER_ID)
WISHED = SetIdentityProvider(
    command_id=WISH_ID,
    at=NOON,
    organisation_id=ORGANISATION_ID,
    provider_id=PROVIDER_ID,
    issuer=ISSUER,
    client_id="carryover",
)
REMOVE = RemoveIdentityProvider(command_id=WISH_ID, at=NOON, organisation_id=ORGANISATION_ID, provider_id=PROVIDER_ID)


def test_a_provider_is_set_by_an_organisation_that_is_there_and_again_changes_nothing() -> None:
    given(ORGANISATION, [REGISTERED]).when(WISHED).then([SET])
    given(ORGANISATION, [REGISTERED, SET]).when(WISHED).then_nothing()
    given(ORGANISATION).when(WISHED).then_rejected("unknown_organisation")


@pytest.mark.parametrize("issuer", ["https://[", "https://[x]/", "https://a]b/", "https://@id.example", "https:///a"])
def test_an_issuer_whose_host_is_no_name_is_none(issuer: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**msgspec.to_builtins(WISHED), "issuer": issuer}, SetIdentityProvider)


def test_a_provider_is_removed_once() -> None:
    given(ORGANISATION, [REGISTERED, SET]).when(REMOVE).then([REMOVED])
    given(ORGANISATION, [REGISTERED]).when(REMOVE).then_rejected("unknown_provider")
    given(ORGANISATION, [REGISTERED, SET, REMOVED]).when(REMOVE).then([])
    given(ORGANISATION, [REGISTERED, SET, REMOVED]).when(WISHED).then([SET])
