"""Rights: from the holder's own stream, remembered for a minute, and forgotten as soon as something is said of them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from domain.partner.events import PartnerRegistered, Scope
from domain.staff.events import Role, StaffInvited
from eventstore.records import Recorded
from services.actor import Actor, ActorKind
from services.keys import KeyHolder
from services.rights import REMEMBERED_SECONDS, actor_of
from tests.support.known_rights import ORG_ID, KnownRights
from tests.support.times import NOON

CLINIC = UUID(int=1)
KIM = KeyHolder(actor="staff", id=UUID(int=2))
APP = KeyHolder(actor="partner", id=UUID(int=3))
INVITED = StaffInvited(staff_id=KIM.id, role=Role.THERAPIST, clinics=(CLINIC,))
REGISTERED = PartnerRegistered(partner_id=APP.id, name="An app", scopes=(Scope.READ,), clinics=())


async def test_what_the_directory_says_of_somebody_counts_for_nothing() -> None:
    house = KnownRights(INVITED, REGISTERED)
    boasting = KeyHolder(actor="staff", id=KIM.id, role=Role.OWNER, scopes=tuple(Scope))
    assert [await actor_of(house, ORG_ID, holder) for holder in (boasting, APP)] == [
        Actor(
            kind=ActorKind.STAFF,
            org_id=ORG_ID,
            id=KIM.id,
            role=Role.THERAPIST,
            clinics=(CLINIC,),
            via=f"key:{KIM.key}",
        ),
        Actor(kind=ActorKind.PARTNER, org_id=ORG_ID, id=APP.id, scopes=(Scope.READ,), via=f"key:{APP.key}"),
    ]


async def test_a_sign_in_of_somebody_is_told_as_what_it_is() -> None:
    actor = await actor_of(KnownRights(INVITED), ORG_ID, KIM, via="sign-in:7")
    assert actor is not None
    assert (actor.id, actor.via) == (KIM.id, "sign-in:7")


async def test_who_is_in_no_log_or_in_anothers_or_of_another_kind_may_nothing() -> None:
    house = KnownRights(INVITED)
    strangers = [
        (ORG_ID, APP),
        (UUID(int=9), KIM),
        (ORG_ID, KeyHolder(actor="partner", id=KIM.id)),
        (ORG_ID, KeyHolder(actor="staff", id=APP.id)),
    ]
    assert [await actor_of(house, org_id, holder) for org_id, holder in strangers] == [None] * 4


async def test_a_key_of_a_partner_that_was_never_added_opens_nothing() -> None:
    unknown = KeyHolder(actor="partner", id=APP.id, key_id=UUID(int=5))
    assert await actor_of(KnownRights(REGISTERED), ORG_ID, unknown) is None


async def test_a_key_of_staff_ends_when_the_directory_says_so() -> None:
    house = KnownRights(INVITED)
    held = await house.rights.held(
        ORG_ID, KeyHolder(actor="staff", id=KIM.id, key_id=UUID(int=5), ends_at=NOON + timedelta(hours=1))
    )
    assert held is not None
    assert house.rights.good(held)
    house.instant += timedelta(hours=1)
    assert not house.rights.good(held)


async def test_they_are_read_once_a_minute() -> None:
    house = KnownRights(INVITED)
    for seconds in (0.0, REMEMBERED_SECONDS - 1, REMEMBERED_SECONDS):
        house.seconds = seconds
        await actor_of(house, ORG_ID, KIM)
    assert house.reads == 2


async def test_with_a_word_of_somebody_they_alone_are_read_again() -> None:
    house = KnownRights(INVITED, REGISTERED)
    kim, app = [await house.rights.held(ORG_ID, holder) for holder in (KIM, APP)]
    assert kim is not None
    assert app is not None
    house.rights.forget(ORG_ID, KIM.id)
    assert (house.rights.good(kim), house.rights.good(app)) == (False, True)
    house.rights.forget_all()
    assert not house.rights.good(app)


async def test_what_was_being_read_when_the_word_came_is_not_kept() -> None:
    class Meanwhile(KnownRights):
        async def load(self, org_id: UUID, stream_ids: Sequence[UUID]) -> list[Recorded]:
            found = await super().load(org_id, stream_ids)
            self.rights.forget(ORG_ID, KIM.id)
            return found

    house = Meanwhile(INVITED)
    held = await house.rights.held(ORG_ID, KIM)
    assert held is not None
    assert not house.rights.good(held)
