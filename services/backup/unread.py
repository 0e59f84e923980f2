"""Whether the keys fit the log: who can no longer be read because the keys' backup was the older one."""

from collections.abc import Collection, Mapping
from uuid import UUID

from eventstore.vault import VaultError, open_bytes
from eventstore.walls import Pool, reading, walled
from services.backup.errors import BackupError
from services.backup.server import connected

# Of whom the vault holds anything.
SUBJECTS = "SELECT DISTINCT subject_id FROM vault.item WHERE org_id = $1"
# Who has a key, or had one that was destroyed on purpose.
KNOWN = """
SELECT subject_id FROM keys.subject WHERE org_id = $1 UNION SELECT subject_id FROM keys.erased WHERE org_id = $1
"""
WRAPPED = "SELECT wrapped FROM keys.organisation WHERE org_id = $1"
# What is sealed for some people with keys that are nowhere any more.
GIVE_UP = "DELETE FROM vault.item WHERE org_id = $1 AND subject_id = ANY ($2::uuid[])"
DEPARTED = "SELECT EXISTS (SELECT FROM keys.departed WHERE org_id = $1)"


async def without_keys(
    log: Pool, keys: Pool, org_ids: Collection[UUID], master_key: bytes | None
) -> dict[UUID, list[UUID]]:
    """By organisation, the people whose names and texts are sealed with a key that is not there.

    `master_key`: None where it is not at hand. Raises BackupError where it is not the one with which an organisation's
    key was wrapped.
    """
    found = {}
    for org_id in org_ids:
        async with reading(log, org_id) as db:
            sealed = {row["subject_id"] for row in await db.fetch(SUBJECTS, org_id)}
        async with reading(keys, org_id) as db:
            if await db.fetchval(DEPARTED, org_id):
                continue
            known = {row["subject_id"] for row in await db.fetch(KNOWN, org_id)}
            wrapped = await db.fetchval(WRAPPED, org_id)
        if wrapped is not None and master_key is not None:
            _must_open(master_key, wrapped, org_id)
        if missing := sorted(sealed - known):
            found[org_id] = missing
    return found


async def give_up(owner_url: str, people: Mapping[UUID, Collection[UUID]]) -> int:
    """Remove what no key opens; how many items. Left there, they would meet the new keys of the same people, and fail
    whoever reads a list in which one of them stands.
    """
    removed = 0
    async with connected(owner_url) as db:
        for org_id, subject_ids in people.items():
            async with db.transaction():
                await walled(db, [org_id])
                removed += int((await db.execute(GIVE_UP, org_id, list(subject_ids))).rpartition(" ")[2])
    return removed


def _must_open(master_key: bytes, wrapped: bytes, org_id: UUID) -> None:
    try:
        open_bytes(master_key, wrapped, org_id.bytes)
    except VaultError as error:
        raise BackupError(
            f"the master key does not open the key of organisation {org_id}: it is another one than these keys were "
            "wrapped with. Set the right one; it lies in no backup"
        ) from error
