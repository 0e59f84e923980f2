"""This machine's own master key: made before there is anything to seal, and never replaced after that."""

import base64
import binascii
import os
from pathlib import Path

import asyncpg

from eventstore.vault import VaultError, open_bytes
from services.cli.private_file import write_private
from services.embedded.errors import EmbeddedError
from services.embedded.servers import Servers
from services.settings import MASTER_KEY_BYTES

ANY_SEALED = "SELECT org_id, wrapped FROM keys.organisation LIMIT 1"


async def own_master_key(servers: Servers, keys_database: str) -> bytes:
    """The key in the data folder's `master.key`, made on the first run; readable for its owner only.

    Raises EmbeddedError where the file is missing or holds another key, and the database of keys is there.
    """
    path = servers.data / "master.key"
    db = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
    try:
        in_use = await db.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", keys_database)
    finally:
        await db.close()
    if not path.exists():
        if in_use:
            raise EmbeddedError(
                f"{path} is missing, and without it the names and texts in this folder's databases cannot be read. "
                "Put it back from a backup, or set CARRYOVER_DATA to another folder to begin anew."
            )
        write_private(path, base64.b64encode(os.urandom(MASTER_KEY_BYTES)))
    key = _read(path)
    if in_use:
        await _refuse_another(path, key, servers.postgres_url("postgres", keys_database))
    return key


def _read(path: Path) -> bytes:
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != MASTER_KEY_BYTES:
        raise EmbeddedError(f"{path} does not hold a master key ({MASTER_KEY_BYTES} bytes in base64).")
    return key


async def _refuse_another(path: Path, key: bytes, keys_url: str) -> None:
    db = await asyncpg.connect(keys_url)
    try:
        sealed = await db.fetchrow(ANY_SEALED) if await db.fetchval("SELECT to_regclass('keys.organisation')") else None
        if sealed is not None:
            open_bytes(key, sealed["wrapped"], sealed["org_id"].bytes)
    except VaultError:
        raise EmbeddedError(
            f"{path} is not the master key with which this folder's data were sealed. Put the right one back."
        ) from None
    finally:
        await db.close()
