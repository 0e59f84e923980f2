"""`carryover restore`: a backup brought back beside what is in use, and what has to be done before the doors open."""

import asyncio
import os
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
import msgspec

from eventstore.anchors import Anchor, BadAnchor, from_lines
from services.backup.errors import BackupError
from services.backup.manifest import ANCHORS, ERASURES, Kind, Manifest
from services.backup.marks import point_of
from services.backup.order import now
from services.backup.place import WAL, chosen
from services.backup.plan import planned
from services.backup.restore_base import Moment, give_to, restore_base
from services.backup.restore_dump import restore_dump, swap
from services.backup_settings import admin_url as admin_url_of
from services.cli.backup import THERE, parsed_time
from services.cli.finishing import Given, Report
from services.cli.finishing import finish as finish_restore
from services.cli.log import configure_logging
from services.cli.platform import DATABASE, KEYS_DATABASE
from services.cli.reach import check_servers
from services.cli.restored_home import at_home, home_for, servers_at_home
from services.cli.saying import tell
from services.cli.schema import migrate_all
from services.records.listed import Listed
from services.settings import settings_from

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
HOME = click.Path(file_okay=False, path_type=Path)
ADMIN = "CARRYOVER_ADMIN_URL"

from_folder = click.option(
    "--from", "source", type=THERE, required=True, metavar="DIR", help="A backup, or a folder of them."
)
until_time = click.option("--to-time", metavar="INSTANT", help="As it was then, with its zone: 2026-03-04T11:30:00Z.")
admin_address = click.option(
    "--admin-url", metavar="URL", help=f"Postgres as a superuser; by default what {ADMIN} says."
)


@click.group()
def restore() -> None:
    """Bring a backup back, beside what is in use.

    `plan` says what would be used. `base` makes the files of a new cluster, at any moment the archive reaches; `dump`
    makes a new database on a server that runs. Then, with api, engine and worker stopped, `finish` verifies the chain,
    says what was lost, erases again who was erased since, makes the read models anew, and says whether the doors may
    open. Each step can be done again.
    """


@restore.command()
@from_folder
@click.option("--keys-from", type=THERE, metavar="DIR", help="Where the keys' backups lie.")
@click.option("--kind", type=click.Choice(["base", "dump"]), help="Only one of these.")
@until_time
def plan(source: Path, keys_from: Path | None, kind: Kind | None, to_time: str | None) -> None:
    """Say which backups would be used, how far they reach, and what to think about. Nothing is touched."""
    found = planned(source, keys_from, kind, _instant(to_time), now())
    for line in found.said:
        click.echo(line)
    for doubt in found.doubts:
        click.echo(f"BUT {doubt}")
    then = f"carryover restore {found.manifest.kind} --from {found.log}"
    click.echo(f"next: {then}{' --to-time ' + to_time if to_time and found.manifest.kind == 'base' else ''} …")


@restore.command()
@from_folder
@click.option("--to", "target", type=HOME, metavar="DIR", help="The new cluster's files; the folder may not be there.")
@click.option("--home", type=HOME, metavar="DIR", help="Or a new data folder for `carryover up --data`.")
@click.option("--wal", "archive", type=THERE, metavar="DIR", help="The archive, where it is not DIR/wal.")
@until_time
@click.option("--to-anchor", type=FILE, metavar="FILE", help="As it was at a `carryover backup mark`.")
@click.option("--owner", metavar="USER", help="Whose the files are to be, by name or number, where root restores.")
def base(
    source: Path,
    target: Path | None,
    home: Path | None,
    archive: Path | None,
    to_time: str | None,
    to_anchor: Path | None,
    owner: str | None,
) -> None:
    """Make the files of a new cluster from a base backup, and of the archive as much as is asked for.

    Start Postgres on them: it reads the archive up to the moment, and goes on from there on a timeline of its own. It
    does not archive until `restore finish` has taken out what was set, and it was started again.
    """
    if (target is None) == (home is None):
        raise click.UsageError("Give --to or --home.")
    if to_time and to_anchor:
        raise click.UsageError("Give --to-time or --to-anchor.")
    moment = Moment(time=_instant(to_time), point=point_of(to_anchor.read_bytes()) if to_anchor else "")
    folder, manifest = chosen(source, "base", moment.time)
    if archive is None and (folder.parent / WAL).is_dir():
        archive = folder.parent / WAL
    with home_for(home, target, owner) as place:
        asyncio.run(restore_base(folder, manifest, place.cluster, archive, moment, tell))
        if place.owner is not None:
            give_to(place.cluster, *place.owner)
    click.echo(f"{place.cluster} is ready to be started; its anchors are in {folder / ANCHORS}.")


@restore.command()
@from_folder
@click.option("--to", "database", metavar="NAME", help="The new database; it may not be there.")
@admin_address
@click.option("--home", type=HOME, metavar="DIR", help="Or a new data folder for `carryover up --data`.")
@click.option("--keys-from", type=THERE, metavar="DIR", help="With --home: where the keys' dumps lie.")
def dump(source: Path, database: str | None, admin_url: str | None, home: Path | None, keys_from: Path | None) -> None:
    """Make a new database from a dump, with the roles where they are missing, and count every row.

    The log's and the keys' dumps alike. `carryover restore swap` then gives it the name that is in use.
    """
    if (home is None) == (database is None):
        raise click.UsageError("Give --to or --home.")
    folder, manifest = chosen(source, "dump")
    if home is None:
        wanted = [(folder, manifest, database or "")]
        asyncio.run(_restore_dumps(_admin(admin_url), wanted))
    else:
        if keys_from is None:
            raise click.UsageError("--home needs --keys-from.")
        wanted = [(folder, manifest, DATABASE), (*chosen(keys_from, "dump"), KEYS_DATABASE)]
        asyncio.run(_restore_home(home, wanted))
    for _, restored, name in wanted:
        click.echo(f"{name} holds {restored.name}, {sum(restored.rows.values()):,} rows, every one counted.")
    if home is not None:
        click.echo(
            f"Put the master key back as {home / 'master.key'}, readable for its owner only; it is in no backup."
        )


