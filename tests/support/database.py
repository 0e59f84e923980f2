"""A fresh database for each test, copied from a template that the real migrations made."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import asyncpg
from msgspec import Struct

from eventstore.migrate import bootstrap, migrate
from eventstore.walls import Connection
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
from services.quotas.settings import WIDE
from services.settings import Settings
from tests.support.citus_database import citus_database
from tests.support.citus_servers import CitusServers
from tests.support.servers import ServerAddresses, choice_of

TEMPLATE = "template_"
_numbers = count(1)


class Database(Struct, frozen=True):
    """The two databases of one test, and the addresses of each role."""

    servers: ServerAddresses
    name: str
    keys_name: str

    def url(self, role: str) -> str:
        return self.servers.postgres_url(role, self.name)

    @property
    def settings(self) -> Settings:
        return Settings(
            app_url=self.url("carryover_app"),
            engine_url=self.url("carryover_engine"),
            owner_url=self.url("carryover_owner"),
            keys_url=self.servers.postgres_url("carryover_app", self.keys_name),
            keys_owner_url=self.servers.postgres_url("carryover_owner", self.keys_name),
            valkey_url=self.servers.valkey_url(1),
            broker_url=self.servers.valkey_url(2),
            smtp_url="smtp://127.0.0.1:9",  # nobody listens there; a test that sends mail names its own
            mail_from="carryover@clinic.test",
            master_key=b"k" * 32,
            quotas=WIDE,
        )


async def make_template(servers: ServerAddresses) -> Database:
    """The roles, and one migrated pair of databases to copy."""
    if not os.environ.get("CARRYOVER_TEST_POSTGRES"):  # our own, gone after the session: no need to outlive the machine
        await _do_not_wait_for_the_disk(servers)
    template = Database(servers, f"{TEMPLATE}{os.getpid()}", f"{TEMPLATE}keys_{os.getpid()}")
    await bootstrap(servers.postgres_url("postgres", "postgres"), [template.name, template.keys_name])
    await migrate(template.url("carryover_owner"), LOG_DATABASE)
    await migrate(servers.postgres_url("carryover_owner", template.keys_name), KEYS_DATABASE)
    return template


async def _do_not_wait_for_the_disk(servers: ServerAddresses) -> None:
    admin = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
    await admin.execute("ALTER SYSTEM SET fsync = off")
    await admin.execute("SELECT pg_reload_conf()")
    await admin.close()


async def pooler_lets_go(admin: Connection, name: str) -> None:
    """A pooler keeps connections that nobody uses any more: with them a database cannot be copied, nor renamed."""
    if choice_of(os.environ).pooler:
        await admin.fetch("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1", name)


@asynccontextmanager
async def copied(template: Database) -> AsyncIterator[Database]:
    """A copy of the template for one test, dropped afterwards; the database of keys is shared.

    On Citus one that was emptied instead, and filled with the rows of a template that has some.
    """
    if isinstance(template.servers, CitusServers):
        filled_like = None if template.name.startswith(TEMPLATE) else template.name
        async with citus_database(template.servers, filled_like) as name:
            yield Database(template.servers, name, template.keys_name)
        return
    copy = Database(template.servers, f"test_{os.getpid()}_{next(_numbers)}", template.keys_name)
    admin = await asyncpg.connect(template.servers.postgres_url("postgres", "postgres"))
    try:
        await pooler_lets_go(admin, template.name)
        await admin.execute(f'CREATE DATABASE "{copy.name}" TEMPLATE "{template.name}" OWNER carryover_owner')
        await admin.execute(
            f'GRANT CONNECT ON DATABASE "{copy.name}" TO carryover_app, carryover_engine, carryover_backup'
        )
        yield copy
    finally:
        await admin.execute(f'DROP DATABASE IF EXISTS "{copy.name}" WITH (FORCE)')
        await admin.close()


@asynccontextmanager
async def copied_whole(template: Database) -> AsyncIterator[Database]:
    """A copy with keys of its own too, so that what is erased there is erased nowhere else; dropped afterwards."""
    keys_name = f"whole_keys_{os.getpid()}_{next(_numbers)}"
    admin = await asyncpg.connect(template.servers.postgres_url("postgres", "postgres"))
    try:
        await pooler_lets_go(admin, template.keys_name)
        await admin.execute(f'CREATE DATABASE "{keys_name}" TEMPLATE "{template.keys_name}" OWNER carryover_owner')
        await admin.execute(
            f'GRANT CONNECT ON DATABASE "{keys_name}" TO carryover_app, carryover_engine, carryover_backup'
        )
        async with copied(template) as copy:
            yield Database(copy.servers, copy.name, keys_name)
    finally:
        await admin.execute(f'DROP DATABASE IF EXISTS "{keys_name}" WITH (FORCE)')
        await admin.close()


@asynccontextmanager
async def empty(servers: ServerAddresses) -> AsyncIterator[Database]:
    """Two databases in which nothing ever ran, dropped afterwards; the roles are there."""
    number = next(_numbers)
    bare = Database(servers, f"empty_{os.getpid()}_{number}", f"empty_keys_{os.getpid()}_{number}")
    await bootstrap(servers.postgres_url("postgres", "postgres"), [bare.name, bare.keys_name])
    try:
        yield bare
    finally:
        admin = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
        await admin.execute(f'DROP DATABASE "{bare.name}" WITH (FORCE)')
        await admin.execute(f'DROP DATABASE "{bare.keys_name}" WITH (FORCE)')
        await admin.close()
