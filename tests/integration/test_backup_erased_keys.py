"""Keys of erased people that a restore brings back: `restore finish` destroys them again, whoever names the people."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import Struct

from eventstore.walls import Pool
from services.backup.errors import BackupError
from services.backup.manifest import ANCHORS, ERASURES
from services.backup.server import as_text, connected, erasure_lines
from services.cli.finishing import Given, Report, finish
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from services.records.erasing import AGAIN_AFTER
from services.settings import Settings
from tests.support.canaries import enrolled
from tests.support.citus_servers import of_one_server
from tests.support.command import carryover
from tests.support.database import Database, copied_whole, pooler_lets_go
from tests.support.disaster import for_backups, well
from tests.support.doors import Doors, open_doors
from tests.support.erasing import all_done, erases
from tests.support.times import NOON

NOTICE = timedelta(days=30)
TABLES = ("keys.organisation", "keys.subject", "keys.erased", "keys.departed")
HELD_FAST = """
CREATE FUNCTION keys.hold_fast() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER hold_fast BEFORE DELETE ON keys.subject FOR EACH ROW EXECUTE FUNCTION keys.hold_fast();
"""


class House(Struct):
    """A platform with one organisation, and its database of keys as the superuser sees it."""

    database: Database
    doors: Doors
    engine: Pool
    clock: SetClock
    folder: Path

    @property
    def org_id(self) -> UUID:
        return self.doors.org.organisation_id

    @property
    def settings(self) -> Settings:
        return for_backups(self.database)

    async def keys(self, table: str = "keys.subject") -> set[UUID]:
        column = "org_id" if table in ("keys.organisation", "keys.departed") else "subject_id"
        async with connected(self.settings.backup_keys_url) as db:
            return {row[0] for row in await db.fetch(f"SELECT {column} FROM {table}")}

    async def remembered(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows of the database of keys."""
        async with connected(self.settings.backup_keys_url) as db:
            return {table: [tuple(row) for row in await db.fetch(f"TABLE {table}")] for table in TABLES}

    async def put_back(self, rows: dict[str, list[tuple[object, ...]]]) -> None:
        """What a restore of the keys comes to."""
        async with connected(self.settings.backup_keys_url) as db:
            await db.execute(f"TRUNCATE {', '.join(TABLES)}")
            for table, of_table in rows.items():
                schema, name = table.split(".")
                await db.copy_records_to_table(name, schema_name=schema, records=of_table)

    async def erase(self, patient_id: UUID) -> None:
        await erases(self.doors, patient_id)
        await all_done(self.doors, self.engine)

    async def finish(self, report: str = "report.json") -> Report:
        given = Given(report=self.folder / report, others_may_be_connected=True)  # the test's own
        return await finish(self.settings, given, print)


@asynccontextmanager
async def of_nobody_yet(template: Database) -> AsyncIterator[Database]:
    """A copy whose keys are its own: those of other tests lie in the one that is copied."""
    async with copied_whole(template) as database:
        async with connected(for_backups(database).backup_keys_url) as db:
            await db.execute(f"TRUNCATE {', '.join(TABLES)}")
        yield database


@pytest.fixture
async def house(template: Database, tmp_path: Path) -> AsyncIterator[House]:
    clock = SetClock(NOON)
    async with AsyncExitStack() as opened:
        database = await opened.enter_async_context(of_nobody_yet(template))
        context = await opened.enter_async_context(open_context(database.settings, clock=clock))
        doors = await opened.enter_async_context(open_doors(context))
        engine = await opened.enter_async_context(open_engine_pool(database.settings))
        yield House(database, doors, engine, clock, tmp_path)


async def test_whom_the_log_calls_erased_has_no_key_after_a_restore_of_older_keys(house: House) -> None:
    staff, patient_id = await house.keys(), await enrolled(house.doors)
    before = await house.remembered()
    await house.erase(patient_id)
    await house.put_back(before)
    assert await house.keys() == {*staff, patient_id}
    report = await house.finish()
    assert report.erased_again == {str(patient_id): "swept"}
    assert (await house.keys(), await house.keys("keys.erased")) == (staff, {patient_id})
    rows = await house.remembered()
    again = await house.finish("another.json")
    assert (again.erased_again, await house.remembered()) == (report.erased_again, rows)


async def test_where_nobody_was_erased_everybody_keeps_their_key(house: House) -> None:
    patient_id = await enrolled(house.doors)
    rows = await house.remembered()
    report = await house.finish()
    assert report.finished_at is not None
    assert report.erased_again == {}
    assert patient_id in await house.keys()
    assert await house.remembered() == rows


