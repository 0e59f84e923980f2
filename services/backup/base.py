"""The way for production: the cluster's files as they are written to, whole together with the log that is archived."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from services.backup.dump import about
from services.backup.errors import BackupError
from services.backup.manifest import (
    ANCHORS,
    BASE,
    ERASURES,
    Manifest,
    Of,
    sha256_of,
    size_of,
    write_manifest,
    write_whole,
)
from services.backup.order import Order, now
from services.backup.place import chosen, named, new_backup, open_place
from services.backup.server import Server, anchor_lines, as_text, connected, erasure_lines, look, newest_migration
from services.backup.tools import find_program, libpq_environment, run_program

OWN = Path(BASE) / "backup_manifest"
"""Postgres's own list of the files, with their checksums."""
STARTS = re.compile(r"^START WAL LOCATION: .* \(file ([0-9A-F]{24})\)$", re.MULTILINE)
NO_ARCHIVE = ("", "true", "/bin/true", ":")
"""Commands that say a segment is kept, and keep none."""
LOOK_SECONDS = 10.0
STREAMED = "SELECT backup_streamed, coalesce(backup_total, 0) FROM pg_stat_progress_basebackup LIMIT 1"
# What else lies on the server: any of it may be the keys' database, whatever its name is.
BESIDE = """
SELECT datname FROM pg_database WHERE NOT datistemplate AND datname NOT IN (current_database(), 'postgres') ORDER BY 1
"""


async def take_base(order: Order, *, builds_on: Path | None, with_keys: bool) -> tuple[Path, Manifest]:
    """The new backup. Raises BackupError, and leaves nothing behind where it is not whole.

    `builds_on`: an earlier base, of which only what changed since is copied. `with_keys`: the keys' database may be on
    the same server; the backup then expires as one of the keys does.
    """
    place = open_place(order.place, order.of)
    earlier = chosen(builds_on, "base") if builds_on is not None else None
    async with connected(order.url) as db:
        server = await look(db)
        _refuse(server, earlier[1] if earlier else None)
        beside = [row["datname"] for row in await db.fetch(BESIDE)]
        holds, erasures = await _with_the_keys(order, server, beside, allowed=with_keys)
        schema = await newest_migration(db)
        anchors = await anchor_lines(db) if "log" in holds else []
        copying, checking = (find_program(name, server.major) for name in ("pg_basebackup", "pg_verifybackup"))
        _archived(order, server)
        with new_backup(place, order.of, "base", begun := now()) as folder:
            words = [f"--pgdata={folder / BASE}", "--wal-method=stream", "--checkpoint=fast"]
            words += ["--manifest-checksums=SHA256", f"--label={named(folder)}"]
            if earlier is not None:
                words.append(f"--incremental={earlier[0] / OWN}")
            order.tell(f"copying the cluster of {server.database}")
            async with _watched(order):
                await run_program(copying, *words, env=libpq_environment(order.url))
            order.tell("verifying the copy")
            await run_program(checking, "--quiet", folder / BASE)
            write_whole(folder / ANCHORS, as_text(anchors))
            write_whole(folder / ERASURES, as_text(erasures))
            manifest = Manifest(
                kind="base",
                holds=holds,
                name=named(folder),
                taken_at=begun,
                whole_at=now(),
                expires_at=begun + order.life if "keys" in holds else None,
                schema=schema,
                first_segment=_first_segment(folder),
                segment_bytes=server.segment_bytes,
                builds_on=earlier[1].name if earlier else "",
                sha256={str(name): sha256_of(folder / name) for name in (OWN, Path(ANCHORS), Path(ERASURES))},
                size=size_of(folder),
                **about(server),
            )
            write_manifest(folder, manifest)
    return place / manifest.name, manifest


