"""A partner's keys: two at a time while one takes over from the other, and each ends for good."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.decider import fold
from domain.partner.decider import PARTNER, RevokePartnerKey, RotatePartnerKey, SetPartnerKeySet
from domain.partner.events import PartnerKeyAdded, PartnerKeyRevoked, PartnerKeySetSet, PartnerRegistered, Scope
from domain.partner.key_set import Algorithm, Curve, KeyKind, PublicKey
from domain.partner.state import first_key
from tests.support.examples import NOON, WISH_ID, named
from tests.support.spec import given

PARTNER_ID = named("a partner app")
FIRST, SECOND, THIRD = first_key(PARTNER_ID), named("second key"), named("third key")
REGISTERED = PartnerRegistered(partner_id=PARTNER_ID, name="Moves", scopes=(Scope.REPORTS,), clinics=())
TOMORROW = NOON + timedelta(hours=24)

RSA = PublicKey(kty=KeyKind.RSA, kid="one", n="n" * 342, e="AQAB")
EC = PublicKey(kty=KeyKind.EC, kid="two", alg=Algorithm.ES384, crv=Curve.P384, x="x" * 64, y="y" * 64)


def rotate(key_id: UUID = SECOND, **more: Any) -> RotatePartnerKey:
    return RotatePartnerKey(command_id=WISH_ID, at=NOON, partner_id=PARTNER_ID, key_id=key_id, **more)


def revoke(key_id: UUID) -> RevokePartnerKey:
    return RevokePartnerKey(command_id=WISH_ID, at=NOON, partner_id=PARTNER_ID, key_id=key_id)


def added(key_id: UUID, expires_at: datetime | None = None) -> PartnerKeyAdded:
    return PartnerKeyAdded(partner_id=PARTNER_ID, key_id=key_id, expires_at=expires_at)


def ended(key_id: UUID, ends_at: datetime | None = None) -> PartnerKeyRevoked:
    return PartnerKeyRevoked(partner_id=PARTNER_ID, key_id=key_id, ends_at=ends_at)


def test_the_key_before_goes_on_for_a_day() -> None:
    given(PARTNER, [REGISTERED]).when(rotate()).then([added(SECOND), ended(FIRST, TOMORROW)])


def test_without_an_overlap_it_ends_at_once() -> None:
    given(PARTNER, [REGISTERED]).when(rotate(overlap_hours=0)).then([added(SECOND), ended(FIRST)])


def test_one_that_ends_sooner_by_itself_does_so() -> None:
    soon = NOON + timedelta(hours=1)
    history = [REGISTERED, added(SECOND, soon), ended(FIRST)]
    given(PARTNER, history).when(rotate(THIRD)).then([added(THIRD)])


def test_there_are_never_three() -> None:
    history = [REGISTERED, added(SECOND), ended(FIRST, TOMORROW)]
    given(PARTNER, history).when(rotate(THIRD)).then_rejected("too_many_keys")
    given(PARTNER, history).when(rotate(THIRD, overlap_hours=0)).then([added(THIRD), ended(FIRST), ended(SECOND)])


def test_one_whose_time_is_over_counts_no_more() -> None:
    history = [REGISTERED, added(SECOND), ended(FIRST, NOON)]
    given(PARTNER, history).when(rotate(THIRD)).then([added(THIRD), ended(SECOND, TOMORROW)])
    assert fold(PARTNER, history).live_keys(NOON) == [SECOND]


def test_a_new_key_may_end_by_itself_and_not_before_it_begins() -> None:
    given(PARTNER, [REGISTERED]).when(rotate(expires_at=TOMORROW, overlap_hours=0)).then(
        [added(SECOND, TOMORROW), ended(FIRST)]
    )
    given(PARTNER, [REGISTERED]).when(rotate(expires_at=NOON)).then_rejected("bad_expiry")


def test_the_same_key_is_added_once_and_never_again_after_its_end() -> None:
    history = [REGISTERED, added(SECOND), ended(FIRST, TOMORROW)]
    given(PARTNER, history).when(rotate()).then_nothing()
    given(PARTNER, [*history, ended(SECOND)]).when(rotate()).then_rejected("already_registered")


def test_a_key_is_revoked_once() -> None:
    given(PARTNER, [REGISTERED]).when(revoke(FIRST)).then([ended(FIRST)])
    given(PARTNER, [REGISTERED, ended(FIRST)]).when(revoke(FIRST)).then_nothing()
    given(PARTNER, [REGISTERED, ended(FIRST, TOMORROW)]).when(revoke(FIRST)).then([ended(FIRST)])
    given(PARTNER, [REGISTERED]).when(revoke(SECOND)).then_rejected("unknown_key")


def set_keys(*keys: PublicKey, url: str | None = None) -> SetPartnerKeySet:
    return SetPartnerKeySet(command_id=WISH_ID, at=NOON, partner_id=PARTNER_ID, keys=keys, url=url)


def test_a_key_set_stands_here_or_at_an_address() -> None:
    here = PartnerKeySetSet(partner_id=PARTNER_ID, keys=(RSA, EC))
    there = PartnerKeySetSet(partner_id=PARTNER_ID, url="https://app.test/keys.json")
    given(PARTNER, [REGISTERED]).when(set_keys(RSA, EC)).then([here])
    given(PARTNER, [REGISTERED, here]).when(set_keys(RSA, EC)).then_nothing()
    given(PARTNER, [REGISTERED, here]).when(set_keys(url=there.url)).then([there])
    given(PARTNER, [REGISTERED, there]).when(set_keys()).then([PartnerKeySetSet(partner_id=PARTNER_ID)])
    given(PARTNER, [REGISTERED]).when(set_keys()).then_nothing()
    given(PARTNER, [REGISTERED]).when(set_keys(RSA, url=there.url)).then_rejected("bad_key_set")


@pytest.mark.parametrize(
    "keys",
    [
        [RSA, RSA],
        [PublicKey(kty=KeyKind.RSA, kid="short", n="n" * 341, e="AQAB")],
        [PublicKey(kty=KeyKind.RSA, kid="slow", n="n" * 342, e="AQABAQABA")],
        [PublicKey(kty=KeyKind.RSA, kid="half", n="n" * 342)],
        [PublicKey(kty=KeyKind.RSA, kid="both", n="n" * 342, e="AQAB", x="x" * 64)],
        [PublicKey(kty=KeyKind.RSA, kid="other", n="n" * 342, e="AQAB", alg=Algorithm.ES384)],
        [PublicKey(kty=KeyKind.EC, kid="half", crv=Curve.P384, x="x" * 64)],
        [PublicKey(kty=KeyKind.EC, kid="both", crv=Curve.P384, x="x" * 64, y="y" * 64, e="AQAB")],
        [PublicKey(kty=KeyKind.RSA, kid=str(number), n="n" * 342, e="AQAB") for number in range(11)],
    ],
    ids=["twice", "short", "slow", "half RSA", "RSA and more", "other algorithm", "half EC", "EC and more", "many"],
)
def test_keys_that_are_unsafe_or_unclear_are_refused(keys: list[PublicKey]) -> None:
    given(PARTNER, [REGISTERED]).when(set_keys(*keys)).then_rejected("bad_key_set")
