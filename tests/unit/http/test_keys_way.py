"""Keys: only good ones are remembered, no longer than the rights of their holder, and all bad ones are one."""

from uuid import UUID, uuid4

import pytest

from domain.partner.events import PartnerRegistered, Scope
from domain.staff.events import Role, StaffInvited
from eventstore.directory import FoundLink
from services.actor import Actor, ActorKind
from services.http import keys_way
from services.http.keys_way import Keys
from services.http.problems import Problem
from services.http.who import Who
from services.keys import LENGTH, LINK_KIND, PREFIX, SANDBOX_PREFIX, KeyHolder, NewKey, new_key
from services.rights import REMEMBERED_SECONDS
from tests.support.known_rights import ORG_ID, KnownRights

PARTNER = KeyHolder(actor="partner", id=uuid4())
OWNER = KeyHolder(actor="staff", id=uuid4())
REGISTERED = PartnerRegistered(partner_id=PARTNER.id, name="An app", scopes=(Scope.REPORTS,), clinics=(uuid4(),))
INVITED = StaffInvited(staff_id=OWNER.id, role=Role.OWNER, clinics=())


class House(KnownRights):
    """Knows the keys it is given, and counts how often it is asked for one."""

    def __init__(self, *keys: NewKey) -> None:
        super().__init__(REGISTERED, INVITED)
        self.links = {(key.link.kind, key.link.hash): FoundLink(ORG_ID, key.link.about) for key in keys}
        self.asked = 0
        self.used: list[tuple[UUID, UUID]] = []
        self.keys = Keys(self.find, self.rights, lambda org_id, key_id: self.used.append((org_id, key_id)))

    async def find(self, kind: str, hash_: bytes) -> FoundLink | None:
        self.asked += 1
        return self.links.get((kind, hash_))

    async def actor(self, key: NewKey | bytes) -> Actor:
        given = key if isinstance(key, bytes) else b"Bearer " + key.text.encode()
        return await Who([self.keys]).actor("GET", "/v1/whoami", {b"authorization": given})


async def test_a_key_leads_to_its_holder_as_the_log_knows_them() -> None:
    partner, owner = new_key(PARTNER), new_key(OWNER, prefix=SANDBOX_PREFIX)
    house = House(partner, owner)
    assert [await house.actor(key) for key in (partner, owner)] == [
        Actor(
            kind=ActorKind.PARTNER,
            org_id=ORG_ID,
            id=PARTNER.id,
            scopes=REGISTERED.scopes,
            clinics=REGISTERED.clinics,
            via=f"key:{PARTNER.key}",
        ),
        Actor(kind=ActorKind.STAFF, org_id=ORG_ID, id=OWNER.id, role=Role.OWNER, via=f"key:{OWNER.key}"),
    ]


def test_keys_are_long_new_each_time_and_only_their_hash_is_kept() -> None:
    first, second = new_key(OWNER), new_key(OWNER)
    assert first.text != second.text
    assert (len(first.text), first.text[: len(PREFIX)], first.link.kind) == (LENGTH, PREFIX, LINK_KIND)
    assert first.text.encode() not in first.link.hash + first.link.about


async def test_a_key_is_asked_for_once_a_minute() -> None:
    key = new_key(OWNER)
    house = House(key)
    for _ in range(3):
        await house.actor(key)
    assert house.asked == 1
    house.seconds = REMEMBERED_SECONDS
    await house.actor(key)
    assert house.asked == 2
    assert house.used == [(ORG_ID, OWNER.key)] * 2


async def test_a_key_whose_holder_changed_is_asked_for_again() -> None:
    key = new_key(OWNER)
    house = House(key)
    await house.actor(key)
    house.rights.forget(ORG_ID, OWNER.id)
    await house.actor(key)
    assert house.asked == 2


async def test_a_key_that_was_taken_away_ends_within_the_minute() -> None:
    key = new_key(OWNER)
    house = House(key)
    await house.actor(key)
    house.links.clear()
    house.seconds = REMEMBERED_SECONDS
    with pytest.raises(Problem, match="unauthenticated"):
        await house.actor(key)


async def test_a_wrong_key_is_never_remembered() -> None:
    key = new_key(OWNER)
    house = House()
    with pytest.raises(Problem, match="unauthenticated"):
        await house.actor(key)
    house.links = House(key).links
    assert (await house.actor(key)).id == OWNER.id


@pytest.mark.parametrize("authorization", [b"", b"Bearer x", b"bearer  " + PREFIX.encode(), b"Basic YTpi"])
async def test_what_cannot_be_a_key_is_not_even_looked_up(authorization: bytes) -> None:
    house = House()
    with pytest.raises(Problem, match="unauthenticated"):
        await house.actor(authorization)
    assert house.asked == 0


async def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_way, "REMEMBERED_AT_MOST", 3)
    keys = [new_key(OWNER) for _ in range(4)]
    house = House(*keys)
    for key in (*keys, keys[-1]):
        await house.actor(key)
    assert house.asked == len(keys)
    await house.actor(keys[0])
    assert house.asked == len(keys) + 1
