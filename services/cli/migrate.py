"""`carryover migrate`: both databases to the newest schema."""

import asyncio
import os
from urllib.parse import unquote

import click

from eventstore.migrate import bootstrap
from eventstore.migrate import migrate as run_migrations
from services.cli.reach import naming
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
from services.settings import SettingsError, settings_from


@click.command()
@click.option(
    "--admin-url",
    metavar="URL",
    envvar="CARRYOVER_ADMIN_URL",
    show_envvar=True,
    help="Postgres URL of a superuser: first make the roles and the databases named by the owner URLs.",
)
def migrate(admin_url: str | None) -> None:
    """Bring both databases to the newest schema.

    A second one waits for the first. What has run is never run again.
    """
    settings = settings_from(os.environ)
    if not settings.owner_url or not settings.keys_owner_url:
        raise SettingsError("CARRYOVER_OWNER_URL and CARRYOVER_KEYS_OWNER_URL must be set to migrate")
    asyncio.run(_migrate(settings.owner_url, settings.keys_owner_url, admin_url))


async def _migrate(owner_url: str, keys_owner_url: str, admin_url: str | None) -> None:
    databases = [
        database_of("CARRYOVER_OWNER_URL", owner_url),
        database_of("CARRYOVER_KEYS_OWNER_URL", keys_owner_url),
    ]
    if admin_url:
        with naming("--admin-url"):
            await bootstrap(admin_url, databases)
    with naming("CARRYOVER_OWNER_URL"):
        ran = await run_migrations(owner_url, LOG_DATABASE, click.echo)
    with naming("CARRYOVER_KEYS_OWNER_URL"):
        ran += await run_migrations(keys_owner_url, KEYS_DATABASE, click.echo)
    click.echo(f"{len(ran)} migrations ran." if ran else "Nothing to do: the schema is the newest.")


def database_of(setting: str, url: str) -> str:
    """The database that the Postgres URL of a setting names. Raises SettingsError where it names none."""
    name = unquote(url.partition("://")[2].partition("/")[2].partition("?")[0])
    if not name:
        raise SettingsError(f"{setting} names no database")
    return name
