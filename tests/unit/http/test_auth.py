"""Keys: only good ones are remembered, a minute at most, and what is wrong with a bad one is nobody's business."""

from uuid import uuid4

import pytest

from domain.partner.events import Scope
from domain.staff.events import Role
from eventstore.directory import FoundLink
from services.actor import Actor, ActorKind
from services.http.auth import REMEMBERED_AT_MOST, REMEMBERED_SECONDS, Keys
from services.http.problems import Problem
from services.keys import LENGTH, LINK_KIND, PREFIX, KeyHolder, NewKey, new_key

ORG_ID = uuid4()
PARTNER = KeyHolder(actor="partner", id=uuid4(), scopes=(Scope.REPORTS,), clinics=(uuid4(),))
OWNER = KeyHolder(actor="staff", id=uuid4(), role=Role.OWNER)


class Directory:
    """Knows the keys it is given, and counts how often it is asked."""

    def __init__(self, *keys: NewKey) -> None:
        self.links = {(key.link.kind, key.link.hash): FoundLink(ORG_ID, key.link.about) for key in keys}
        self.asked = 0

    async def find(self, kind: str, hash_: bytes) -> FoundLink | None:
        self.asked += 1
        return self.links.get((kind, hash_))


def header(key: NewKey) -> bytes:
    return b"Bearer " + key.text.encode()


async def test_a_key_leads_to_its_holder() -> None:
    partner, owner = new_key(PARTNER), new_key(OWNER)
    keys = Keys(Directory(partner, owner).find)
    assert [await keys.actor(header(key)) for key in (partner, owner)] == [
        Actor(
            kind=ActorKind.PARTNER,
            org_id=ORG_ID,
            id=PARTNER.id,
            scopes=PARTNER.scopes,
            clinics=PARTNER.clinics,
        ),
        Actor(kind=ActorKind.STAFF, org_id=ORG_ID, id=OWNER.id, role=Role.OWNER),
    ]


def test_keys_are_long_new_each_time_and_only_their_hash_is_kept() -> None:
    first, second = new_key(OWNER), new_key(OWNER)
    assert first.text != second.text
    assert (len(first.text), first.text[: len(PREFIX)], first.link.kind) == (LENGTH, PREFIX, LINK_KIND)
    assert first.text.encode() not in first.link.hash + first.link.about


async def test_a_key_is_asked_for_once_a_minute() -> None:
    now = 0.0
    key = new_key(OWNER)
    directory = Directory(key)
    keys = Keys(directory.find, lambda: now)
    for _ in range(3):
        await keys.actor(header(key))
    assert directory.asked == 1
    now = REMEMBERED_SECONDS
    await keys.actor(header(key))
    assert directory.asked == 2


async def test_a_key_that_was_taken_away_ends_within_the_minute() -> None:
    now = 0.0
    key = new_key(OWNER)
    directory = Directory(key)
    keys = Keys(directory.find, lambda: now)
    await keys.actor(header(key))
    directory.links.clear()
    now = REMEMBERED_SECONDS
    with pytest.raises(Problem, match="unauthenticated"):
        await keys.actor(header(key))


async def test_a_wrong_key_is_never_remembered() -> None:
    key = new_key(OWNER)
    directory = Directory()
    keys = Keys(directory.find)
    with pytest.raises(Problem, match="unauthenticated"):
        await keys.actor(header(key))
    directory.links = Directory(key).links
    assert (await keys.actor(header(key))).id == OWNER.id


@pytest.mark.parametrize("authorization", [None, b"", b"Bearer x", b"bearer  " + PREFIX.encode()])
async def test_what_cannot_be_a_key_is_not_even_looked_up(authorization: bytes | None) -> None:
    directory = Directory()
    with pytest.raises(Problem, match="unauthenticated"):
        await Keys(directory.find).actor(authorization)
    assert directory.asked == 0


async def test_the_memory_is_bounded() -> None:
    holders = [new_key(OWNER) for _ in range(REMEMBERED_AT_MOST + 1)]
    directory = Directory(*holders)
    keys = Keys(directory.find)
    for key in holders:
        await keys.actor(header(key))
    await keys.actor(header(holders[-1]))
    assert directory.asked == len(holders)
    await keys.actor(header(holders[0]))
    assert directory.asked == len(holders) + 1
