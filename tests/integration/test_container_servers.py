"""Servers in containers are as the embedded ones are, and are gone when the session is."""

import asyncpg
import pytest
from testcontainers.core.labels import LABEL_SESSION_ID, SESSION_ID

from tests.support.container_servers import POSTGRES, VALKEY, servers_in_containers
from tests.support.database import Database, copied, make_template
from tests.support.engine import docker, need_engine

pytestmark = pytest.mark.docker

MADE_AS = """
SELECT datlocprovider, datlocale, datcollate, pg_encoding_to_char(encoding)
FROM pg_database WHERE datname = current_database()
"""


def started_by_us() -> list[str]:
    return docker("ps", "--all", "--quiet", "--filter", f"label={LABEL_SESSION_ID}={SESSION_ID}").split()


async def made_as(database: Database) -> tuple[object, ...]:
    db = await asyncpg.connect(database.url("carryover_app"))
    try:
        return tuple(await db.fetchrow(MADE_AS) or ())
    finally:
        await db.close()


async def test_a_database_in_a_container_is_made_as_the_embedded_one_and_leaves_nothing(database: Database) -> None:
    need_engine(POSTGRES, VALKEY)
    before = started_by_us()
    async with servers_in_containers() as servers:
        assert len(started_by_us()) == len(before) + 2
        async with copied(await make_template(servers)) as contained:
            assert await made_as(contained) == await made_as(database)
    assert started_by_us() == before
