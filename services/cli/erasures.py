"""`carryover erasures`: who was erased or has left, the certificates, and erasing again after a restore."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import click
import msgspec
from msgspec import Struct

from eventstore.walls import Pool, reading
from services.cli.faults import OneSentence
from services.cli.log import configure_logging
from services.cli.reach import check_servers
from services.context import Context, open_context, open_engine_pool
from services.records.erasing import certificate_of
from services.records.leaving import departure_of
from services.records.listed import Listed
from services.settings import settings_from
from workers.erasing_again import NotErasedAgain, erase_again, list_erased

T = TypeVar("T")


@click.group()
def erasures() -> None:
    """Who was erased, the certificates, and erasing again after a backup was put back.

    Keep the list outside the databases, as the anchors of the log: `carryover erasures list --json` daily. After a
    restore of the log or of the keys, `carryover erasures apply FILE` with the newest list, before the doors open.
    """


@erasures.command(name="list")
@click.option("--organisation", type=click.UUID, help="Only this one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, as `apply` reads it.")
def list_erasures(organisation: UUID | None, as_json: bool) -> None:
    """Everybody who was erased and every organisation that has left, by number alone."""
    among = None if organisation is None else [organisation]
    for one in _run(lambda context, pool: list_erased(context, pool, among)):
        who = one.patient_id or f"{one.organisation_id}, the organisation as a whole: {one.leaving_id}"
        line = f"{one.erased_at:%Y-%m-%d %H:%M}  {who}"
        click.echo(msgspec.json.encode(one).decode() if as_json else line)


@erasures.command()
@click.argument("organisation", type=click.UUID)
@click.argument("erasure", type=click.UUID)
def show(organisation: UUID, erasure: UUID) -> None:
    """The certificate of an erasure, or of the departure with this notice, as JSON."""

    async def found(context: Context, pool: Pool) -> bytes | None:
        certificate: Struct | None
        async with reading(pool, organisation) as db:
            certificate = await certificate_of(db, organisation, erasure)
            if certificate is None:
                certificate = await departure_of(db, organisation, erasure)
        return None if certificate is None else msgspec.json.format(msgspec.json.encode(certificate))

    text = _run(found)
    if text is None:
        raise click.ClickException("there is no such erasure, or nothing of it is done yet")
    click.echo(text.decode())


@erasures.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def apply(file: Path | None) -> None:
    """Erase again everybody on the list in FILE, or on the one beside the keys where no file is given."""
    given = None if file is None else [_listed(line) for line in file.read_bytes().splitlines() if line.strip()]

    async def applied(context: Context, pool: Pool) -> list[str]:
        listed = await list_erased(context, pool) if given is None else given
        return [
            f"{one.patient_id or one.organisation_id}  {became}"
            for one, became in await erase_again(context, pool, listed)
        ]

    lines = _run(applied)
    for line in lines:
        click.echo(line)
    click.echo(f"{len(lines)} on the list", err=True)


def _listed(line: bytes) -> Listed:
    try:
        return msgspec.json.decode(line, type=Listed)
    except msgspec.MsgspecError as error:
        raise click.ClickException(f"a line is not one of `carryover erasures list --json`: {error}") from error


def _run(do: Callable[[Context, Pool], Awaitable[T]]) -> T:
    settings = settings_from(os.environ)
    check_servers(settings)

    async def run() -> T:
        async with open_context(settings) as context, open_engine_pool(settings) as pool:
            return await do(context, pool)

    configure_logging()
    try:
        return asyncio.run(run())
    except NotErasedAgain as error:
        raise OneSentence(str(error)) from error
