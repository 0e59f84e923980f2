"""`carryover verify`: is the log whole, and still the one that the anchors tell of?"""

import asyncio
import os
import sys
from time import monotonic
from typing import TextIO
from uuid import UUID

import click

from eventstore.anchors import Anchor, BadAnchor, from_lines
from eventstore.verify import Verified
from eventstore.verify import verify as verify_log
from services.cli.progress import progress_bar
from services.cli.reach import check_servers
from services.context import open_engine_pool
from services.settings import Settings, settings_from


@click.command()
@click.option("--organisation", "organisations", multiple=True, type=click.UUID, help="Only this one; may be repeated.")
@click.option("--anchors", type=click.File(), metavar="FILE", help="Hold the lines of `carryover anchors` against it.")
@click.option("--from-anchors", type=click.File(), metavar="FILE", help="The same, and walk only what came after them.")
def verify(organisations: tuple[UUID, ...], anchors: TextIO | None, from_anchors: TextIO | None) -> None:
    """Walk the whole log, and name what is not right.

    Every event's hash is computed anew from its columns and the hash before it; positions, versions and times are
    followed, and the heads compared. The first bad position of each organisation is named. Writes may go on.

    FILE may hold the lines of many days; `-` reads them from the standard input. Without anchors nobody can tell that
    the end of the log was cut off together with its head, or that an older copy was restored.

    The exit code is 0 when all is whole, and 1 when anything is not.
    """
    if anchors and from_anchors:
        raise click.UsageError("Give --anchors or --from-anchors.")
    kept = [*_read("--anchors", anchors), *_read("--from-anchors", from_anchors)]
    settings = settings_from(os.environ)
    check_servers(settings)
    began = monotonic()
    found = asyncio.run(_verify(settings, organisations, kept, after_anchors=from_anchors is not None))
    for fault in found.faults:
        click.echo(f"organisation {fault.org_id}, position {fault.pos}: {fault.what}.")
    bad = len({fault.org_id for fault in found.faults})
    sizes = f"{_counted(found.events, 'event')} of {_counted(found.organisations, 'organisation')}"
    verdict = f"not whole in {_counted(bad, 'organisation')}" if bad else "whole"
    click.echo(f"{sizes} in {monotonic() - began:.1f} s: the log is {verdict}.")
    sys.exit(1 if bad else 0)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _read(option: str, file: TextIO | None) -> list[Anchor]:
    if file is None:
        return []
    try:
        return from_lines(file.read())
    except (BadAnchor, UnicodeDecodeError) as fault:
        raise click.BadParameter(f"{file.name}: {fault}", param_hint=option) from fault


async def _verify(
    settings: Settings, organisations: tuple[UUID, ...], anchors: list[Anchor], *, after_anchors: bool
) -> Verified:
    with progress_bar("verifying") as progress:
        async with open_engine_pool(settings) as pool:
            return await verify_log(
                pool, list(organisations) or None, progress, anchors=anchors, after_anchors=after_anchors
            )
