"""`carryover parked`: whom the readers of the log had to set aside, why, and trying again."""

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from uuid import UUID

import click
import msgspec

from eventstore.records import Recorded
from eventstore.walls import Pool
from projections.base import Reader
from projections.catalogue import PROJECTIONS
from projections.parked import NotParked, OtherCode, Parked, Wants, event_at, find_parked, retry
from projections.rebuild import organisations_with_events
from services.cli.faults import OneSentence
from services.cli.log import configure_logging
from services.cli.progress import progress_bar
from services.cli.reach import check_servers
from services.context import open_context, open_engine_pool
from services.settings import Settings, settings_from
from workers.message_notices import MessageNotices
from workers.reactor import Alerting

WANTS: Wants = {
    **{model.name: model.wants for model in PROJECTIONS},
    Alerting.name: Alerting.wants,
    MessageNotices.name: MessageNotices.wants,
}
READERS = click.Choice(list(WANTS))
SHORT = 60  # characters of an error in the list

reader_argument = click.argument("reader", type=READERS, metavar="READER")
subject_argument = click.argument("subject", type=click.UUID, metavar="SUBJECT")
organisation_option = click.option("--organisation", type=click.UUID, help="Only this one.")


@click.group()
def parked() -> None:
    """Whom a reader of the log had to set aside, and trying again.

    A read model, or the alert rules, that meets an event it cannot digest sets that patient aside from there on. The
    patient's numbers say that they are incomplete; everybody else's go on. Mend the cause, then retry.
    """


@parked.command(name="list")
@organisation_option
@click.option("--reader", type=READERS, help="Only this one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, with the errors in full.")
def list_parked(organisation: UUID | None, reader: str | None, as_json: bool) -> None:
    """Who is set aside, since when, and how many events wait, the one at fault among them."""
    found = asyncio.run(_list(_settings(), organisation, reader))
    if as_json:
        click.echo(msgspec.json.encode([_as_json(one) for one in found]).decode())
    elif found:
        for line in _table(found):
            click.echo(line)
    else:
        click.echo("Nobody is parked.")


@parked.command()
@reader_argument
@subject_argument
@click.option("--body", is_flag=True, help="Show what the event says, too. It is about a person.")
def show(reader: str, subject: UUID, body: bool) -> None:
    """The whole error, and which event is at fault."""
    for one, event in asyncio.run(_show(_settings(), reader, subject)):
        click.echo(_words(one, event))
        if body:
            click.echo(event.data)


@parked.command(name="retry")
@click.argument("reader", type=READERS, metavar="[READER", required=False)
@click.argument("subject", type=click.UUID, metavar="[SUBJECT]]", required=False)
@click.option("--all", "everybody", is_flag=True, help="Every reader and everybody it has set aside.")
@click.option("--build", type=int, help="Only this build of the reader.")
@organisation_option
def try_again(
    reader: str | None, subject: UUID | None, everybody: bool, build: int | None, organisation: UUID | None
) -> None:
    """Let the readers digest all that waits, in the order of the log. The platform may run meanwhile.

    Each patient is one transaction. Whoever fails again stays set aside, with the new error; the exit code is 1 then.
    """
    if everybody == (reader is not None):
        raise click.UsageError("Give a READER, or --all.")
    configure_logging()  # the alert rules say on the error output what they raise
    if not asyncio.run(_try_again(_settings(), reader, subject, build, organisation)):
        sys.exit(1)


for _command in (parked, show, try_again):
    _command.help = f"{cleandoc(_command.help or '')}\n\nREADER is one of {', '.join(WANTS)}."


def _settings() -> Settings:
    settings = settings_from(os.environ)
    check_servers(settings)
    return settings


