"""`carryover backup`: backups of the log and, apart from it, of the keys; kept, checked, tried and let go of."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from services.backup.base import take_base
from services.backup.check import check as check_backup
from services.backup.dump import take_dump
from services.backup.errors import BackupError
from services.backup.manifest import Manifest, Of
from services.backup.marks import mark as take_mark
from services.backup.order import KEYS_LIFE, Order, now
from services.backup.place import WAL, Found, backups_in, chosen, refuse_one_folder, whole_in
from services.backup.prune import prune as prune_place
from services.backup.server import connected, look
from services.backup.wal import keep_segment, segments_in
from services.backup_settings import backup_urls
from services.cli.drill import drill
from services.cli.progress import progress_bar
from services.cli.reach import naming
from services.cli.saying import tell

T = TypeVar("T")
FOLDER = click.Path(file_okay=False, path_type=Path)
THERE = click.Path(exists=True, file_okay=False, path_type=Path)
APART = (
    "The keys lie apart and live {days} days: as long as one of their backups is left from before an erasure, whoever "
    "holds it and a backup of the log can read what was erased."
)

to_folder = click.option(
    "--to", "place", type=FOLDER, required=True, metavar="DIR", help="Where the log's backups lie."
)
keys_folder = click.option("--keys-to", type=FOLDER, metavar="DIR", help="Then also dump the keys, into this folder.")
keys_life = click.option(
    "--keys-days",
    type=click.IntRange(1, 90),
    default=KEYS_LIFE.days,
    show_default=True,
    help="For how many days what holds keys may live.",
)


@click.group()
def backup() -> None:
    """Back up the log and, in another folder, the keys.

    In production a base backup now and then, and every segment of the write-ahead log as it is finished: `base`, `wal`,
    `prune`. Where the log is small a dump a day is enough: `dump`. The keys have backups of their own with a short
    life: `keys`, or `--keys-to`. The master key is in none of them: keep it where you keep secrets.

    CARRYOVER_BACKUP_URL and CARRYOVER_BACKUP_KEYS_URL name the servers, past any pooler.
    """


@backup.command()
@to_folder
@keys_folder
@keys_life
def dump(place: Path, keys_to: Path | None, keys_days: int) -> None:
    """Dump the log's database into one file, and count every row again from it."""
    _take(place, keys_to, keys_days, take_dump)


@backup.command()
@to_folder
@keys_folder
@keys_life
@click.option("--incremental-from", type=THERE, metavar="DIR", help="An earlier base: copy only what changed since.")
@click.option(
    "--with-keys", is_flag=True, help="The keys' database is on this server too; the backup expires as theirs."
)
def base(place: Path, keys_to: Path | None, keys_days: int, incremental_from: Path | None, with_keys: bool) -> None:
    """Copy the whole cluster while it is written to, with pg_basebackup, and verify the copy.

    Together with the archive of the write-ahead log every moment from its end on can be restored.
    """
    _take(place, keys_to, keys_days, lambda order: take_base(order, builds_on=incremental_from, with_keys=with_keys))


@backup.command()
@click.option("--to", "place", type=FOLDER, required=True, metavar="DIR", help="Where the keys' backups lie.")
@click.option(
    "--base", "as_base", is_flag=True, help="A base backup of the keys' own server, for an archive of its own."
)
@keys_life
def keys(place: Path, as_base: bool, keys_days: int) -> None:
    """Back up the database of the keys, into a folder where no backup of the log lies."""
    _, keys_url = backup_urls(os.environ)
    order = _order("keys", _needed(keys_url), keys_url, place, keys_days)
    told = _run(lambda: take_base(order, builds_on=None, with_keys=True) if as_base else take_dump(order))
    _tell_taken(*told)
    click.echo(APART.format(days=keys_days), err=True)


def _take(
    place: Path, keys_to: Path | None, keys_days: int, take: Callable[[Order], Awaitable[tuple[Path, Manifest]]]
) -> None:
    url, keys_url = backup_urls(os.environ)
    if keys_to is not None:
        refuse_one_folder(place, keys_to)
        _needed(keys_url)
    _run(lambda: _reachable(url, keys_url))
    _tell_taken(*_run(lambda: take(_order("log", url, keys_url, place, keys_days))))
    if keys_to is not None:
        # After the log's, so that whoever is in it has a key there.
        _tell_taken(*_run(lambda: take_dump(_order("keys", keys_url, keys_url, keys_to, keys_days))))
        click.echo(APART.format(days=keys_days), err=True)


def _order(of: Of, url: str, keys_url: str, place: Path, keys_days: int) -> Order:
    return Order(of=of, url=url, keys_url=keys_url, place=place, life=timedelta(days=keys_days), tell=tell)


def _needed(keys_url: str) -> str:
    if not keys_url:
        raise BackupError("CARRYOVER_BACKUP_KEYS_URL is not set: the address of the database of keys for backups")
    return keys_url


async def _reachable(url: str, keys_url: str) -> None:
    for name, address in (("CARRYOVER_BACKUP_URL", url), ("CARRYOVER_BACKUP_KEYS_URL", keys_url)):
        if address:
            with naming(name):
                async with connected(address) as db:
                    await look(db)


def _run(do: Callable[[], Awaitable[T]]) -> T:
    async def run() -> T:
        return await do()

    return asyncio.run(run())


def _tell_taken(path: Path, manifest: Manifest) -> None:
    what = " and ".join(manifest.holds)
    click.echo(f"{path}: {manifest.kind} of the {what}, {manifest.size / 1e6:,.1f} MB, verified.")


