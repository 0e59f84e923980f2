"""`carryover migrate`: both databases to the newest schema."""

import asyncio
import os

import asyncpg
import click

from eventstore.migrate import bootstrap
from services.cli.reach import naming
from services.cli.schema import migrate_all
from services.settings import SettingsError, settings_from


@click.command()
@click.option(
    "--admin-url",
    metavar="URL",
    envvar="CARRYOVER_ADMIN_URL",
    help="Postgres URL of a superuser: first make the roles and the databases named by the owner URLs.",
)
def migrate(admin_url: str | None) -> None:
    """Bring both databases to the newest schema. A second one waits for the first; what ran stays as it ran."""
    settings = settings_from(os.environ)
    if not settings.owner_url or not settings.keys_owner_url:
        raise SettingsError("CARRYOVER_OWNER_URL and CARRYOVER_KEYS_OWNER_URL must be set to migrate")
    asyncio.run(_migrate(settings.owner_url, settings.keys_owner_url, admin_url))


async def _migrate(owner_url: str, keys_owner_url: str, admin_url: str | None) -> None:
    if admin_url:
        with naming("--admin-url"):
            await bootstrap(admin_url, [database_of(owner_url), database_of(keys_owner_url)])
    for setting, url in (("CARRYOVER_OWNER_URL", owner_url), ("CARRYOVER_KEYS_OWNER_URL", keys_owner_url)):
        with naming(setting):
            await (await asyncpg.connect(url)).close()
    ran = await migrate_all(owner_url, keys_owner_url, click.echo)
    click.echo(f"{ran} migrations ran." if ran else "Nothing to do: the schema is the newest.")


def database_of(url: str) -> str:
    """The database that a Postgres URL names."""
    return url.partition("://")[2].partition("/")[2].partition("?")[0]
