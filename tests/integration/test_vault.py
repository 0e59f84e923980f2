"""What is sealed for a person opens for that person, with that key, unchanged, and for nothing else."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.records import Alias, Sealed
from eventstore.vault import KEY_SECONDS, Vault, VaultError, find_alias
from eventstore.walls import Pool, reading, walled
from tests.support.appends import OTHER, STREAM, TWO, append, event, opening
from tests.support.database import Database

ITEM, MASTER = UUID(int=700), b"m" * 32
NOTE = {"note": "Lives above the bakery.", "name": "Änne"}


class Seconds:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def keys(database: Database) -> AsyncIterator[Pool]:
    async with opened_pool(database.settings.keys_url, most=4) as pool:
        yield pool


@pytest.fixture
def org() -> UUID:
    """An organisation of this test alone: all tests share the database of keys."""
    return uuid4()


@pytest.fixture
def person() -> UUID:
    return uuid4()


async def opened(pool: Pool, vault: Vault, org: UUID, person: UUID) -> dict[UUID, dict[str, str]]:
    async with reading(pool, org) as db:
        return await vault.open(db, org, person)


async def stored(pool: Pool, org: UUID, *items: Sealed) -> None:
    """An organisation whose log holds these items."""
    await PostgresStore(pool).append([opening(org), append(event(1), org=org, stream=STREAM, sealed=items)])


async def erased(database: Database, org: UUID, person: UUID) -> None:
    """The person's key is destroyed."""
    async with opened_pool(database.settings.keys_owner_url) as owner, owner.acquire() as db, db.transaction():
        await walled(db, [org])
        assert await db.execute("DELETE FROM keys.subject WHERE subject_id = $1", person) == "DELETE 1"


async def test_what_was_sealed_opens_again(app_pool: Pool, keys: Pool, org: UUID, person: UUID) -> None:
    vault = Vault(keys, MASTER)
    note, _ = await vault.seal(org, person, ITEM, NOTE)
    other, _ = await vault.seal(org, person, OTHER, {"name": "B"})
    await stored(app_pool, org, note, other)
    for again in (vault, Vault(keys, MASTER)):
        assert await opened(app_pool, again, org, person) == {ITEM: NOTE, OTHER: {"name": "B"}}
    assert await opened(app_pool, vault, org, uuid4()) == {}


async def test_some_items_of_many_persons_open_in_one_query(
    app_pool: Pool, keys: Pool, org: UUID, person: UUID
) -> None:
    vault, other, unknown = Vault(keys, MASTER), uuid4(), uuid4()
    note, _ = await vault.seal(org, person, ITEM, NOTE)
    unasked, _ = await vault.seal(org, person, OTHER, {"note": "C"})
    name, _ = await vault.seal(org, other, OTHER, {"name": "B"})
    await stored(app_pool, org, note, unasked, name)
    asked: list[str] = []
    async with reading(app_pool, org) as db:
        db.add_query_logger(lambda query: asked.append(query.query))
        found = await Vault(keys, MASTER).open_many(db, org, {person: [ITEM], other: [OTHER, ITEM], unknown: [ITEM]})
        assert found == {person: {ITEM: NOTE}, other: {OTHER: {"name": "B"}}}
        assert sum("vault.item" in query for query in asked) == 1
        assert await vault.open_many(db, org, {}) == {}


async def test_who_has_lost_the_key_is_left_out_beside_the_others(
    app_pool: Pool, keys: Pool, database: Database, org: UUID, person: UUID
) -> None:
    vault, other = Vault(keys, MASTER), uuid4()
    note, _ = await vault.seal(org, person, ITEM, NOTE)
    name, _ = await vault.seal(org, other, OTHER, {"name": "B"})
    await stored(app_pool, org, note, name)
    await erased(database, org, person)
    async with reading(app_pool, org) as db:
        found = await Vault(keys, MASTER).open_many(db, org, {person: [ITEM], other: [OTHER]})
    assert found == {other: {OTHER: {"name": "B"}}}


async def test_nothing_of_the_text_is_in_the_database(app_pool: Pool, keys: Pool, org: UUID, person: UUID) -> None:
    sealed, digest = await Vault(keys, MASTER).seal(org, person, ITEM, NOTE)
    again, _ = await Vault(keys, MASTER).seal(org, person, ITEM, NOTE)
    assert b"bakery" not in sealed.sealed
    assert sealed.sealed != again.sealed
    assert (len(digest), set(digest) <= set("0123456789abcdef")) == (32, True)


async def test_another_master_key_opens_nothing(app_pool: Pool, keys: Pool, org: UUID, person: UUID) -> None:
    sealed, _ = await Vault(keys, MASTER).seal(org, person, ITEM, NOTE)
    await stored(app_pool, org, sealed)
    stranger = Vault(keys, b"n" * 32)
    with pytest.raises(VaultError):
        await opened(app_pool, stranger, org, person)
    with pytest.raises(VaultError):
        await stranger.seal(org, person, ITEM, NOTE)


@pytest.mark.parametrize("place", [0, 12, -1], ids=["nonce", "text", "tag"])
async def test_changed_bytes_do_not_open(app_pool: Pool, keys: Pool, org: UUID, person: UUID, place: int) -> None:
    vault = Vault(keys, MASTER)
    sealed, _ = await vault.seal(org, person, ITEM, NOTE)
    changed = bytearray(sealed.sealed)
    changed[place] ^= 1
    await stored(app_pool, org, replace(sealed, sealed=bytes(changed)))
    with pytest.raises(VaultError):
        await opened(app_pool, vault, org, person)


