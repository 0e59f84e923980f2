"""Migrations that hold a table for as long as it is long, or break the release before, are undone on a database in use.

Each is planted on a table with rows, on an empty one, and with the line that says why it may.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from eventstore.migration_files import MigrationError
from tests.support.migrating import ROWS, TABLES, TWICE, Place, place_in_use, place_to_migrate
from tests.support.servers import ServerAddresses

HEAVY = {
    "a type that is stored otherwise": (
        "ALTER TABLE visits ALTER n TYPE bigint",
        "AccessExclusiveLock on public.visits",
    ),
    "no nulls, without a check before": (
        "ALTER TABLE visits ALTER n SET NOT NULL",
        "AccessExclusiveLock on public.visits",
    ),
    "a check that is checked at once": (
        "ALTER TABLE visits ADD CONSTRAINT few CHECK (n < 100)",
        "AccessExclusiveLock on public.visits",
    ),
    "a check that is added and checked in one": (
        "ALTER TABLE visits ADD CONSTRAINT few CHECK (n < 9) NOT VALID; ALTER TABLE visits VALIDATE CONSTRAINT few",
        "AccessExclusiveLock on public.visits",
    ),
    "a foreign key that is checked at once": (
        "ALTER TABLE visits ADD CONSTRAINT room FOREIGN KEY (n) REFERENCES rooms",
        "ShareRowExclusiveLock on public.rooms, ShareRowExclusiveLock on public.visits",
    ),
    "an index that is built while nobody writes": (
        "CREATE INDEX visits_n ON visits (n)",
        "ShareLock on public.visits",
    ),
    "an index on all partitions": ("CREATE INDEX days_n ON days (n)", "ShareLock on public.days_1"),
    "an index that is made anew": ("REINDEX TABLE rooms", "ShareLock on public.rooms"),
    "a default that is another for each row": (
        "ALTER TABLE visits ADD COLUMN id uuid DEFAULT gen_random_uuid()",
        "AccessExclusiveLock on public.visits",
    ),
    "a partition that is looked through": (
        "ALTER TABLE days ATTACH PARTITION days_2 FOR VALUES FROM (10) TO (20)",
        "AccessExclusiveLock on public.days_2",
    ),
    "a table that is put in order": (
        "CLUSTER rooms USING rooms_pkey",
        "AccessExclusiveLock on public.rooms",
    ),
    "all rows changed behind a new column": (
        "ALTER TABLE visits ADD COLUMN more int; UPDATE visits SET more = n",
        "AccessExclusiveLock on public.visits",
    ),
}
BREAKING = {
    "a column goes": ("ALTER TABLE visits DROP note", "column public.visits.note text that may be null"),
    "a column is named otherwise": (
        "ALTER TABLE visits RENAME note TO remark",
        "column public.visits.note text that may be null",
    ),
    "a wider column": (
        "ALTER TABLE visits ALTER length TYPE varchar(20)",
        r"column public.visits.length character varying\(10\) that may be null",
    ),
    "a table goes": ("DROP TABLE rooms", "column public.rooms.n integer"),
    "a function goes": ("DROP FUNCTION twice", r"function public.twice\(n integer\) returns integer"),
    "a right goes": ("REVOKE SELECT ON visits FROM carryover_app", "SELECT on public.visits for carryover_app"),
    "a column that must be told": (
        "ALTER TABLE visits ADD COLUMN id int DEFAULT 1 NOT NULL; ALTER TABLE visits ALTER id DROP DEFAULT",
        "a value in public.visits.id",
    ),
    "a check on what is there": (
        "ALTER TABLE visits ADD CONSTRAINT few CHECK (n < 100) NOT VALID",
        "constraint few on public.visits",
    ),
}
LIGHT = {
    "a column that may be empty": "ALTER TABLE visits ADD COLUMN more int",
    "a column with one default": "ALTER TABLE visits ADD COLUMN more int NOT NULL DEFAULT 7",
    "a column with a check of its own": "ALTER TABLE visits ADD COLUMN more int DEFAULT NULL",
    "a column that may be empty now": "ALTER TABLE rooms ADD COLUMN x int; ALTER TABLE visits DROP CONSTRAINT told",
    "what is checked later": "ALTER TABLE visits VALIDATE CONSTRAINT told",
    "a function with another body": f"CREATE OR REPLACE {TWICE} AS 'SELECT n + n'",
    "a function made anew": f"DROP FUNCTION twice; CREATE {TWICE} AS 'SELECT n'",
    "a table of its own": "CREATE TABLE more AS SELECT n FROM visits; CREATE INDEX ON more (n)",
    "rows that are changed": "UPDATE visits SET note = 'other'",
    "a right more": "GRANT INSERT ON visits TO carryover_app",
}


@pytest.fixture
async def place(servers: ServerAddresses, tmp_path: Path) -> AsyncIterator[Place]:
    async with place_in_use(servers, tmp_path) as place:
        yield place


@pytest.mark.parametrize("what", HEAVY)
async def test_what_holds_a_table_for_as_long_as_it_is_long_is_undone_where_there_are_rows(
    place: Place, what: str
) -> None:
    up, held = HEAVY[what]
    await place.db.execute(ROWS)
    planted = place.write("0101_planted.sql", up, head="-- migrate:up\n-- contracts: tried here\n")
    before = await place.schema()
    with pytest.raises(MigrationError, match=rf"0101_planted.sql was undone: it holds {held} for as long as the table"):
        await place.migrate()
    assert await place.schema() == before
    planted.write_text(planted.read_text().replace("\n-- contracts", "\n-- locks: three rows\n-- contracts"))
    assert await place.migrate() == ["0101_planted.sql"]


@pytest.mark.parametrize("what", HEAVY)
async def test_it_runs_where_the_tables_are_empty(place: Place, what: str) -> None:
    place.write("0101_planted.sql", HEAVY[what][0], head="-- migrate:up\n-- contracts: tried here\n")
    assert await place.migrate() == ["0101_planted.sql"]


@pytest.mark.parametrize("what", HEAVY)
async def test_it_runs_where_the_same_run_made_the_tables(servers: ServerAddresses, tmp_path: Path, what: str) -> None:
    async with place_to_migrate(servers, tmp_path) as place:
        place.write("0100_tables.sql", f"{TABLES};{ROWS}")
        place.write("0101_planted.sql", HEAVY[what][0])
        assert await place.migrate() == ["0100_tables.sql", "0101_planted.sql"]


@pytest.mark.parametrize("what", BREAKING)
async def test_what_the_release_before_may_not_survive_is_undone(place: Place, what: str) -> None:
    up, broken = BREAKING[what]
    await place.db.execute(ROWS)
    planted = place.write("0101_planted.sql", up)
    before = await place.schema()
    with pytest.raises(MigrationError, match=rf"0101_planted.sql was undone: it (takes|asks) .*: (.*; )?{broken}"):
        await place.migrate()
    assert await place.schema() == before
    planted.write_text(planted.read_text().replace("\n", "\n-- contracts: unused since the release before\n", 1))
    assert await place.migrate() == ["0101_planted.sql"]


@pytest.mark.parametrize("what", LIGHT)
async def test_what_nobody_notices_runs(place: Place, what: str) -> None:
    await place.db.execute(ROWS)
    place.write("0101_light.sql", LIGHT[what])
    assert await place.migrate() == ["0101_light.sql"]