def _refuse(server: Server, earlier: Manifest | None) -> None:
    server.must_see_all_rows()
    if not server.may_replicate:
        raise BackupError(f"the role {server.role} may not copy the cluster: it needs REPLICATION")
    if earlier is None:
        return
    if server.summarize_wal != "on":
        raise BackupError("an incremental backup needs summarize_wal = on at the server, since the earlier backup")
    if earlier.system_identifier != server.system_identifier:
        raise BackupError(f"{earlier.name} is of another cluster ({earlier.system_identifier})")


async def _with_the_keys(
    order: Order, server: Server, beside: Sequence[str], *, allowed: bool
) -> tuple[tuple[Of, ...], list[str]]:
    """What the copy will hold, and who is erased by now. Raises BackupError where the keys would come along unasked."""
    if not order.keys_url:
        order.tell("no address of the keys is named (CARRYOVER_BACKUP_KEYS_URL): who was erased is not noted beside it")
        if beside and not allowed:
            raise BackupError(
                f"beside {server.database} the server has {', '.join(beside)}, and one of them may be the database of "
                f"the keys: name its address in CARRYOVER_BACKUP_KEYS_URL, wherever it is. {_where_both(order)}"
            )
        return (order.of, "keys") if beside else (order.of,), []
    async with connected(order.keys_url) as keys:
        of_keys = await look(keys)
        of_keys.must_see_all_rows()
        erasures = await erasure_lines(keys)
    if order.of == "keys":
        return ("keys",), erasures
    if of_keys.system_identifier != server.system_identifier:
        return ("log",), erasures
    if not allowed:
        raise BackupError(
            "the database of the keys is on the same server, so this copy and the archive would hold both. "
            f"{_where_both(order)}"
        )
    return ("log", "keys"), erasures


def _where_both(order: Order) -> str:
    return (
        "Where the keys are on this server, move them to one of their own; or take dumps; or say --with-keys: then "
        f"base and archive may live only as long as the keys' backups ({order.life.days} days), and `carryover backup "
        "prune` sees to it"
    )


def _archived(order: Order, server: Server) -> None:
    if server.archive_mode == "off" or server.archive_command in NO_ARCHIVE:
        order.tell("nothing is archived (archive_mode, archive_command): it can be restored to its own end alone")


def _first_segment(folder: Path) -> str:
    found = STARTS.search((folder / BASE / "backup_label").read_text(encoding="utf-8", errors="replace"))
    if found is None:
        raise BackupError("the copy's backup_label does not say from where it is restored")
    return found[1]


@asynccontextmanager
async def _watched(order: Order) -> AsyncIterator[None]:
    """Tells now and then how much is copied."""

    async def watch() -> None:
        async with connected(order.url) as db:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                if (row := await db.fetchrow(STREAMED)) and row[1]:
                    order.tell(f"copied {row[0] >> 20:,} of about {row[1] >> 20:,} MB")

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def check_base(folder: Path, manifest: Manifest) -> None:
    """Raises BackupError where a base is not what it was when it was taken."""
    await run_program(find_program("pg_verifybackup", manifest.major), "--quiet", folder / BASE)


def chain_of(folder: Path, manifest: Manifest) -> list[Path]:
    """The full base and the incremental ones up to this, in the order in which they are put together.

    Raises BackupError where one of them is missing, or builds on itself.
    """
    chain, at = [folder], manifest
    while at.builds_on:
        earlier, at = chosen(_there(folder.parent / at.builds_on, at), "base")
        if earlier in chain:
            raise BackupError(f"{manifest.name} cannot be put together: {earlier.name} builds on itself")
        chain.insert(0, earlier)
    return chain


def _there(earlier: Path, manifest: Manifest) -> Path:
    if not (earlier / "manifest.json").is_file():
        raise BackupError(f"{manifest.name} continues {earlier.name}, and that is not beside it any more")
    return earlier


def end_of(folder: Path) -> str:
    """The place in the write-ahead log up to which a base needs it, as Postgres writes places."""
    ranges = json.loads((folder / OWN).read_bytes())["WAL-Ranges"]
    return str(ranges[-1]["End-LSN"])