async def _find(pool: Pool, organisation: UUID | None, reader: str | None, subject: UUID | None = None) -> list[Parked]:
    org_ids = list(await organisations_with_events(pool, [organisation] if organisation else None))
    if organisation and not org_ids:
        raise OneSentence(f"there are no events of an organisation {organisation}")
    wants = {name: wanted for name, wanted in WANTS.items() if reader in (None, name)}
    found = await find_parked(pool, wants, org_ids, subject)
    if subject and not found:
        raise OneSentence(f"{reader} has not set {subject} aside")
    return found


async def _list(settings: Settings, organisation: UUID | None, reader: str | None) -> list[Parked]:
    async with open_engine_pool(settings) as pool:
        return await _find(pool, organisation, reader)


async def _show(settings: Settings, reader: str, subject: UUID) -> list[tuple[Parked, Recorded]]:
    async with open_engine_pool(settings) as pool:
        found = await _find(pool, None, reader, subject)
        return [(one, await event_at(pool, one.place.org_id, one.pos)) for one in found]


async def _try_again(
    settings: Settings, reader: str | None, subject: UUID | None, build: int | None, organisation: UUID | None
) -> bool:
    """Whether nobody is left who was tried."""
    async with open_context(settings) as context, open_engine_pool(settings) as pool:
        every: tuple[Reader, ...] = (*PROJECTIONS, Alerting(context), MessageNotices(context))
        readers = {model.name: model for model in every}
        found = await _find(pool, organisation, reader, subject)
        tried = [one for one in found if build in (None, one.place.build)]
        if not tried:
            click.echo("Nobody is parked.")
        well = 0
        for one in _progress(tried):
            well += await _one(pool, readers[one.place.reader], one)
        return well == len(tried)


async def _one(pool: Pool, model: Reader, one: Parked) -> bool:
    """Whether nothing waits any more."""
    try:
        ended = await retry(pool, model, one)
    except NotParked as gone:
        click.echo(f"{_whom(one)}: {gone}")
        return True
    except OtherCode as refused:
        click.echo(f"{_whom(one)}: {refused}", err=True)
        return False
    applied = f"{ended.applied} {'event' if ended.applied == 1 else 'events'} applied"
    if ended.pos is None:
        click.echo(f"{_whom(one)}: {applied}, nothing waits any more.")
        return True
    click.echo(f"{_whom(one)}: {applied}; position {ended.pos} cannot be digested: {ended.error}", err=True)
    return False


def _progress(tried: Sequence[Parked]) -> Iterator[Parked]:
    with progress_bar("trying again") as progress:
        for done, one in enumerate(tried, start=1):
            yield one
            progress(done, len(tried))


def _whom(one: Parked) -> str:
    place = one.place
    return f"{place.reader} build {place.build}, organisation {place.org_id}, subject {one.subject_id}"


def _build(one: Parked) -> str:
    """The build, the version of the code that makes it, and whether it is read."""
    return f"{one.place.build} of code {one.place.version}{'' if one.live else ', not read'}"


def _table(found: Sequence[Parked]) -> list[str]:
    head = ("READER", "BUILD", "ORGANISATION", "SUBJECT", "POSITION", "PARKED SINCE", "WAITING", "ERROR")
    rows = [head] + [
        (
            one.place.reader,
            _build(one),
            str(one.place.org_id),
            str(one.subject_id),
            str(one.pos),
            f"{one.since:%Y-%m-%d %H:%M}Z",
            str(one.waiting),
            one.error.splitlines()[0][:SHORT],
        )
        for one in found
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _as_json(one: Parked) -> dict[str, object]:
    return {**one.place._asdict(), **{name: value for name, value in one._asdict().items() if name != "place"}}


def _words(one: Parked, event: Recorded) -> str:
    return (
        f"{_whom(one)} (made by code {one.place.version}{'' if one.live else ', not read'})\n"
        f"parked since {one.since:%Y-%m-%d %H:%M}Z, {one.waiting} waiting, the event at fault among them\n"
        f"error: {one.error}\n"
        f"event: {event.type} v{event.schema_v}, position {event.pos}, "
        f"recorded at {event.recorded_at:%Y-%m-%d %H:%M:%S}Z"
    )
