"""Names, contacts and free text: encrypted with a key for each person, which is wrapped by a key for each organisation.

The keys live in another database. Without a person's key nothing that was sealed for that person can ever be read
again, and the digests that events carry can no longer be tied to any text.
"""

import hmac
import os
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from time import monotonic
from uuid import UUID

import asyncpg
import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventstore.records import Sealed
from eventstore.walls import Connection, Pool, reading, walled

NONCE_BYTES = 12
KEY_SECONDS = 60  # how long an unwrapped key is used; an erasure is complete after that
KEYS_AT_MOST = 20_000

ITEMS = "SELECT subject_id, item_id, sealed FROM vault.item WHERE org_id = $1 AND subject_id = $2"

ITEMS_OF_ALL = """
SELECT i.subject_id, i.item_id, i.sealed FROM unnest($2::uuid[]) AS w(subject_id)
CROSS JOIN LATERAL (SELECT * FROM vault.item WHERE org_id = $1 AND subject_id = w.subject_id) i
"""

# Items by their keys, asked for key by key: joined, they would be picked out of all that the organisation has.
SOME_ITEMS = """
SELECT i.subject_id, i.item_id, i.sealed FROM unnest($2::uuid[], $3::uuid[]) AS w(subject_id, item_id)
CROSS JOIN LATERAL (
  SELECT * FROM vault.item WHERE org_id = $1 AND subject_id = w.subject_id AND item_id = w.item_id LIMIT 1
) i
"""

ALIAS = "SELECT subject_id FROM vault.alias WHERE org_id = $1 AND partner_id = $2 AND hash = $3"
ORGANISATION_KEY = "SELECT wrapped FROM keys.organisation WHERE org_id = $1"
NEW_ORGANISATION_KEY = "SELECT keys.keep_organisation($1, $2)"
SUBJECT_KEYS = "SELECT subject_id, wrapped FROM keys.subject WHERE org_id = $1 AND subject_id = ANY ($2::uuid[])"
NEW_SUBJECT_KEY = "SELECT keys.keep_subject($1, $2, $3)"
ERASE_SUBJECT_KEY = "SELECT keys.erase($1, $2)"
LEAVE = "SELECT keys.leave($1, $2)"
DEPARTED = "SELECT leaving_id, departed_at FROM keys.departed WHERE org_id = $1"
ERASED = "SELECT subject_id, erased_at FROM keys.erased WHERE org_id = $1 ORDER BY erased_at, subject_id"


class VaultError(Exception):
    """A sealed item or a wrapped key does not open: it was changed, or the master key is another one."""


class PersonErased(LookupError):
    """There is no key for this person any more, and there will be none."""


class OrganisationGone(PersonErased):
    """There is no key for this organisation any more, and there will be none: it has left."""


