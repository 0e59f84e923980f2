"""The organisation of this machine: made on the first run of `carryover up`, remembered on later ones."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from services.cli.platform import Platform, Tell, write_private
from services.context import Context, open_context
from services.demo import seed_demo
from services.provision import NewClinic, Provisioned, provision


async def organisation_of(running: Platform, empty: bool, tell: Tell) -> Provisioned:
    """What the first run made, with its keys. `empty`: without the demonstration's patients."""
    kept = running.data / "organisation.json"
    if kept.exists():
        return msgspec.json.decode(kept.read_bytes(), type=Provisioned)
    now = datetime.now(UTC)
    async with open_context(running.settings) as context:
        if empty:
            tell("making an organisation with one clinic")
            made = await provision(
                context,
                name="My organisation",
                clinics=[NewClinic(name="First clinic", country="NO", zone="Europe/Oslo")],
                at=now,
                partner_name="My app",
                organisation_id=_organisation_id(running, context),
            )
        else:
            tell("making an organisation with two clinics, and eight weeks of forty patients")
            made = await _seeded(context, now)
    write_private(kept, msgspec.json.format(msgspec.json.encode(made)))
    return made


def _organisation_id(running: Platform, context: Context) -> UUID:
    """Kept before anything is recorded, so that a first run that broke off goes on with the same organisation."""
    kept = running.data / "organisation.id"
    if not kept.exists():
        write_private(kept, str(context.new_id()).encode())
    return UUID(kept.read_text())


async def _seeded(context: Context, now: datetime) -> Provisioned:
    console = Console(stderr=True)
    with Progress(TextColumn("· {task.description}"), BarColumn(), console=console, transient=True) as bar:
        task = bar.add_task("recording", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return await seed_demo(context, now=now, progress=progress)