@pytest.mark.parametrize("length", [0, 5, 12, 20])
async def test_an_item_cut_short_does_not_open(
    app_pool: Pool, keys: Pool, org: UUID, person: UUID, length: int
) -> None:
    vault = Vault(keys, MASTER)
    sealed, _ = await vault.seal(org, person, ITEM, NOTE)
    await stored(app_pool, org, replace(sealed, sealed=sealed.sealed[:length]))
    with pytest.raises(VaultError):
        await opened(app_pool, vault, org, person)


async def test_an_item_moved_to_another_person_does_not_open(
    app_pool: Pool, keys: Pool, org: UUID, person: UUID
) -> None:
    vault, other = Vault(keys, MASTER), uuid4()
    sealed, _ = await vault.seal(org, person, ITEM, NOTE)
    await vault.seal(org, other, ITEM, NOTE)
    await stored(app_pool, org, replace(sealed, subject_id=other))
    with pytest.raises(VaultError):
        await opened(app_pool, vault, org, other)


async def test_an_item_moved_to_another_place_of_the_same_person_does_not_open(
    app_pool: Pool, keys: Pool, org: UUID, person: UUID
) -> None:
    vault = Vault(keys, MASTER)
    sealed, _ = await vault.seal(org, person, ITEM, NOTE)
    await stored(app_pool, org, replace(sealed, item_id=OTHER))
    with pytest.raises(VaultError):
        await opened(app_pool, vault, org, person)


async def test_an_item_moved_to_another_organisation_does_not_open(
    app_pool: Pool, keys: Pool, org: UUID, person: UUID
) -> None:
    vault, other = Vault(keys, MASTER), uuid4()
    sealed, _ = await vault.seal(org, person, ITEM, NOTE)
    await vault.seal(other, person, ITEM, NOTE)
    await stored(app_pool, other, sealed)
    with pytest.raises(VaultError):
        await opened(app_pool, vault, other, person)


async def test_the_digest_of_a_text_is_the_same_for_one_person_and_differs_between_two(
    keys: Pool, org: UUID, person: UUID
) -> None:
    vault = Vault(keys, MASTER)

    async def digest(org_id: UUID, person_id: UUID, note: dict[str, str]) -> str:
        return (await vault.seal(org_id, person_id, ITEM, note))[1]

    mine = await digest(org, person, NOTE)
    assert mine == await digest(org, person, dict(reversed(NOTE.items())))
    others = [await digest(org, uuid4(), NOTE), await digest(uuid4(), person, NOTE), await digest(org, person, {})]
    assert len({mine, *others}) == 4


async def test_a_partners_own_name_is_a_hash_of_the_organisation_and_the_partner(
    app_pool: Pool, keys: Pool, org: UUID, person: UUID
) -> None:
    vault = Vault(keys, MASTER)
    hash_ = await vault.alias_hash(org, OTHER, "patient-17")
    assert hash_ == await Vault(keys, MASTER).alias_hash(org, OTHER, "patient-17")
    others = [
        await vault.alias_hash(org, OTHER, "patient-18"),
        await vault.alias_hash(org, STREAM, "patient-17"),
        await vault.alias_hash(uuid4(), OTHER, "patient-17"),
    ]
    assert len({hash_, *others}) == 4
    alias = Alias(partner_id=OTHER, hash=hash_, subject_id=person)
    await PostgresStore(app_pool).append([opening(org), append(event(1), org=org, aliases=(alias,)), opening(TWO)])
    async with reading(app_pool, org) as db:
        assert await find_alias(db, org, OTHER, hash_) == person
        assert await find_alias(db, org, STREAM, hash_) is None
    async with reading(app_pool, TWO) as db:
        assert await find_alias(db, org, OTHER, hash_) is None


async def test_two_who_seal_for_a_new_person_at_once_use_one_key(
    app_pool: Pool, keys: Pool, org: UUID, person: UUID
) -> None:
    numbers = range(800, 808)
    sealed = await asyncio.gather(
        *(Vault(keys, MASTER).seal(org, person, UUID(int=number), NOTE) for number in numbers)
    )
    await stored(app_pool, org, *(item for item, _ in sealed))
    assert await opened(app_pool, Vault(keys, MASTER), org, person) == {UUID(int=number): NOTE for number in numbers}
    assert len({digest for _, digest in sealed}) == 1


async def test_without_its_key_what_was_sealed_is_gone_after_a_minute(
    app_pool: Pool, keys: Pool, database: Database, org: UUID, person: UUID
) -> None:
    seconds = Seconds()
    vault = Vault(keys, MASTER, seconds=seconds)
    sealed, digest = await vault.seal(org, person, ITEM, NOTE)
    await stored(app_pool, org, sealed)
    await erased(database, org, person)
    seconds.now += KEY_SECONDS - 1
    assert await opened(app_pool, vault, org, person) == {ITEM: NOTE}
    seconds.now += 1
    assert await opened(app_pool, vault, org, person) == {}
    _, fresh = await vault.seal(org, person, ITEM, NOTE)
    assert fresh != digest, "a new key ties nothing to the old"