def seal_bytes(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM: nonce, ciphertext and tag. It opens only together with what it was bound to."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def open_bytes(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """Raises VaultError."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as error:  # ValueError: not even a whole nonce
        raise VaultError("a sealed item does not open") from error


class Vault:
    """Seals and opens. `keys` is a pool on the database of keys, `master_key` 32 bytes that stay out of both.

    `seconds` is a clock that only goes forward.
    """

    def __init__(self, keys: Pool, master_key: bytes, *, seconds: Callable[[], float] = monotonic) -> None:
        self._keys = keys
        self._master = master_key
        self._seconds = seconds
        self._open: OrderedDict[tuple[UUID, UUID | None], tuple[float, bytes]] = OrderedDict()

    async def seal(self, org_id: UUID, subject_id: UUID, item_id: UUID, fields: dict[str, str]) -> tuple[Sealed, str]:
        """An item for the append, and the keyed digest of its text for the event (32 hexadecimal digits).

        Raises PersonErased.
        """
        key = await self._subject_key(org_id, subject_id)
        plain = msgspec.json.encode(fields, order="sorted")
        sealed = seal_bytes(key, plain, org_id.bytes + subject_id.bytes + item_id.bytes)
        return Sealed(subject_id=subject_id, item_id=item_id, sealed=sealed), _digest(key, plain)

    async def digest_of(self, org_id: UUID, subject_id: UUID, fields: dict[str, str]) -> str | None:
        """The digest that sealing would give; None where the person has no key. None is made."""
        keys = await self._subject_keys(org_id, {subject_id})
        if subject_id not in keys:
            return None
        return _digest(keys[subject_id], msgspec.json.encode(fields, order="sorted"))

    async def open(self, db: Connection, org_id: UUID, subject_id: UUID) -> dict[UUID, dict[str, str]]:
        """Everything sealed for a person, by item; empty where the key is gone. `db` sees the organisation."""
        rows = await db.fetch(ITEMS, org_id, subject_id)
        return (await self._opened(org_id, rows)).get(subject_id, {})

    async def open_all(
        self, db: Connection, org_id: UUID, subject_ids: Collection[UUID]
    ) -> dict[UUID, dict[UUID, dict[str, str]]]:
        """Everything sealed for some persons, by person and item."""
        return await self._opened(org_id, await db.fetch(ITEMS_OF_ALL, org_id, list(subject_ids)))

    async def open_many(
        self, db: Connection, org_id: UUID, items: Mapping[UUID, Iterable[UUID]]
    ) -> dict[UUID, dict[UUID, dict[str, str]]]:
        """Some items of some persons, by person and item: one query, and one more for the keys not in use.

        What is not there, or has lost its key, is left out.
        """
        wanted = [(subject_id, item_id) for subject_id, ids in items.items() for item_id in ids]
        rows = await db.fetch(SOME_ITEMS, org_id, [person for person, _ in wanted], [item for _, item in wanted])
        return await self._opened(org_id, rows)

    async def _opened(self, org_id: UUID, rows: Sequence[asyncpg.Record]) -> dict[UUID, dict[UUID, dict[str, str]]]:
        """Rows of the vault, read with the keys of their persons."""
        keys = await self._subject_keys(org_id, {row["subject_id"] for row in rows})
        opened: dict[UUID, dict[UUID, dict[str, str]]] = {subject_id: {} for subject_id in keys}
        for row in rows:
            subject_id, item_id = row["subject_id"], row["item_id"]
            if subject_id in keys:
                plain = open_bytes(keys[subject_id], row["sealed"], org_id.bytes + subject_id.bytes + item_id.bytes)
                opened[subject_id][item_id] = msgspec.json.decode(plain, type=dict[str, str])
        return opened

    async def alias_hash(self, org_id: UUID, partner_id: UUID, external_id: str) -> bytes:
        """A partner's own patient id as a hash that means nothing without the organisation's key."""
        key = await self._organisation_key(org_id)
        return hmac.digest(key, b"alias" + partner_id.bytes + external_id.encode(), sha256)

    async def erase(self, org_id: UUID, subject_id: UUID) -> bool:
        """Destroy a person's key; True where there was one. Other processes have it open for KEY_SECONDS at most, or
        until they are told."""
        async with self._keys.acquire() as db, db.transaction():
            await walled(db, [org_id])
            destroyed = bool(await db.fetchval(ERASE_SUBJECT_KEY, org_id, subject_id))
        self.forget(org_id, subject_id)
        return destroyed

    async def erased(self, org_id: UUID) -> list[tuple[UUID, datetime]]:
        """Whose keys were destroyed, and when (real time, UTC)."""
        async with reading(self._keys, org_id) as db:
            return [(row["subject_id"], row["erased_at"]) for row in await db.fetch(ERASED, org_id)]

    async def leave(self, org_id: UUID, leaving_id: UUID) -> int:
        """Destroy an organisation's key and those of all its people; how many people's. As with one person, other
        processes have them open for KEY_SECONDS at most, or until they are told."""
        async with self._keys.acquire() as db, db.transaction():
            await walled(db, [org_id])
            destroyed = int(await db.fetchval(LEAVE, org_id, leaving_id))
        self.forget_organisation(org_id)
        return destroyed

    async def departed(self, org_id: UUID) -> tuple[UUID, datetime] | None:
        """The notice with which an organisation left, and when its keys were destroyed (real time, UTC)."""
        async with reading(self._keys, org_id) as db:
            row = await db.fetchrow(DEPARTED, org_id)
        return None if row is None else (row["leaving_id"], row["departed_at"])

    def forget_organisation(self, org_id: UUID) -> None:
        """Let go of an organisation's key and of all those of its people that are open here."""
        for whose in [whose for whose in self._open if whose[0] == org_id]:
            del self._open[whose]

    def forget(self, org_id: UUID, subject_id: UUID) -> None:
        """Let go of a person's key, where it is open here."""
        self._open.pop((org_id, subject_id), None)

    def forget_all(self) -> None:
        """Let go of every key that is open here."""
        self._open.clear()

    async def seal_for_organisation(self, org_id: UUID, about: bytes, plain: bytes) -> bytes:
        """What belongs to nobody alone. It opens only as the organisation's, and for what it is said to be about."""
        return seal_bytes(await self._organisation_key(org_id), plain, b"organisation" + org_id.bytes + about)

    async def open_for_organisation(self, org_id: UUID, about: bytes, sealed: bytes) -> bytes:
        """Raises VaultError."""
        return open_bytes(await self._organisation_key(org_id), sealed, b"organisation" + org_id.bytes + about)

    async def seal_for_person(self, org_id: UUID, subject_id: UUID, about: bytes, plain: bytes) -> bytes:
        """What goes when the person is erased. It opens only as theirs, and for what it is said to be about.

        Raises PersonErased.
        """
        key = await self._subject_key(org_id, subject_id)
        return seal_bytes(key, plain, b"person" + org_id.bytes + subject_id.bytes + about)

    async def open_for_person(self, org_id: UUID, subject_id: UUID, about: bytes, sealed: bytes) -> bytes:
        """Raises PersonErased, VaultError."""
        keys = await self._subject_keys(org_id, {subject_id})
        if subject_id not in keys:
            raise PersonErased(str(subject_id))
        return open_bytes(keys[subject_id], sealed, b"person" + org_id.bytes + subject_id.bytes + about)

    async def _organisation_key(self, org_id: UUID) -> bytes:
        known = self._remembered((org_id, None))
        if known:
            return known
        async with self._keys.acquire() as db, db.transaction():
            await walled(db, [org_id])
            wrapped = await db.fetchval(ORGANISATION_KEY, org_id)
            if wrapped is None:
                fresh = seal_bytes(self._master, os.urandom(32), org_id.bytes)
                wrapped = await db.fetchval(NEW_ORGANISATION_KEY, org_id, fresh)
        if wrapped is None:
            raise OrganisationGone(str(org_id))
        return self._remember((org_id, None), open_bytes(self._master, wrapped, org_id.bytes))

    async def _subject_key(self, org_id: UUID, subject_id: UUID) -> bytes:
        """The key of one person; made where there is none. Raises PersonErased."""
        known = await self._subject_keys(org_id, {subject_id})
        if subject_id not in known:
            wrapped = seal_bytes(await self._organisation_key(org_id), os.urandom(32), org_id.bytes + subject_id.bytes)
            async with self._keys.acquire() as db, db.transaction():
                await walled(db, [org_id])
                if await db.fetchval(NEW_SUBJECT_KEY, org_id, subject_id, wrapped) is None:
                    raise PersonErased(str(subject_id))
            known = await self._subject_keys(org_id, {subject_id})
        return known[subject_id]

    async def _subject_keys(self, org_id: UUID, subject_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """The keys of those who have one."""
        found = {subject_id: self._remembered((org_id, subject_id)) for subject_id in subject_ids}
        keys = {subject_id: key for subject_id, key in found.items() if key}
        missing = found.keys() - keys.keys()
        if missing:
            async with reading(self._keys, org_id) as db:
                rows = await db.fetch(SUBJECT_KEYS, org_id, missing)
            above = await self._organisation_key(org_id) if rows else b""
            for row in rows:
                subject_id = row["subject_id"]
                key = open_bytes(above, row["wrapped"], org_id.bytes + subject_id.bytes)
                keys[subject_id] = self._remember((org_id, subject_id), key)
        return keys

    def _remembered(self, whose: tuple[UUID, UUID | None]) -> bytes | None:
        self._forget_old()
        return self._open[whose][1] if whose in self._open else None

    def _remember(self, whose: tuple[UUID, UUID | None], key: bytes) -> bytes:
        self._open.pop(whose, None)
        self._open[whose] = (self._seconds() + KEY_SECONDS, key)
        while len(self._open) > KEYS_AT_MOST:
            self._open.popitem(last=False)
        return key

    def _forget_old(self) -> None:
        """The oldest stand first, so what is over is at the beginning."""
        now = self._seconds()
        while self._open and next(iter(self._open.values()))[0] <= now:
            self._open.popitem(last=False)


def _digest(key: bytes, plain: bytes) -> str:
    return hmac.digest(key, b"digest" + plain, sha256).hex()[:32]


async def find_alias(db: Connection, org_id: UUID, partner_id: UUID, hash_: bytes) -> UUID | None:
    """The patient behind a partner's own id."""
    found: UUID | None = await db.fetchval(ALIAS, org_id, partner_id, hash_)
    return found
