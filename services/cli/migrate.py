"""`carryover migrate`: both databases to the newest schema."""

import asyncio
import os
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

import click

from eventstore.migrate import bootstrap, plan
from eventstore.migrate import migrate as run_migrations
from eventstore.role_passwords import PasswordsDiffer, set_passwords
from services.cli.planned import planned_lines
from services.cli.reach import naming
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
from services.cli.spread import Spread
from services.settings import Settings, SettingsError, secrets_read, settings_from


@click.command()
@click.option(
    "--admin-url",
    metavar="URL",
    help="Postgres URL of a superuser: first make the roles, with the passwords that the URLs name, and the databases "
    "named by the owner URLs. Better given as CARRYOVER_ADMIN_URL or CARRYOVER_ADMIN_URL_FILE.",
)
@click.option(
    "--keys-admin-url",
    metavar="URL",
    help="The same of the keys' server, where it is another. Better given as CARRYOVER_KEYS_ADMIN_URL or its _FILE.",
)
@click.option(
    "--citus",
    is_flag=True,
    help="Then spread the log's tables by organisation over the workers of Citus. --admin-url is its coordinator's.",
)
@click.option(
    "--worker",
    "workers",
    metavar="HOST:PORT",
    multiple=True,
    help="With --citus: a worker to add, as the coordinator reaches it. May be repeated; not for those it knows.",
)
@click.option("--shards", default=32, show_default=True, help="With --citus, the first time: a number that stays.")
@click.option(
    "--plan",
    "--dry-run",
    "only_plan",
    is_flag=True,
    help="Say what would run and what it would lock, as tried in a transaction that is undone; change nothing.",
)
@click.option(
    "--stopped",
    is_flag=True,
    help="Every api, engine and worker is stopped: run also what may not run beside the release before.",
)
def migrate(
    admin_url: str | None,
    keys_admin_url: str | None,
    *,
    only_plan: bool,
    stopped: bool,
    citus: bool,
    workers: tuple[str, ...],
    shards: int,
) -> None:
    """Bring both databases to the newest schema.

    A second one waits for the first. What has run is never run again. Nobody is held up for more than a second: where
    somebody holds a table that is needed, it tries again for a minute. A migration that would hold a table with rows
    for as long as the table is long, or break the release before, is undone and refused.
    """
    settings = settings_from(os.environ)
    given = secrets_read(os.environ)
    admin_url = admin_url or given.get("CARRYOVER_ADMIN_URL") or None
    keys_admin_url = keys_admin_url or given.get("CARRYOVER_KEYS_ADMIN_URL") or None
    if not settings.owner_url or not settings.keys_owner_url:
        raise SettingsError("CARRYOVER_OWNER_URL and CARRYOVER_KEYS_OWNER_URL must be set to migrate")
    if citus and not admin_url:
        raise SettingsError("--citus needs --admin-url: the extension and its nodes are a superuser's")
    if keys_admin_url and not admin_url:
        raise SettingsError("--keys-admin-url goes beside --admin-url: the keys' server is another than the log's")
    if only_plan:
        asyncio.run(_plan(settings.owner_url, settings.keys_owner_url))
        return
    spread = None if not citus or not admin_url else Spread(admin_url, workers, shards)
    asyncio.run(_migrate(settings, admin_url, keys_admin_url, stopped, spread))


async def _migrate(
    settings: Settings, admin_url: str | None, keys_admin_url: str | None, stopped: bool, spread: Spread | None
) -> None:
    owner_url, keys_owner_url = settings.owner_url, settings.keys_owner_url
    log = database_of("CARRYOVER_OWNER_URL", owner_url)
    keys = database_of("CARRYOVER_KEYS_OWNER_URL", keys_owner_url)
    of_log = (owner_url, settings.app_url, settings.engine_url)
    of_keys = (keys_owner_url, settings.keys_url)
    if admin_url and keys_admin_url:
        await _prepare("--admin-url", admin_url, [log], of_log)
        await _prepare("--keys-admin-url", keys_admin_url, [keys], of_keys)
    elif admin_url:
        await _prepare("--admin-url", admin_url, [log, keys], of_log + of_keys)
    if spread and spread.workers:
        with naming("--worker"):
            await spread.join(log)
    with naming("CARRYOVER_OWNER_URL"):
        ran = await run_migrations(owner_url, LOG_DATABASE, click.echo, stopped=stopped)
    with naming("CARRYOVER_KEYS_OWNER_URL"):
        ran += await run_migrations(keys_owner_url, KEYS_DATABASE, click.echo, stopped=stopped)
    click.echo(f"{len(ran)} migrations ran." if ran else "Nothing to do: the schema is the newest.")
    if spread:
        with naming("--admin-url"):
            tables = await spread.distribute(log)
        click.echo(f"{tables} tables were spread over the workers." if tables else "Every table is where it belongs.")


async def _plan(owner_url: str, keys_owner_url: str) -> None:
    with naming("CARRYOVER_OWNER_URL"):
        found = await plan(owner_url, LOG_DATABASE)
    with naming("CARRYOVER_KEYS_OWNER_URL"):
        found += await plan(keys_owner_url, KEYS_DATABASE)
    for line in planned_lines(found):
        click.echo(line)
    if any(one.fault for one in found):
        raise click.exceptions.Exit(1)


async def _prepare(option: str, admin_url: str, databases: Sequence[str], urls: Iterable[str]) -> None:
    """A server's roles and databases, the roles with the passwords that these URLs name."""
    with naming(option):
        await bootstrap(admin_url, databases, click.echo)
        try:
            await set_passwords(admin_url, urls)
        except PasswordsDiffer as fault:
            raise SettingsError(str(fault)) from fault


def database_of(setting: str, url: str) -> str:
    """The database that the Postgres URL of a setting names. Raises SettingsError where it names none."""
    name = unquote(url.partition("://")[2].partition("/")[2].partition("?")[0])
    if not name:
        raise SettingsError(f"{setting} names no database")
    return name
