"""What `carryover wait` looks for: the schema of this release for the parts, the owner alone for the migration."""

import asyncio

import asyncpg
import pytest
from msgspec.structs import replace

from services.cli.reach import NotReachable
from services.cli.wait import check
from services.settings import SettingsError
from tests.support.database import Database

FORGET_NEWEST = """
DELETE FROM public.schema_migrations WHERE version = (
  SELECT version FROM public.schema_migrations ORDER BY version::int DESC LIMIT 1) RETURNING name
"""


async def forget_newest(database: Database) -> str:
    """As in a backup from before it; its name."""
    owner = await asyncpg.connect(database.settings.owner_url)
    name = await owner.fetchval(FORGET_NEWEST)
    await owner.close()
    return str(name)


def test_the_schema_is_waited_for(database: Database) -> None:
    check("schema", database.settings)


async def test_a_migration_that_has_not_run_is_named(database: Database) -> None:
    newest = await forget_newest(database)
    with pytest.raises(NotReachable, match=f"CARRYOVER_APP_URL lacks {newest}"):
        await asyncio.to_thread(check, "schema", database.settings)


def test_the_owner_needs_no_schema(database: Database) -> None:
    check("databases", database.settings)


def test_databases_that_do_not_answer_are_waited_for(database: Database) -> None:
    away = replace(database.settings, keys_owner_url="postgresql://carryover_owner@127.0.0.1:1/keys")
    with pytest.raises(NotReachable, match="CARRYOVER_KEYS_OWNER_URL: no Postgres answers there"):
        check("databases", away)


def test_without_the_owners_addresses_there_is_nothing_to_wait_for(database: Database) -> None:
    with pytest.raises(SettingsError, match="CARRYOVER_OWNER_URL must be set"):
        check("databases", replace(database.settings, owner_url=""))
