"""`carryover wait`: until the servers are there and prepared, for what is started beside them and not after them."""

import asyncio
import os
import time
from collections.abc import Callable

import asyncpg
import click

from services.cli.reach import NotReachable, check_servers, naming
from services.settings import Settings, SettingsError, settings_from

PAUSE_SECONDS = 2.0


@click.command()
@click.argument("what", type=click.Choice(["schema", "databases"]))
@click.option(
    "--seconds", default=900, show_default=True, type=click.IntRange(0), help="Give up after so long, with exit code 1."
)
def wait(what: str, seconds: int) -> None:
    """Wait until the servers that the environment names can be worked with.

    `schema`: until both databases have every migration of this release, as `carryover run` asks for it.
    `databases`: until both take the owner in, as `carryover migrate` asks for it.
    """
    settings = settings_from(os.environ)
    until_there(lambda: check(what, settings), seconds, click.echo)


def check(what: str, settings: Settings) -> None:
    """Raises SettingsError or NotReachable."""
    if what == "schema":
        check_servers(settings)
    else:
        asyncio.run(_check_owner(settings))


def until_there(
    look: Callable[[], None],
    seconds: float,
    tell: Callable[[str], None],
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Look again until nothing is missing; each reason is told once, when it comes. Raises NotReachable: the last."""
    end, told = clock() + seconds, ""
    while True:
        try:
            return look()
        except NotReachable as missing:
            if clock() >= end:
                raise
            if str(missing) != told:
                told = str(missing)
                tell(f"waiting: {told}")
        pause(PAUSE_SECONDS)


async def _check_owner(settings: Settings) -> None:
    for setting, url in (
        ("CARRYOVER_OWNER_URL", settings.owner_url),
        ("CARRYOVER_KEYS_OWNER_URL", settings.keys_owner_url),
    ):
        if not url:
            raise SettingsError(f"{setting} must be set to migrate")
        with naming(setting):
            await (await asyncpg.connect(url)).close()
