"""The organisation of this machine: made on the first run of `carryover up`, remembered on later ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from eventstore.store import StoreBusy
from services.cli.platform import Platform, Tell
from services.cli.private_file import write_private
from services.context import Context, open_context
from services.demo import seed_demo
from services.demo.house import ORGANISATION_ID
from services.demo.seed import Progress as Watch
from services.embedded.errors import EmbeddedError
from services.provision import NewClinic, Provisioned, provision

LINES = 5
"""Said about the recording where no bar can be drawn."""


async def organisation_of(running: Platform, empty: bool, tell: Tell) -> Provisioned:
    """What the first run made, with its keys. `empty`: without the demonstration's patients. Raises EmbeddedError."""
    kept = running.data / "organisation.json"
    if kept.exists():
        return _remembered(kept)
    try:
        async with open_context(running.settings) as context:
            made = await (_empty_one(running, context, tell) if empty else _demonstration(context, tell))
    except (StoreBusy, asyncpg.PostgresError) as fault:
        raise EmbeddedError(
            f"The first recording broke off: {fault}. Is the disk of {running.data} full? The reason may stand in "
            f"{running.data / 'log' / 'postgres.log'}; start Carryover again to go on."
        ) from fault
    write_private(kept, msgspec.json.format(msgspec.json.encode(made)))
    return made


async def _empty_one(running: Platform, context: Context, tell: Tell) -> Provisioned:
    tell("making an organisation with one clinic")
    organisation_id = _organisation_id(running, context)
    return await provision(
        context,
        name="My organisation",
        clinics=[NewClinic(name="First clinic", country="NO", zone="Europe/Oslo")],
        at=context.clock.now(organisation_id),
        partner_name="My app",
        organisation_id=organisation_id,
    )


async def _demonstration(context: Context, tell: Tell) -> Provisioned:
    tell("making an organisation with two clinics, and eight weeks of forty patients")
    with _shown(tell) as progress:
        return await seed_demo(context, now=context.clock.now(ORGANISATION_ID), progress=progress)


def _remembered(kept: Path) -> Provisioned:
    try:
        return msgspec.json.decode(kept.read_bytes(), type=Provisioned)
    except msgspec.MsgspecError as fault:
        raise EmbeddedError(
            f"{kept} cannot be read ({fault}). Move it away: the next start makes it anew from what is recorded."
        ) from fault


def _organisation_id(running: Platform, context: Context) -> UUID:
    """Kept before anything is recorded, so that a first run that broke off goes on with the same organisation."""
    kept = running.data / "organisation.id"
    if not kept.exists():
        write_private(kept, str(context.new_id()).encode())
    return UUID(kept.read_text())


@contextmanager
def _shown(tell: Tell) -> Iterator[Watch]:
    """A bar on a terminal, a few lines elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(tell)
        return
    with Progress(TextColumn("· {task.description}"), BarColumn(), console=console, transient=True) as bar:
        task = bar.add_task("recording", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(tell: Tell) -> Watch:
    said = 0

    def progress(done: int, total: int) -> None:
        nonlocal said
        if total and done * LINES // total > said:
            said = done * LINES // total
            tell(f"recorded {done} of {total}")

    return progress
