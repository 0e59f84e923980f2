"""A partner is registered once, for clinics that exist, changed, and suspended for a time."""

from typing import Any
from uuid import UUID

from domain.partner.decider import PARTNER, ChangePartner, RegisterPartner, ResumePartner, SuspendPartner
from domain.partner.events import PartnerChanged, PartnerRegistered, PartnerResumed, PartnerSuspended, Scope
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


def change(**more: Any) -> ChangePartner:
    return ChangePartner(command_id=WISH_ID, at=NOON, partner_id=PARTNER_ID, scopes=(Scope.REPORTS,), **more)


def test_a_change_says_all_of_it_anew() -> None:
    wider = PartnerChanged(
        partner_id=PARTNER_ID,
        scopes=(Scope.REPORTS,),
        clinics=(CLINIC_ID,),
        kinds=("org.carryover.session.logged",),
        requests_a_minute=60,
    )
    seeing = given(PARTNER, [REGISTERED]).seeing({CLINIC_ID: [OPENED]})
    seeing.when(change(clinics=(CLINIC_ID,), kinds=wider.kinds, requests_a_minute=60)).then([wider])
    given(PARTNER, [REGISTERED, wider]).when(change()).then(
        [PartnerChanged(partner_id=PARTNER_ID, scopes=(Scope.REPORTS,), clinics=())]
    )
    given(PARTNER, [REGISTERED]).when(change()).then_nothing()
    given(PARTNER, [REGISTERED]).when(change(clinics=(CLINIC_ID,))).then_rejected("unknown_clinic")


def test_a_partner_is_suspended_until_it_is_resumed() -> None:
    suspend = SuspendPartner(command_id=WISH_ID, at=NOON, partner_id=PARTNER_ID)
    resume = ResumePartner(command_id=WISH_ID, at=NOON, partner_id=PARTNER_ID)
    suspended, resumed = PartnerSuspended(partner_id=PARTNER_ID), PartnerResumed(partner_id=PARTNER_ID)
    given(PARTNER, [REGISTERED]).when(suspend).then([suspended])
    given(PARTNER, [REGISTERED, suspended]).when(suspend).then_nothing()
    given(PARTNER, [REGISTERED, suspended]).when(resume).then([resumed])
    given(PARTNER, [REGISTERED]).when(resume).then_nothing()


def test_nothing_is_said_of_a_partner_that_was_never_registered() -> None:
    given(PARTNER).when(change()).then_rejected("unknown_partner")
