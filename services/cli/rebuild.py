"""`carryover rebuild`: a read model made anew from the log."""

import asyncio
import os
from uuid import UUID

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild as rebuild_model
from services.cli.reach import check_servers
from services.context import open_engine_pool
from services.settings import Settings, settings_from

NAMES = [projection.name for projection in PROJECTIONS]


@click.command()
@click.argument("name", type=click.Choice(NAMES), metavar="NAME")
@click.option("--organisation", "organisations", multiple=True, type=click.UUID, help="Only this one; may be repeated.")
def rebuild(name: str, organisations: tuple[UUID, ...]) -> None:
    """Make a read model anew from the log. Readers see the old rows until the new ones stand."""
    settings = settings_from(os.environ)
    check_servers(settings)
    asyncio.run(_rebuild(settings, name, organisations))


rebuild.help = f"{rebuild.help}\n\nNAME is one of {', '.join(NAMES)}."


async def _rebuild(settings: Settings, name: str, organisations: tuple[UUID, ...]) -> None:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"rebuilding {name}", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        async with open_engine_pool(settings) as pool:
            events = await rebuild_model(pool, name, list(organisations) or None, progress)
    click.echo(f"{name}: rebuilt from {events} events.")
