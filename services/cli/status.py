"""`carryover status`: how the service stands, on one screen, and whether something is wrong."""

import asyncio
import os
import sys

import click
import msgspec

from services.cli.overview import overview
from services.measured.lines import lines
from services.measured.overview import Complaint, Overview
from services.settings import settings_from


@click.command()
@click.option("--json", "as_json", is_flag=True, help="All that was found as one JSON object, for programs.")
def status(as_json: bool) -> None:
    """How the service stands: its parts, the log, its readers, what is due, the queue, the databases, backups.

    The exit code is 0 when all is well, and 1 when something is wrong: then it says what, and which page of
    docs/runbooks helps. A server that does not answer is said to be away; the rest is told all the same.
    """
    found = asyncio.run(overview(settings_from(os.environ)))
    if as_json:
        told = {**msgspec.to_builtins(found), "complaints": [_as_json(one) for one in found.complaints]}
        click.echo(msgspec.json.encode(told).decode())
    else:
        for line in _screen(found):
            click.echo(line)
    if found.complaints:
        sys.exit(1)


def _screen(found: Overview) -> list[str]:
    told = list(lines(found))
    width = max(len(about) for about, _ in told)
    head = [f"Carryover {found.version}, {found.at:%Y-%m-%d %H:%M:%S}Z", ""]
    body = [f"  {about:<{width}}  {how}" for about, how in told]
    if not found.complaints:
        return [*head, *body, "", "All is well."]
    wrong = [f"  {'!' if one.critical else '-'} {one.says}  ({one.runbook})" for one in found.complaints]
    return [*head, *body, "", "Something is wrong:", *wrong]


def _as_json(one: Complaint) -> dict[str, object]:
    return {**msgspec.to_builtins(one), "runbook": one.runbook}