async def _restore_dumps(admin_url: str, wanted: Sequence[tuple[Path, Manifest, str]]) -> None:
    for folder, manifest, database in wanted:
        await restore_dump(folder, manifest, admin_url, database, tell)


async def _restore_home(home: Path, wanted: Sequence[tuple[Path, Manifest, str]]) -> None:
    async with servers_at_home(home, tell) as servers:
        await _restore_dumps(servers.postgres_url("postgres", "postgres"), wanted)


@restore.command(name="swap")
@admin_address
@click.argument("restored")
@click.argument("in_use")
def swap_names(admin_url: str | None, restored: str, in_use: str) -> None:
    """Give the database RESTORED the name IN_USE; the one that had it is kept under another name.

    Refused while anybody is connected to either.
    """
    kept = asyncio.run(swap(_admin(admin_url), restored, in_use))
    stays = f"; the one before is {kept}" if kept else ""
    click.echo(f"{in_use} is now what was restored{stays}.")


@restore.command()
@click.option("--home", type=HOME, metavar="DIR", help="A restored data folder: its servers are started meanwhile.")
@click.option(
    "--backup", "source", type=THERE, metavar="DIR", help="The backup that was used: its anchors and its list."
)
@click.option(
    "--anchors", multiple=True, type=FILE, metavar="FILE", help="Newest anchors: what they name is told lost."
)
@click.option("--erasures", multiple=True, type=FILE, metavar="FILE", help="Newest lists of who was erased.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="What was found and done is kept in it, and a second call goes on from there.",
)
@click.option("--give-up-unreadable", is_flag=True, help="Remove texts whose keys are in no backup.")
@click.option(
    "--others-connected", is_flag=True, help="A pooler holds connections; api, engine and worker are stopped."
)
def finish(
    home: Path | None,
    source: Path | None,
    anchors: tuple[Path, ...],
    erasures: tuple[Path, ...],
    report: Path,
    give_up_unreadable: bool,
    others_connected: bool,
) -> None:
    """All that has to hold before the doors open, with api, engine and worker stopped.

    The chains of log and audit are walked and held against the anchors; what was lost is named; who was erased is
    erased again, by FILE, by the backup's own list, by the log and by the list beside the keys; all read models are
    made anew and compared; nobody who was erased has a key.

    Exit code 0: the doors may open. 1: they may not, and why; mend it and call again with the same --report.
    """
    given = Given(
        of_backup=_anchors([source / ANCHORS] if source else []),
        kept=_anchors(anchors),
        erasures=_erasures([*([source / ERASURES] if source else []), *erasures]),
        report=report,
        give_up_unreadable=give_up_unreadable,
        admin_url=admin_url_of(os.environ),
        others_may_be_connected=others_connected,
    )
    configure_logging()
    if home is None:
        settings = settings_from(os.environ)
        check_servers(settings)
        found = asyncio.run(finish_restore(settings, given, tell))
    else:
        found = asyncio.run(_finish_at_home(home, given))
    for line in told(found):
        click.echo(line)
    click.echo("The doors may open. Take a new base backup first thing; archiving goes on after a restart of Postgres.")


async def _finish_at_home(home: Path, given: Given) -> Report:
    async with at_home(home, tell) as settings:
        await migrate_all(settings.owner_url, settings.keys_owner_url, tell)
        return await finish_restore(settings, given, tell)


def told(found: Report) -> list[str]:
    """What a report says, in lines."""
    lines = [f"LOST {one}" for one in found.lost] or ["Nothing is lost that the anchors tell of."]
    for org_id, people in found.without_keys.items():
        lines.append(f"NO KEY for {len(people)} people of organisation {org_id}: {', '.join(map(str, people[:5]))} …")
    if found.given_up:
        lines.append(f"{found.given_up} sealed texts of theirs were removed")
    lines += [f"{number} {outcome}" for outcome, number in sorted(Counter(found.erased_again.values()).items())]
    lines += [f"{name} said something else than the log, and was made anew" for name in found.differing]
    lines += [f"{name}  {digest}" for name, digest in found.digests.items()]
    return lines


def _admin(given: str | None) -> str:
    url = given or admin_url_of(os.environ)
    if not url:
        raise click.UsageError(f"Give --admin-url, or set {ADMIN}.")
    return url


def _instant(text: str | None) -> datetime | None:
    return None if text is None else parsed_time(text)


def _anchors(files: Sequence[Path]) -> list[Anchor]:
    found: list[Anchor] = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        try:
            found += from_lines(text) if text.strip() else []
        except BadAnchor as error:
            raise BackupError(f"{file}: {error}") from error
    return found


def _erasures(files: Sequence[Path]) -> list[Listed]:
    return [_listed(line) for file in files for line in file.read_bytes().splitlines() if line.strip()]


def _listed(line: bytes) -> Listed:
    try:
        return msgspec.json.decode(line, type=Listed)
    except msgspec.MsgspecError as error:
        raise BackupError(f"a line is not one of `carryover erasures list --json`: {error}") from error
