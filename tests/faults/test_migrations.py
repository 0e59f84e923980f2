"""R15: several migrators, one that fails, one that is killed, an edited file, and two programs on one schema."""

import asyncio
import shutil
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from eventstore.migrate import LOCK
from eventstore.migration_files import MigrationError
from eventstore.schema import pending
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE, migrate_all
from services.context import open_context, open_engine_pool
from services.settings import environment_of
from tests.support.database import empty
from tests.support.every_event import read, tell_golden
from tests.support.golden import Golden
from tests.support.migrating import NOTED, VISITS, Place, place_to_migrate
from tests.support.previous import HOUSE, NoPrevious, PreviousFailed, edited_since, run_previous
from tests.support.servers import ServerAddresses
from tests.support.waiting import until

ORGANISATION = UUID(int=1)
MIGRATE = """
import asyncio, sys
from pathlib import Path
from eventstore.migrate import migrate
asyncio.run(migrate(sys.argv[1], [Path(sys.argv[2])]))
"""
AT_THE_GATE = "SELECT count(*) FROM pg_locks WHERE relation = 'gate'::regclass AND NOT granted"


@pytest.fixture
async def place(servers: ServerAddresses, tmp_path: Path) -> AsyncIterator[Place]:
    async with place_to_migrate(servers, tmp_path) as place:
        yield place


async def test_r15_several_migrators_at_once_run_each_migration_once(place: Place) -> None:
    place.write("0001_visits.sql", VISITS)
    place.write("0002_visit.sql", NOTED)
    ran = await asyncio.gather(*(place.migrate() for _ in range(4)))
    assert sorted(ran) == [[], [], [], ["0001_visits.sql", "0002_visit.sql"]]
    assert await place.visits() == 1


async def test_r15_two_programs_that_migrate_at_once_leave_one_schema(servers: ServerAddresses) -> None:
    async with empty(servers) as database:
        migrators = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "services.cli", "migrate"),
                cwd=HOUSE,
                env=environment_of(database.settings),
                stdout=PIPE,
                stderr=STDOUT,
            )
            for _ in range(2)
        ]
        said = [(await migrator.communicate())[0].decode() for migrator in migrators]
        assert [migrator.returncode for migrator in migrators] == [0, 0], said
        ran = [line for one in said for line in one.splitlines() if line.startswith("migrating ")]
        files = sorted(file.name for folder in (*LOG_DATABASE, *KEYS_DATABASE) for file in folder.glob("*.sql"))
        assert sorted(ran) == [f"migrating {file}" for file in files]


async def test_r15_one_that_fails_leaves_nothing_half_done_and_stops_those_behind_it(place: Place) -> None:
    place.write("0001_visits.sql", VISITS)
    broken = place.write("0002_broken.sql", f"{NOTED}; SELECT 1 / 0")
    place.write("0003_visit.sql", NOTED)
    with pytest.raises(MigrationError, match=r"0002_broken.sql did not run: division by zero"):
        await place.migrate()
    assert await place.visits() == 0
    assert await pending(place.url, [place.folder]) == ["0002_broken.sql", "0003_visit.sql"]
    broken.unlink()
    place.write("0002_mended.sql", NOTED)
    assert await place.migrate() == ["0002_mended.sql", "0003_visit.sql"]


async def test_r15_one_that_fails_outside_a_transaction_says_that_it_may_have_left_something(place: Place) -> None:
    place.write("0001_visits.sql", f"{VISITS}; INSERT INTO visits VALUES (1), (1)")
    index = "CREATE UNIQUE INDEX CONCURRENTLY visits_n ON visits (n)"
    place.write("0002_index.sql", index, head="-- migrate:up transaction:false\n")
    with pytest.raises(MigrationError, match=r"^0002_index.sql ran outside .* left something: could not"):
        await place.migrate()
    assert await place.db.fetchval("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = 'visits_n'::regclass")
    assert await pending(place.url, [place.folder]) == ["0002_index.sql"]


