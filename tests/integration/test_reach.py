"""Before a command begins: an address of another role than the engine's would show an empty log, and that is whole."""

import asyncio

import pytest
from msgspec.structs import replace

from services.cli.reach import check_servers
from services.settings import SettingsError
from tests.support.database import Database


async def test_the_engines_own_role_is_let_through(database: Database) -> None:
    await asyncio.to_thread(check_servers, database.settings)


@pytest.mark.parametrize("role", ["carryover_app", "carryover_owner"])
async def test_another_role_in_the_engines_place_is_refused(database: Database, role: str) -> None:
    mistaken = replace(database.settings, engine_url=database.url(role))
    with pytest.raises(SettingsError, match="CARRYOVER_ENGINE_URL is not for the role carryover_engine"):
        await asyncio.to_thread(check_servers, mistaken)