async def test_an_organisation_that_the_log_says_has_left_has_no_key_after_a_restore_of_older_keys(
    house: House,
) -> None:
    erased = await enrolled(house.doors)
    everybody = await house.keys()
    before = await house.remembered()
    await house.erase(erased)
    answer = await house.doors.owner.post("/v1/commands/leave-organisation", json={})
    assert answer.status_code == 200, answer.text
    for later in (timedelta(), NOTICE, AGAIN_AFTER):
        house.clock.instant += later
        await all_done(house.doors, house.engine)
    await house.put_back(before)
    assert house.org_id in await house.keys("keys.organisation")
    assert await house.keys() == everybody
    report = await house.finish()
    assert report.erased_again == {str(house.org_id): "swept"}
    assert (await house.keys(), await house.keys("keys.organisation")) == (set(), set())
    assert await house.keys("keys.departed") == {house.org_id}


async def test_the_doors_stay_shut_while_a_key_of_somebody_erased_is_left(house: House) -> None:
    staff, patient_id = await house.keys(), await enrolled(house.doors)
    before = await house.remembered()
    await house.erase(patient_id)
    await house.put_back(before)
    async with connected(house.settings.backup_keys_url) as db:
        await db.execute(HELD_FAST)
        with pytest.raises(BackupError, match=rf"1 .* were erased .*{patient_id}.* all the same"):
            await house.finish()
        await db.execute("DROP FUNCTION keys.hold_fast CASCADE")
    report = await house.finish()
    assert report.finished_at is not None
    assert await house.keys() == staff


async def test_the_list_in_the_backup_is_taken_without_being_named(house: House) -> None:
    """The log is from before the erasure, too: nothing but the list in the backup knows of it."""
    kept, patient_id = await house.doors.enrol(), await enrolled(house.doors)
    before = await house.remembered()
    async with connected(house.settings.backup_keys_url) as db:
        await db.execute("INSERT INTO keys.erased (org_id, subject_id) VALUES ($1, $2)", house.org_id, patient_id)
        lines = await erasure_lines(db)
    await house.put_back(before)
    backup = house.folder / "backup"
    backup.mkdir()
    (backup / ANCHORS).write_bytes(b"")
    (backup / ERASURES).write_bytes(as_text(lines))
    words = ("--backup", backup, "--report", house.folder / "report.json", "--others-connected")
    finished = await well(house.settings, "restore", "finish", *words)
    assert "1 erased again" in finished.lines
    assert patient_id not in await house.keys()
    assert await house.keys("keys.erased") == {patient_id}
    assert (await house.doors.owner.get(f"/v1/patients/{kept}")).status_code == 200
    (backup / ERASURES).write_bytes(b"{}\n")
    told = await carryover(house.settings, "restore", "finish", *map(str, words))
    assert (told.code, "a line is not one of" in told.err) == (1, True)


@of_one_server("its backup is one of each node")
async def test_keys_of_before_and_a_log_of_after_an_erasure_are_brought_back_by_the_commands(
    template: Database, tmp_path: Path
) -> None:
    log, keys, report = tmp_path / "log", tmp_path / "keys", tmp_path / "report.json"
    async with of_nobody_yet(template) as database:
        settings = for_backups(database)
        async with (
            open_context(settings, clock=SetClock(NOON)) as context,
            open_doors(context) as doors,
            open_engine_pool(settings) as engine,
        ):
            patient_id = await enrolled(doors)
            await well(settings, "backup", "keys", "--to", keys)
            await erases(doors, patient_id)
            await all_done(doors, engine)
            await well(settings, "backup", "dump", "--to", log)
        admin = database.servers.postgres_url("postgres", "postgres")
        for folder, name in ((log, database.name), (keys, database.keys_name)):
            back = f"{name}_back"
            await well(settings, "restore", "dump", "--from", folder, "--to", back, "--admin-url", admin)
            async with connected(admin) as db:
                await pooler_lets_go(db, name)
                await db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            await well(settings, "restore", "swap", back, name, "--admin-url", admin)
        async with connected(settings.backup_keys_url) as db:
            assert await db.fetchval("SELECT count(*) FROM keys.subject WHERE subject_id = $1", patient_id) == 1
        [backup] = log.glob("*-dump")
        words = ("--backup", backup, "--report", report, "--others-connected")
        finished = await well(settings, "restore", "finish", *words)
        assert finished.lines[-1].startswith("The doors may open.")
        async with connected(settings.backup_keys_url) as db:
            assert await db.fetchval("SELECT count(*) FROM keys.subject WHERE subject_id = $1", patient_id) == 0
            assert await db.fetchval("SELECT subject_id FROM keys.erased") == patient_id