async def test_r15_a_migrator_that_is_killed_leaves_nothing_half_done_and_the_next_one_goes_on(place: Place) -> None:
    """It is killed within its second migration, where it waits for a table that somebody holds."""
    place.write("0001_visits.sql", VISITS)
    place.write("0002_visit.sql", f"{NOTED}; LOCK TABLE gate; {NOTED}")
    await place.db.execute("CREATE TABLE gate ()")
    keeper = await asyncpg.connect(place.url)
    async with keeper.transaction():
        await keeper.execute("LOCK TABLE gate")
        migrator = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", MIGRATE, place.url, str(place.folder)), cwd=HOUSE
        )

        async def waits() -> bool:
            return bool(await place.db.fetchval(AT_THE_GATE))

        await until(waits)
        migrator.kill()
        await migrator.wait()
    await keeper.close()
    assert await place.migrate() == ["0002_visit.sql"]
    assert await place.visits() == 2


async def test_r15_one_that_was_edited_after_it_ran_is_refused(place: Place) -> None:
    place.write("0001_visits.sql", VISITS)
    await place.migrate()
    place.write("0001_visits.sql", VISITS + " WITH (fillfactor = 50)")
    place.write("0002_visit.sql", NOTED)
    with pytest.raises(MigrationError, match=r"0001_visits.sql was edited after it ran"):
        await place.migrate()
    assert await place.visits() == 0


def test_r15_an_added_migration_is_told_from_one_edited_or_removed(tmp_path: Path) -> None:
    for folder in (*LOG_DATABASE, *KEYS_DATABASE):
        shutil.copytree(folder, tmp_path / folder.relative_to(HOUSE))
    added = tmp_path / "eventstore" / "migrations" / "0002_append.sql"
    added.unlink()
    assert edited_since(tmp_path) == []
    added.write_text("-- migrate:up\n")
    (tmp_path / "projections" / "migrations" / "1999_removed.sql").write_text("-- migrate:up\n")
    assert edited_since(tmp_path) == ["0002_append.sql", "1999_removed.sql"]


@pytest.fixture(params=["previous_tree", "tree_before_migrations"])
async def earlier_tree(request: pytest.FixtureRequest, servers: ServerAddresses) -> Path:
    """A commit whose program runs on a schema of its own; else its test is not run."""
    tree: Path = request.getfixturevalue(request.param)
    if edited := edited_since(tree):
        pytest.skip(f"this commit does not only add migrations: it edits {', '.join(edited)}")
    async with empty(servers) as database:
        try:
            await run_previous(tree, database.settings, "migrate", "write")
        except (NoPrevious, PreviousFailed) as reason:
            pytest.skip(f"that commit wrote no log: {str(reason).strip().splitlines()[-1]}")
    return tree


async def test_r15_an_earlier_program_runs_on_this_ones_schema_and_back(
    servers: ServerAddresses, earlier_tree: Path
) -> None:
    async with empty(servers) as database:
        settings = database.settings
        await migrate_all(settings.owner_url, settings.keys_owner_url, lambda line: None)
        old = await run_previous(earlier_tree, settings, "write", "read")
        assert (old["code"], old["faults"]) == (str(earlier_tree), [])

        golden = Golden()
        known = {file.stem for file in (earlier_tree / "tests" / "contract" / "golden").glob("*.json")}
        both = [(name, version) for name, version in golden.versions() if f"{name}.v{version}" in known]
        async with open_context(settings) as context, open_engine_pool(settings) as engine:
            found = await read(context, engine)
            assert (found.faults, found.events) == ([], old["events"])
            await tell_golden(context.store, golden, ORGANISATION, both)

        again = await run_previous(earlier_tree, settings, "read")
        assert again["faults"] == []
        assert sum(again["events"].values()) == sum(old["events"].values()) + len(both)


async def test_r15_the_turn_of_who_may_not_migrate_is_refused_and_named(place: Place) -> None:
    place.write("0001_visits.sql", VISITS)
    stranger = await asyncpg.connect(place.url.replace("carryover_owner", "carryover_app"))
    try:
        await stranger.execute("SELECT pg_advisory_lock($1)", LOCK)
        pid = stranger.get_server_pid()
        with pytest.raises(MigrationError, match=rf"^connection {pid} of carryover_app holds the lock of migrations"):
            await place.migrate()
    finally:
        await stranger.close()
    assert await place.migrate() == ["0001_visits.sql"]