@backup.command()
@click.argument("segment", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("name")
@click.option("--to", "place", type=FOLDER, required=True, metavar="DIR", help="Where the backups of this server lie.")
@click.option("--keys", "of_keys", is_flag=True, help="It is the keys' server.")
def wal(segment: Path, name: str, place: Path, of_keys: bool) -> None:
    """Keep a finished segment of the write-ahead log: archive_command = 'carryover backup wal %p %f --to DIR'.

    It is on the disk when this ends with 0. The same segment again is well; another content under a name that is there
    is refused, and Postgres tries again and keeps the segment.
    """
    keep_segment(place, "keys" if of_keys else "log", segment, name)


@backup.command()
@to_folder
def mark(place: Path) -> None:
    """Name this moment, and keep the anchors of it: `carryover restore base --to-anchor FILE` comes back here."""
    url, keys_url = backup_urls(os.environ)
    click.echo(_run(lambda: take_mark(_order("log", url, keys_url, place, KEYS_LIFE.days))))


@backup.command(name="list")
@click.argument("places", type=THERE, nargs=-1, required=True, metavar="DIR...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--max-hours", type=click.IntRange(1), metavar="H", help="Fail where the newest whole one is older.")
def list_backups(places: tuple[Path, ...], as_json: bool, max_hours: int | None) -> None:
    """What lies in these folders, how old it is and whether it is whole.

    The exit code is 1 where one is not whole, a folder holds none, the newest is older than --max-hours, or segments of
    the write-ahead log are archived and there is no base to which they could be added.
    """
    at, well = now(), True
    for place in places:
        found = backups_in(place)
        whole = [one.manifest for one in found if one.manifest is not None]
        well &= bool(whole) and len(whole) == len(found)
        if max_hours is not None and whole:
            well &= at - whole[-1].taken_at <= timedelta(hours=max_hours)
        if not found:
            click.echo(f"{place} holds no backup.", err=True)
        for one in found:
            click.echo(_as_json(one) if as_json else _as_line(one, at))
        alone = [] if any(manifest.kind == "base" for manifest in whole) else segments_in(place / WAL)
        if alone:
            click.echo(_without_base(place, len(alone)), err=True)
            well = False
    sys.exit(0 if well else 1)


def _without_base(place: Path, segments: int) -> str:
    return (
        f"{segments} segments were archived in {place / WAL}, and {place} keeps no base: nothing can be restored from "
        "them, and they may hold keys. Take a base, or archive no more."
    )


def _as_json(one: Found) -> str:
    return msgspec.json.encode({"path": str(one.path), "whole": one.whole, "manifest": one.manifest}).decode()


def _as_line(one: Found, at: datetime) -> str:
    if one.manifest is None:
        return f"{one.path}  not whole: {one.fault}"
    about = one.manifest
    life = f", expires {about.expires_at:%Y-%m-%d %H:%M}" if about.expires_at else ""
    builds = f", on {about.builds_on}" if about.builds_on else ""
    hours = (at - about.taken_at).total_seconds() / 3600
    return (
        f"{one.path}  {' and '.join(about.holds)}, {about.size / 1e6:,.1f} MB, {hours:.1f} h old, "
        f"Postgres {about.postgres}, carryover {about.carryover}{builds}{life}"
    )


@backup.command(name="check")
@click.argument("folder", type=THERE, metavar="DIR")
@click.option("--all", "every", is_flag=True, help="All that lie in DIR, and not the newest alone.")
def check_one(folder: Path, every: bool) -> None:
    """Read a backup, or the newest in a folder, to the last byte, and say whether it is what was written.

    Nothing is restored: for that there is `carryover backup drill`.
    """
    among = whole_in(folder) if every else [chosen(folder)]
    with progress_bar("reading") as progress:
        for number, (path, manifest) in enumerate(among, start=1):
            read = _run(lambda path=path, manifest=manifest: check_backup(path, manifest))  # type: ignore[misc]
            progress(number, len(among))
            earlier = f", with the {len(read) - 1} that it builds on" if len(read) > 1 else ""
            click.echo(f"{path} is whole{earlier}.")


@backup.command()
@click.argument("place", type=THERE, metavar="DIR")
@click.option("--keep-days", type=click.IntRange(1), required=True, help="Every moment of these days stays restorable.")
def prune(place: Path, keep_days: int) -> None:
    """Remove what is not needed to restore any moment of the last days, and what has keys and is past its life.

    More days than backups with keys may live are refused. The last backup that holds keys stays even past its life, and
    the exit code is 1: take a new one. It is 1, too, where segments of the write-ahead log are archived and no base is
    kept; of these only the days to keep stay.
    """
    pruned = prune_place(place, timedelta(days=keep_days), now())
    for name in pruned.backups:
        click.echo(f"{name} is removed.")
    click.echo(f"{len(pruned.backups)} backups and {pruned.segments} segments removed from {place}.")
    for name in pruned.overdue:
        click.echo(f"{name} is past its life and the last one: take a new one, and prune again.", err=True)
    if pruned.without_base:
        click.echo(_without_base(place, pruned.without_base), err=True)
    sys.exit(1 if pruned.overdue or pruned.without_base else 0)


backup.add_command(drill)


def parsed_time(text: str) -> datetime:
    """An instant with its zone. Raises BadParameter."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no instant such as 2026-03-04T12:00:00+01:00") from error
    if at.tzinfo is None:
        raise click.BadParameter(f"{text!r} does not say its zone: add Z, or an offset such as +01:00")
    return at.astimezone(UTC)
