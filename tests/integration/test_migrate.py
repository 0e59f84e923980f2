"""Migrations run once and in order, and malformed ones are refused; `faults/test_migrations.py` has what goes wrong."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from eventstore.migration_files import MigrationError, read_migrations
from eventstore.schema import SchemaFound, found_at, pending
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
from tests.support.migrating import NOTED, VISITS, Place, place_to_migrate
from tests.support.servers import ServerAddresses


@pytest.fixture
async def place(servers: ServerAddresses, tmp_path: Path) -> AsyncIterator[Place]:
    async with place_to_migrate(servers, tmp_path) as place:
        yield place


async def test_each_runs_once_in_the_order_of_the_numbers(place: Place) -> None:
    place.write("0010_again.sql", NOTED)
    place.write("0002_first.sql", VISITS)
    place.write("9_visit.sql", NOTED)
    assert await pending(place.url, [place.folder]) == ["0002_first.sql", "9_visit.sql", "0010_again.sql"]
    assert await place.migrate() == ["0002_first.sql", "9_visit.sql", "0010_again.sql"]
    assert await place.migrate() == []
    assert await pending(place.url, [place.folder]) == []
    assert await place.visits() == 2
    place.write("0011_later.sql", NOTED)
    assert await pending(place.url, [place.folder]) == ["0011_later.sql"]
    assert await place.migrate() == ["0011_later.sql"]


async def test_one_may_ask_to_run_outside_a_transaction(place: Place) -> None:
    place.write("0001_visits.sql", VISITS)
    index = "CREATE INDEX CONCURRENTLY visits_n ON visits (n)"
    place.write("0002_index.sql", index, head="-- migrate:up transaction:false\n")
    assert await place.migrate() == ["0001_visits.sql", "0002_index.sql"]
    assert await place.db.fetchval("SELECT to_regclass('visits_n') IS NOT NULL")


async def test_a_program_that_is_older_than_the_database_has_nothing_to_do_there(place: Place) -> None:
    place.write("0001_visits.sql", VISITS)
    later = place.write("0002_visit.sql", NOTED)
    await place.migrate()
    later.unlink()
    assert await place.migrate() == []
    assert place.said == ["the database is newer than this program, which may run on it: it has migration 0002"]


async def test_a_program_that_is_older_and_lacks_something_too_is_refused(place: Place) -> None:
    place.write("0001_visits.sql", VISITS)
    later = place.write("0002_visit.sql", NOTED)
    await place.migrate()
    later.unlink()
    place.write("0003_visit.sql", NOTED)
    with pytest.raises(MigrationError, match=r"newer than this program: .* 0002, and lacks 0003_visit.sql"):
        await place.migrate()


async def test_what_may_not_run_beside_the_release_before_asks_for_it_to_be_stopped(place: Place) -> None:
    place.write("0001_visits.sql", VISITS)
    await place.migrate()
    place.write("0101_visit.sql", NOTED)
    alone = place.write("0102_visit.sql", NOTED, head="-- migrate:up\n-- alone: visits are counted otherwise\n")
    with pytest.raises(MigrationError, match=r"0102_visit.sql may not run while .* \(visits are counted"):
        await place.migrate()
    assert await place.visits() == 0
    assert await place.migrate(stopped=True) == ["0101_visit.sql", "0102_visit.sql"]
    alone.unlink()
    assert (await found_at(place.url, [place.folder])) == SchemaFound((), "visits are counted otherwise")
    with pytest.raises(MigrationError, match=r"newer than this program: .* 0102, which says: visits are"):
        await place.migrate()


async def test_on_a_new_database_nothing_has_to_be_stopped(place: Place) -> None:
    place.write("0101_visits.sql", VISITS, head="-- migrate:up\n-- alone: visits are counted otherwise\n")
    assert await place.migrate() == ["0101_visits.sql"]


async def test_a_ledger_from_before_there_was_such_a_line_is_read_and_goes_on(place: Place) -> None:
    place.write("0001_visits.sql", VISITS)
    await place.migrate()
    await place.db.execute("ALTER TABLE schema_migrations DROP COLUMN alone")
    assert await found_at(place.url, [place.folder]) == SchemaFound()
    place.write("0101_visit.sql", NOTED)
    assert await place.migrate() == ["0101_visit.sql"]


@pytest.mark.parametrize(
    "name", ["visits.sql", "0001.sql", "0001_.sql", "_visits.sql", "²_visits.sql", "0001_vi sits.sql"]
)
def test_a_malformed_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("-- migrate:up\nSELECT 1;\n", encoding="utf-8")
    with pytest.raises(MigrationError, match="is not a migration"):
        read_migrations([tmp_path])


@pytest.mark.parametrize("text", ["", "SELECT 1;", "SELECT 1;\n-- migrate:up\n"])
def test_a_file_that_does_not_begin_with_what_goes_up_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "0001_visits.sql").write_text(text, encoding="utf-8")
    with pytest.raises(MigrationError, match=r"0001_visits\.sql is not a migration"):
        read_migrations([tmp_path])


def test_the_same_number_twice_is_refused(tmp_path: Path) -> None:
    for name in ("0001_visits.sql", "01_more.sql"):
        (tmp_path / name).write_text("-- migrate:up\nSELECT 1;\n", encoding="utf-8")
    with pytest.raises(MigrationError, match="have the same number"):
        read_migrations([tmp_path])


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="there is no folder"):
        read_migrations([tmp_path / "nowhere"])


async def test_a_new_database_lets_in_our_roles_alone(servers: ServerAddresses, place: Place) -> None:
    async def may_connect(role: str) -> bool:
        may: bool = await place.db.fetchval("SELECT has_database_privilege($1, current_database(), 'CONNECT')", role)
        return may

    roles = ("carryover_owner", "carryover_app", "carryover_engine", "carryover_append", "public")
    assert [await may_connect(role) for role in roles] == [True, True, True, False, False]
    assert not await place.db.fetchval("SELECT has_database_privilege('carryover_app', current_database(), 'TEMP')")


async def test_our_own_migrations_go_down_as_they_came_up(place: Place) -> None:
    """The way back is written by hand and used when it is needed most, so it is tried."""
    for folders in (LOG_DATABASE, KEYS_DATABASE):
        migrations = read_migrations(folders)
        before = await place.db.fetch("SELECT nspname FROM pg_namespace ORDER BY 1")
        for migration in migrations:
            await place.db.execute(migration.up)
        for migration in reversed(migrations):
            [path] = [folder / migration.name for folder in folders if (folder / migration.name).exists()]
            await place.db.execute(path.read_text(encoding="utf-8").partition("-- migrate:down")[2])
        assert await place.db.fetch("SELECT nspname FROM pg_namespace ORDER BY 1") == before
