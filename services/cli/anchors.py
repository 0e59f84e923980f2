"""`carryover anchors`: the newest hashes of each organisation's log and audit, to be kept elsewhere."""

import asyncio
import os
from uuid import UUID

import click

from eventstore.anchors import Anchor, as_line, newest_anchors
from services.audit.verify import newest_audit_anchors
from services.cli.reach import check_servers
from services.context import open_engine_pool
from services.settings import Settings, settings_from


@click.command()
@click.option("--organisation", "organisations", multiple=True, type=click.UUID, help="Only this one; may be repeated.")
def anchors(organisations: tuple[UUID, ...]) -> None:
    """Print the newest hashes of the log and of the audit, to keep elsewhere.

    Two lines of JSON for each organisation: the position and hash of its newest event, and when that was recorded; and
    the same of its audit, once something was noted. A hash covers everything before it. Keep the lines where nobody who
    can change the database can change them, say once a day: `carryover verify --anchors FILE` then finds an end that
    was cut off, an older copy that was restored, and hashes that were all written anew.
    """
    settings = settings_from(os.environ)
    check_servers(settings)
    for anchor in asyncio.run(_newest(settings, organisations)):
        click.echo(as_line(anchor))


async def _newest(settings: Settings, organisations: tuple[UUID, ...]) -> list[Anchor]:
    async with open_engine_pool(settings) as pool:
        named = list(organisations) or None
        return [*await newest_anchors(pool, named), *await newest_audit_anchors(pool, named)]
