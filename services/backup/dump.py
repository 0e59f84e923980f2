"""The small way: one database in one file of pg_dump's, and every row of it counted again from that file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

from services.backup.errors import BackupError
from services.backup.manifest import (
    ANCHORS,
    DUMP,
    ERASURES,
    Manifest,
    sha256_of,
    size_of,
    write_manifest,
    write_whole,
)
from services.backup.order import Order, now, own_version
from services.backup.place import named, new_backup, open_place
from services.backup.server import (
    Server,
    anchor_lines,
    as_text,
    connected,
    erasure_lines,
    look,
    newest_migration,
    rows_by_table,
)
from services.backup.tools import find_program, libpq_environment, lines_of, run_program

COPY = re.compile(rb"COPY (.+?) \(.*\) FROM stdin;\n")
END = b"\\.\n"
EXPORT = "SELECT pg_export_snapshot()"


async def take_dump(order: Order) -> tuple[Path, Manifest]:
    """The new backup. Raises BackupError, and leaves nothing behind where it is not whole."""
    place = open_place(order.place, order.of)
    erasures = await _erased(order)
    async with connected(order.url) as db:
        server = await look(db)
        server.must_see_all_rows()
        program = find_program("pg_dump", server.major)
        schema = await newest_migration(db)
        with new_backup(place, order.of, "dump", begun := now()) as folder:
            # One snapshot for the file and for what it is compared with: writes may go on.
            async with db.transaction(isolation="repeatable_read", readonly=True):
                snapshot = await db.fetchval(EXPORT)
                anchors = await anchor_lines(db) if order.of == "log" else []
                order.tell(f"dumping {server.database}")
                words = ("--format=custom", f"--snapshot={snapshot}", f"--file={folder / DUMP}")
                await run_program(program, *words, env=libpq_environment(order.url))
                there = await rows_by_table(db)
            order.tell("counting what is in the file")
            refuse_difference(there, await rows_in(folder / DUMP, server.major))
            write_whole(folder / ANCHORS, as_text(anchors))
            write_whole(folder / ERASURES, as_text(erasures))
            manifest = Manifest(
                kind="dump",
                holds=(order.of,),
                name=named(folder),
                taken_at=begun,
                whole_at=now(),
                expires_at=begun + order.life if order.of == "keys" else None,
                schema=schema,
                rows=there,
                sha256={name: sha256_of(folder / name) for name in (DUMP, ANCHORS, ERASURES)},
                size=size_of(folder),
                **about(server),
            )
            write_manifest(folder, manifest)
    return place / manifest.name, manifest


class About(TypedDict):
    """What every manifest says of the server, and of ourselves."""

    carryover: str
    postgres: str
    system_identifier: str
    timeline: int
    database: str


def about(server: Server) -> About:
    return {
        "carryover": own_version(),
        "postgres": server.version.split(" ")[0],
        "system_identifier": server.system_identifier,
        "timeline": server.timeline,
        "database": server.database,
    }


async def _erased(order: Order) -> list[str]:
    """Asked for before the data: who is erased meanwhile is in the next list."""
    if not order.keys_url:
        return []
    async with connected(order.keys_url) as db:
        (await look(db)).must_see_all_rows()
        return await erasure_lines(db)


async def rows_in(dump: Path, major: int) -> dict[str, int]:
    """How many rows each table has in a dump, all of which is read. Raises BackupError where it cannot be."""
    rows: dict[str, int] = {}
    table, counted = "", 0
    async for line in lines_of(find_program("pg_restore", major), "--data-only", "--file=-", dump):
        if table:
            if line == END:
                rows[table], table = counted, ""
            else:
                counted += 1
        elif begun := COPY.fullmatch(line):
            table, counted = begun[1].decode(), 0
    return rows


def refuse_difference(there: Mapping[str, int], in_file: Mapping[str, int]) -> None:
    """Raises BackupError where a dump does not hold what the database held."""
    for table in sorted(there.keys() | in_file.keys()):
        held, got = there.get(table, 0), in_file.get(table, 0)
        if held != got:
            raise BackupError(f"the dump is not whole: {table} has {held} rows, and {got} stand in the file")


async def check_dump(folder: Path, manifest: Manifest) -> None:
    """Raises BackupError where a dump is not what it was when it was taken."""
    refuse_difference(manifest.rows, await rows_in(folder / DUMP, manifest.major))
