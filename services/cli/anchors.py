"""`carryover anchors`: the newest hash of each organisation's log, to be kept elsewhere."""

import asyncio
import os
from uuid import UUID

import click

from eventstore.anchors import Anchor, as_line, newest_anchors
from services.cli.reach import check_servers
from services.context import open_engine_pool
from services.settings import Settings, settings_from


@click.command()
@click.option("--organisation", "organisations", multiple=True, type=click.UUID, help="Only this one; may be repeated.")
def anchors(organisations: tuple[UUID, ...]) -> None:
    """Print the newest hashes of the log, to keep elsewhere.

    One line of JSON for each organisation: the position and hash of its newest event, and when that was recorded. A
    hash covers every event before it. Keep the lines where nobody who can change the database can change them, say
    once a day: `carryover verify --anchors FILE` then finds an end that was cut off, an older copy that was restored,
    and a log whose hashes were all written anew.
    """
    settings = settings_from(os.environ)
    check_servers(settings)
    for anchor in asyncio.run(_newest(settings, organisations)):
        click.echo(as_line(anchor))


async def _newest(settings: Settings, organisations: tuple[UUID, ...]) -> list[Anchor]:
    async with open_engine_pool(settings) as pool:
        return await newest_anchors(pool, list(organisations) or None)
