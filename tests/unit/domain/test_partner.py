"""A partner is registered once, for clinics that exist."""

from uuid import UUID

from domain.partner.decider import PARTNER, RegisterPartner
from domain.partner.events import PartnerRegistered, Scope
from tests.support.examples import CLINIC_ID, NOON, OPENED, WISH_ID, named
from tests.support.spec import given

PARTNER_ID = named("a partner app")
REGISTERED = PartnerRegistered(partner_id=PARTNER_ID, name="Moves", scopes=(Scope.REPORTS,), clinics=())


def register(scopes: tuple[Scope, ...] = (Scope.REPORTS,), clinics: tuple[UUID, ...] = ()) -> RegisterPartner:
    return RegisterPartner(
        command_id=WISH_ID, at=NOON, partner_id=PARTNER_ID, name="Moves", scopes=scopes, clinics=clinics
    )


def test_a_partner_is_registered_for_every_clinic() -> None:
    given(PARTNER).when(register()).then([REGISTERED])


def test_a_partner_is_registered_for_one_clinic() -> None:
    scopes = (Scope.REPORTS, Scope.READ)
    given(PARTNER).seeing({CLINIC_ID: [OPENED]}).when(register(scopes, (CLINIC_ID,))).then(
        [PartnerRegistered(partner_id=PARTNER_ID, name="Moves", scopes=scopes, clinics=(CLINIC_ID,))]
    )


def test_registering_it_again_changes_nothing() -> None:
    given(PARTNER, [REGISTERED]).when(register()).then_nothing()


def test_its_id_cannot_be_given_to_another() -> None:
    given(PARTNER, [REGISTERED]).when(register((Scope.READ,))).then_rejected("already_registered")


def test_every_clinic_named_must_exist() -> None:
    given(PARTNER).when(register(clinics=(CLINIC_ID,))).then_rejected("unknown_clinic")
