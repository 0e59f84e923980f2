"""`carryover verify`: are log and audit whole, and still those that the anchors tell of?"""

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
from services.audit.verify import verify_audit
from services.cli.progress import progress_bar
from services.cli.reach import check_servers
from services.context import open_engine_pool
from services.settings import Settings, settings_from

PLURALS = {"entry": "entries"}


@click.command()
@click.option("--organisation", "organisations", multiple=True, type=click.UUID, help="Only this one; may be repeated.")
@click.option("--anchors", type=click.File(), metavar="FILE", help="Hold the lines of `carryover anchors` against it.")
@click.option("--from-anchors", type=click.File(), metavar="FILE", help="The same, and walk only what came after them.")
def verify(organisations: tuple[UUID, ...], anchors: TextIO | None, from_anchors: TextIO | None) -> None:
    """Walk the whole log and the audit, and name what is not right.

    Every event's hash is computed anew from its columns and the hash before it; positions, versions and times are
    followed, and the heads compared. So are the entries of who saw whose data. The first bad position of each
    organisation is named. Writes may go on.

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
    log, audit = asyncio.run(_verify(settings, organisations, kept, after_anchors=from_anchors is not None))
    took = monotonic() - began
    for found, place in ((log, "position"), (audit, "audit entry")):
        for fault in found.faults:
            click.echo(f"organisation {fault.org_id}, {place} {fault.pos}: {fault.what}.")
    _tell(log, "event", "log", took)
    _tell(audit, "entry", "audit", took)
    sys.exit(1 if log.faults or audit.faults else 0)


def _tell(found: Verified, what: str, where: str, seconds: float) -> None:
    bad = len({fault.org_id for fault in found.faults})
    sizes = f"{_counted(found.events, what)} of {_counted(found.organisations, 'organisation')}"
    verdict = f"not whole in {_counted(bad, 'organisation')}" if bad else "whole"
    click.echo(f"{sizes} in {seconds:.1f} s: the {where} is {verdict}.")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else PLURALS.get(what, what + 's')}"


def _read(option: str, file: TextIO | None) -> list[Anchor]:
    if file is None:
        return []
    try:
        return from_lines(file.read())
    except (BadAnchor, UnicodeDecodeError) as fault:
        raise click.BadParameter(f"{file.name}: {fault}", param_hint=option) from fault


async def _verify(
    settings: Settings, organisations: tuple[UUID, ...], anchors: list[Anchor], *, after_anchors: bool
) -> tuple[Verified, Verified]:
    named, of_log = list(organisations) or None, [anchor for anchor in anchors if anchor.of == "log"]
    with progress_bar("verifying") as progress:
        async with open_engine_pool(settings) as pool:
            log = await verify_log(pool, named, progress, anchors=of_log, after_anchors=after_anchors)
            audit = await verify_audit(pool, named, anchors=anchors, after_anchors=after_anchors)
    return log, audit
