"""`carryover backup drill`: the newest backup restored on passing servers, proved whole, and thrown away again."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import click

from eventstore.anchors import from_lines
from eventstore.pools import opened_pool
from projections.rebuild import organisations_with_events
from services.backup.errors import BackupError
from services.backup.manifest import ANCHORS, Manifest
from services.backup.order import now
from services.backup.place import WAL, chosen
from services.backup.restore_base import Moment, give_to, restore_base
from services.backup.restore_dump import restore_dump
from services.backup.unread import without_keys
from services.cli.finishing import Report, must_be_whole, read_models_anew
from services.cli.restored_home import home_for, servers_at_home
from services.cli.saying import tell

KEYS = "carryover_keys_tried"
LONG_SECONDS = 300  # for one statement


@click.command()
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="A backup of the log, or a folder of them: the newest is tried.",
)
@click.option(
    "--keys-from",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the keys' dumps lie: do they fit?",
)
@click.option(
    "--room",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="/tmp",  # noqa: S108 (a folder of its own is made in it)
    show_default=True,
    metavar="DIR",
    help="Where there is space for all of it, in a folder that every user can reach.",
)
def drill(source: Path, keys_from: Path | None, room: Path) -> None:
    """Restore the newest backup on servers that pass, prove it, and remove everything again. For every night.

    The log and the audit are walked and held against the anchors that were taken with the backup; all read models are
    made anew and compared; everybody's key is looked for. A base is brought up to the end of the archive. What is in
    use is not touched, and the master key is not needed. Takes the embedded servers (Carryover's extra `embedded`).

    The exit code is 0 when clinics could live on what was restored, and 1 with the reason.
    """
    began = monotonic()
    folder, manifest = chosen(source)
    keys = chosen(keys_from, "dump") if keys_from is not None else None
    with _passing_folder(room) as home:
        if manifest.kind == "base":
            with home_for(home, None, None) as place:
                archive = folder.parent / WAL if (folder.parent / WAL).is_dir() else None
                asyncio.run(restore_base(folder, manifest, place.cluster, archive, Moment(), tell))
                if place.owner is not None:
                    give_to(place.cluster, *place.owner)
        events, report = asyncio.run(_tried(home, folder, manifest, keys))
    people = sum(len(of_one) for of_one in report.without_keys.values())
    click.echo(
        f"{manifest.name}: restored and whole, {events:,} events, {len(report.digests)} read models the same, "
        f"in {monotonic() - began:.0f} s."
    )
    if report.differing:
        raise BackupError(f"{', '.join(report.differing)} said something else than the log")
    if people:
        raise BackupError(f"{people} people have no key in the newest backup of the keys: take one more often")


async def _tried(
    home: Path, folder: Path, manifest: Manifest, keys: tuple[Path, Manifest] | None
) -> tuple[int, Report]:
    anchors = (folder / ANCHORS).read_text(encoding="utf-8")
    async with servers_at_home(home, tell) as servers:
        admin = servers.postgres_url("postgres", "postgres")
        if manifest.kind == "dump":
            await restore_dump(folder, manifest, admin, manifest.database, tell)
        async with opened_pool(
            servers.postgres_url("carryover_engine", manifest.database), statement_seconds=LONG_SECONDS
        ) as engine:
            feeds = await organisations_with_events(engine)
            report = Report(begun_at=now(), ends=feeds)
            tell("verifying the log and the audit")
            events = await must_be_whole(engine, from_lines(anchors) if anchors.strip() else [])
            await read_models_anew(engine, report, list(feeds), tell)
            if keys is not None:
                await restore_dump(*keys, admin, KEYS, tell)
                async with opened_pool(servers.postgres_url("carryover_app", KEYS), most=1) as opened:
                    report.without_keys = await without_keys(engine, opened, list(feeds), None)
    return events, report


@contextmanager
def _passing_folder(room: Path) -> Iterator[Path]:
    """Open for the user root runs the servers as, who has to pass through it."""
    folder = Path(tempfile.mkdtemp(prefix="carryover-drill-", dir=room))
    try:
        folder.chmod(0o711)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
