"""Before a command works with servers of one's own: does each answer, and are the databases migrated?"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from redis.asyncio import ConnectionPool

from eventstore.schema import found_at
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
from services.settings import Settings, SettingsError

# Whoever sees all feeds. For any other role the wall hides them, and an empty log is always whole.
IS_ENGINE = "SELECT pg_has_role('carryover_engine', 'USAGE')"


class NotReachable(Exception):
    """A server does not answer, refuses us, or is not prepared; the sentence names the setting."""


class NotMigrated(NotReachable):
    """A database has not run all migrations that this program knows, or one beside which it may not run."""


def check_servers(settings: Settings) -> None:
    """Raises SettingsError or NotReachable for the first server that cannot be worked with.

    Valkey may be away: the platform works without, a second later.
    """
    asyncio.run(check(settings))


@contextmanager
def naming(setting: str) -> Iterator[None]:
    """Turns what goes wrong with the database of a setting into a sentence that names the setting, not its password."""
    try:
        yield
    except asyncpg.InterfaceError as fault:
        raise SettingsError(f"{setting} is wrong: {fault}") from fault
    except ValueError as fault:  # whose words might hold a part of a password
        raise SettingsError(f"{setting} is not a Postgres URL that can be read") from fault
    except asyncpg.PostgresError as fault:
        raise NotReachable(f"{setting}: Postgres refuses: {fault.args[0]}.{_hint(fault)}") from fault
    except OSError as fault:  # time-outs included
        raise NotReachable(f"{setting}: no Postgres answers there ({fault.strerror or fault or 'in time'}).") from fault


async def check(settings: Settings) -> None:
    """The same, in a loop that runs."""
    await _migrated("CARRYOVER_APP_URL", settings.app_url, LOG_DATABASE)
    await _migrated("CARRYOVER_ENGINE_URL", settings.engine_url, LOG_DATABASE)
    await _of_the_engine("CARRYOVER_ENGINE_URL", settings.engine_url)
    await _migrated("CARRYOVER_KEYS_URL", settings.keys_url, KEYS_DATABASE)
    for setting, url in (
        ("CARRYOVER_VALKEY_URL", settings.valkey_url),
        ("CARRYOVER_BROKER_URL", settings.broker_url),
    ):
        try:
            ConnectionPool.from_url(url)
        except ValueError as fault:
            raise SettingsError(f"{setting} is wrong: {fault}") from fault


async def _migrated(setting: str, url: str, folders: Sequence[Path]) -> None:
    with naming(setting):
        found = await found_at(url, folders)
    if found.waiting:
        raise NotMigrated(f"The database of {setting} lacks {found.waiting[0]}: run `carryover migrate`.")
    if found.alone:
        raise NotMigrated(f"The database of {setting} is of a later release that runs alone: {found.alone}.")


async def _of_the_engine(setting: str, url: str) -> None:
    with naming(setting):
        db = await asyncpg.connect(url)
        try:
            seen = await db.fetchval(IS_ENGINE)
        finally:
            await db.close()
    if not seen:
        raise SettingsError(f"{setting} is not for the role carryover_engine: it would find no organisation at all")


def _hint(fault: asyncpg.PostgresError) -> str:
    match fault:
        case asyncpg.InvalidPasswordError():
            return ""
        case asyncpg.InvalidCatalogNameError() | asyncpg.InvalidAuthorizationSpecificationError():
            return " `carryover migrate --admin-url URL` makes the databases and their roles."
        case _:
            return ""
