"""The small way, by the operator's commands: dumps of the log and of the keys, and both put into the place of the old.

The way for production is tried in tests/faults/test_backup_drill.py.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from msgspec import Struct

from projections.catalogue import PROJECTIONS
from services.backup.manifest import Manifest, read_manifest
from services.backup.order import KEYS_LIFE
from services.backup.place import whole_in
from services.backup.server import connected
from services.clock import SetClock
from services.context import open_context
from services.provision import Provisioned
from services.settings import Settings
from tests.support.canaries import enrolled
from tests.support.citus_servers import of_one_server
from tests.support.command import Told, carryover
from tests.support.database import Database, copied_whole, pooler_lets_go
from tests.support.disaster import ROLE, for_backups, well
from tests.support.doors import event, open_doors
from tests.support.own_servers import own_servers, passing_folder
from tests.support.servers import choice_of
from tests.support.times import NOON

of_nodes = of_one_server("its backup is one of each node")


class Kept(Struct, frozen=True):
    """A platform nobody uses at the moment, and the dumps of it."""

    database: Database
    settings: Settings
    org: Provisioned
    patient_id: UUID
    position: str  # of the last event in the dump
    lost: str  # of one after it
    log: Path
    keys: Path
    anchors: Path
    told: Told

    @property
    def manifest(self) -> Manifest:
        return read_manifest(one_of(self.log))


def one_of(folder: Path) -> Path:
    [backup] = folder.glob("*-dump")
    return backup


@pytest.fixture(scope="module")
async def kept(template: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kept]:
    tmp_path = tmp_path_factory.mktemp("backups")
    log, keys, anchors = tmp_path / "log", tmp_path / "keys", tmp_path / "anchors.jsonl"
    async with copied_whole(template) as database:
        settings = for_backups(database)
        async with open_context(settings, clock=SetClock(NOON)) as context, open_doors(context) as doors:
            patient_id = await enrolled(doors)
            [before] = await doors.send(event("session.logged", patient_id, {}))
            told = await well(settings, "backup", "dump", "--to", log, "--keys-to", keys)
            [after] = await doors.send(event("session.logged", patient_id, {}))
            anchors.write_text((await well(settings, "anchors")).out)
            org = doors.org
        yield Kept(database, settings, org, patient_id, before["position"], after["position"], log, keys, anchors, told)


@of_nodes
async def test_a_dump_is_put_into_the_place_of_what_was_lost(kept: Kept) -> None:
    admin = ("--admin-url", kept.database.servers.postgres_url("postgres", "postgres"))
    for folder, name in ((kept.log, kept.database.name), (kept.keys, kept.database.keys_name)):
        await well(kept.settings, "restore", "dump", "--from", folder, "--to", f"{name}_back", *admin)
        async with connected(kept.database.servers.postgres_url("postgres", "postgres")) as db:
            await pooler_lets_go(db, name)  # an operator stops it first
        swapped = await well(kept.settings, "restore", "swap", f"{name}_back", name, *admin)
        assert swapped.out.startswith(f"{name} is now what was restored; the one before is {name}_before_")
    report = kept.anchors.with_name("report.json")
    of_a_pooler = ("--others-connected",) if choice_of(os.environ).pooler else ()
    words = ("--backup", one_of(kept.log), "--anchors", kept.anchors, "--report", report, *of_a_pooler)
    async with own_setting(kept) as left_alone:
        finished = await well(kept.settings, "restore", "finish", *words)
        assert await left_alone()
    assert finished.lines[-1].startswith("The doors may open.")
    [lost] = [line.split(": ")[1] for line in finished.lines if line.startswith("LOST")]
    assert lost.startswith("1 events, position")
    async with open_context(kept.settings, clock=SetClock(NOON)) as context, open_doors(context, kept.org) as doors:
        person = (await doors.owner.get(f"/v1/patients/{kept.patient_id}")).json()
        assert person["person"]["name"] == "canary-name"
        codes = [
            (await doors.partner.get("/v1/events", params={"after": place})).status_code
            for place in (kept.position, kept.lost)
        ]
        assert codes == [200, 410]
    await _tidied(kept)


@asynccontextmanager
async def own_setting(kept: Kept) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    """One that a restored base would set, and that the operator did; what is asked tells whether it stands yet."""
    async with connected(kept.database.servers.postgres_url("postgres", "postgres")) as db:

        async def left_alone() -> bool:
            row = await db.fetchrow("SELECT setting FROM pg_file_settings WHERE name = 'recovery_target_action'")
            return row is not None and row["setting"] == "shutdown"

        await db.execute("ALTER SYSTEM SET recovery_target_action = 'shutdown'")
        yield left_alone
        await db.execute("ALTER SYSTEM RESET recovery_target_action")


async def _tidied(kept: Kept) -> None:
    """What the swap kept is dropped; the rest goes with the fixture."""
    async with connected(kept.database.servers.postgres_url("postgres", "postgres")) as db:
        rows = await db.fetch("SELECT datname FROM pg_database WHERE datname LIKE '%\\_before\\_%'")
        for row in rows:
            if row["datname"].startswith((kept.database.name, kept.database.keys_name)):
                await db.execute(f'DROP DATABASE "{row["datname"]}" WITH (FORCE)')


@of_nodes
async def test_a_dump_by_the_role_for_backups_goes_into_a_server_that_has_nothing(kept: Kept, tmp_path: Path) -> None:
    async with connected(kept.database.servers.postgres_url("postgres", "postgres")) as db:
        await db.execute(ROLE)
    await well(for_backups(kept.database, "carryover_backup"), "backup", "dump", "--to", tmp_path / "log")
    async with own_servers() as fresh:
        await fresh.create_empty()
        admin = fresh.postgres_url("postgres", "postgres")
        words = ("--from", tmp_path / "log", "--to", "carryover_back", "--admin-url", admin)
        await well(kept.settings, "restore", "dump", *words)
        await well(kept.settings, "restore", "swap", "carryover_back", "carryover", "--admin-url", admin)
        async with connected(admin) as db:
            await db.execute(ROLE)
        own = msgspec.structs.replace(
            kept.settings, backup_url=fresh.postgres_url("carryover_backup", "carryover"), backup_keys_url=""
        )
        await well(own, "backup", "mark", "--to", tmp_path / "again")
        await well(own, "backup", "dump", "--to", tmp_path / "again")


async def test_what_is_in_use_is_never_overwritten(kept: Kept) -> None:
    admin = ("--admin-url", kept.database.servers.postgres_url("postgres", "postgres"))
    words = ("restore", "dump", "--from", str(kept.log), "--to", kept.database.name, *admin)
    told = await carryover(kept.settings, *words)
    assert (told.code, f"there is a database {kept.database.name}: a dump is restored beside it" in told.err) == (
        1,
        True,
    )


def readable_by_others(backup: Path) -> list[Path]:
    return [path for path in (backup, *backup.rglob("*")) if path.stat().st_mode & 0o077]


async def test_the_files_of_a_dump_are_for_their_owner_only(kept: Kept) -> None:
    assert [path for folder in (kept.log, kept.keys) for path in readable_by_others(one_of(folder))] == []


async def test_the_keys_lie_apart_and_say_until_when(kept: Kept) -> None:
    keys = read_manifest(one_of(kept.keys))
    assert (kept.manifest.holds, keys.holds) == (("log",), ("keys",))
    assert (kept.manifest.expires_at, keys.expires_at) != (None, None)
    assert "The keys lie apart and live 7 days: as long as one of their backups is left" in kept.told.err
    assert [table for table in kept.manifest.rows if table.startswith("keys.")] == []
    assert keys.rows["keys.subject"] > 0
    beside = await carryover(kept.settings, "backup", "keys", "--to", str(kept.log))
    assert (beside.code, "is for backups of the log" in beside.err) == (1, True)
    both = await carryover(kept.settings, "backup", "dump", "--to", str(kept.log), "--keys-to", str(kept.log / "keys"))
    assert (both.code, "one folder or one in the other" in both.err) == (1, True)


async def test_a_dump_by_a_role_that_does_not_see_all_rows_fails_and_leaves_nothing(kept: Kept, tmp_path: Path) -> None:
    owner = msgspec.structs.replace(kept.settings, backup_url=kept.settings.owner_url)
    told = await carryover(owner, "backup", "dump", "--to", str(tmp_path / "empty"))
    assert (told.code, "the role carryover_owner does not see all rows" in told.err) == (1, True)
    assert [path.name for path in (tmp_path / "empty").iterdir()] == ["of"]


async def test_a_base_would_take_the_keys_along_and_is_refused(kept: Kept, tmp_path: Path) -> None:
    told = await carryover(kept.settings, "backup", "base", "--to", str(tmp_path / "base"))
    assert (told.code, "the database of the keys is on the same server" in told.err) == (1, True)


async def test_a_base_is_refused_where_nobody_says_whose_the_other_databases_are(kept: Kept, tmp_path: Path) -> None:
    nothing_said = msgspec.structs.replace(kept.settings, backup_keys_url="")
    told = await carryover(nothing_said, "backup", "base", "--to", str(tmp_path / "base"))
    assert told.code == 1
    assert kept.database.keys_name in told.err
    assert "may be the database of the keys: name its address in CARRYOVER_BACKUP_KEYS_URL" in told.err
    assert [path.name for path in (tmp_path / "base").iterdir()] == ["of"]


async def test_a_base_that_may_hold_the_keys_lives_no_longer_than_they_do(kept: Kept, tmp_path: Path) -> None:
    nothing_said = msgspec.structs.replace(kept.settings, backup_keys_url="")
    told = await well(nothing_said, "backup", "base", "--with-keys", "--to", tmp_path / "base")
    [manifest] = [manifest for _, manifest in whole_in(tmp_path / "base")]
    assert manifest.holds == ("log", "keys")
    assert manifest.expires_at == manifest.taken_at + KEYS_LIFE
    assert "who was erased is not noted beside it" in told.err
    assert readable_by_others(tmp_path / "base" / manifest.name) == []


async def test_a_backup_that_was_changed_is_found(kept: Kept, tmp_path: Path) -> None:
    whole = await carryover(kept.settings, "backup", "check", str(kept.log))
    assert (whole.code, whole.lines) == (0, [f"{one_of(kept.log)} is whole."])
    listed = await carryover(kept.settings, "backup", "list", str(kept.log), str(kept.keys), "--max-hours", "1")
    assert (listed.code, [line.split("  ")[0] for line in listed.lines]) == (
        0,
        [str(one_of(kept.log)), str(one_of(kept.keys))],
    )
    shutil.copytree(kept.log, copy := tmp_path / "copy", ignore=shutil.ignore_patterns("marks"))
    dump = one_of(copy) / "dump"
    dump.write_bytes(dump.read_bytes()[:-1])
    told = await carryover(kept.settings, "backup", "check", str(copy))
    assert (told.code, "was changed: dump is not the file that was written" in told.err) == (1, True)
    (one_of(copy) / "manifest.json").unlink()
    listed = await carryover(kept.settings, "backup", "list", str(copy))
    assert (listed.code, "not whole" in listed.out) == (1, True)


@of_nodes
async def test_a_drill_proves_the_newest_backup_and_leaves_nothing_behind(kept: Kept) -> None:
    room = passing_folder()
    try:
        words = ("backup", "drill", "--from", kept.log, "--keys-from", kept.keys, "--room", room)
        told = await well(kept.settings, *words)
        assert told.out.startswith(f"{kept.manifest.name}: restored and whole, ")
        assert f" events, {len(PROJECTIONS)} read models the same, in " in told.out
        assert list(room.iterdir()) == []
    finally:
        shutil.rmtree(room)


async def test_a_moment_is_marked_with_its_anchors(kept: Kept) -> None:
    await well(kept.settings, "backup", "mark", "--to", kept.log)
    [marked] = (kept.log / "marks").iterdir()
    assert marked.read_text() == (await well(kept.settings, "anchors")).out
