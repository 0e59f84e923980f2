"""How migrations run: outside a transaction, in small steps, behind somebody who holds the table, and only planned."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import asyncpg
import pytest
from msgspec.structs import replace

from eventstore import migration_waits
from eventstore.migrate import Patience, plan
from eventstore.migration_files import MigrationError
from services.cli.planned import planned_lines
from tests.support.migrating import ROWS, Place, place_in_use
from tests.support.servers import ServerAddresses
from tests.support.waiting import until


@pytest.fixture
async def place(servers: ServerAddresses, tmp_path: Path) -> AsyncIterator[Place]:
    async with place_in_use(servers, tmp_path) as place:
        yield place


OUTSIDE = {
    "a column": "ALTER TABLE visits ADD COLUMN more int",
    "an index that others wait for": "CREATE INDEX visits_n ON visits (n)",
    "a table written anew": "VACUUM FULL visits",
    "the same in other words": "VACUUM (FULL) visits",
    "what is behind a comment": "-- VACUUM\n/* and ; so on */ CLUSTER rooms USING rooms_pkey",
}
AT_WORK = """
SELECT count(*) FROM pg_stat_activity WHERE application_name = 'carryover migrate' AND query LIKE $1
  AND datname = current_database()
"""
NO_TRANSACTION = "-- migrate:up transaction:false\n"
INDEX = "DROP INDEX CONCURRENTLY IF EXISTS visits_n;\nCREATE INDEX CONCURRENTLY visits_n ON visits (n)"


@pytest.mark.parametrize("what", OUTSIDE)
async def test_outside_a_transaction_what_others_wait_for_is_refused_before_it_runs(place: Place, what: str) -> None:
    place.write("0101_outside.sql", OUTSIDE[what], head=NO_TRANSACTION)
    before = await place.schema()
    with pytest.raises(MigrationError, match=r"0101_outside.sql did not run: outside a transaction only"):
        await place.migrate()
    assert await place.schema() == before


async def test_an_index_that_cannot_be_begun_again_is_refused(place: Place) -> None:
    place.write("0101_index.sql", "CREATE INDEX CONCURRENTLY visits_n ON public.visits (n)", head=NO_TRANSACTION)
    with pytest.raises(MigrationError, match=r"`DROP INDEX CONCURRENTLY IF EXISTS public.visits_n;`"):
        await place.migrate()


async def test_an_index_that_was_left_half_made_is_made_anew(place: Place) -> None:
    await place.db.execute(f"{ROWS}; INSERT INTO visits VALUES (1)")
    unique = INDEX.replace("CREATE", "CREATE UNIQUE")
    place.write("0101_index.sql", unique, head=NO_TRANSACTION)
    with pytest.raises(MigrationError, match=r"0101_index.sql ran outside a transaction, and may have left something"):
        await place.migrate()
    await place.db.execute("DELETE FROM visits WHERE note IS NULL")
    assert await place.migrate() == ["0101_index.sql"]
    assert await place.db.fetchval("SELECT indisvalid FROM pg_index WHERE indexrelid = 'visits_n'::regclass")


async def test_whoever_waits_for_another_migrator_holds_up_no_index(place: Place) -> None:
    place.write("0101_index.sql", INDEX, head=NO_TRANSACTION)
    holder = await asyncpg.connect(place.url)
    holding = holder.transaction()
    await holding.start()
    await holder.execute("INSERT INTO visits VALUES (1)")

    async def at_work(words: str) -> bool:
        return bool(await place.db.fetchval(AT_WORK, words))

    first = asyncio.create_task(place.migrate(patience=Patience(pauses=[])))
    await until(partial(at_work, "CREATE INDEX%"))
    second = asyncio.create_task(place.migrate(patience=Patience(pauses=[])))
    await until(partial(at_work, "%advisory_lock%"))
    await holding.rollback()
    await holder.close()
    assert [await first, await second] == [["0101_index.sql"], []]


async def test_long_work_is_done_in_small_transactions_and_says_how_far_it_is(place: Place) -> None:
    await place.db.execute("INSERT INTO visits SELECT n FROM generate_series(1, 1000) n")
    await place.db.execute("ALTER TABLE visits ADD COLUMN more int")
    batches = """DO $$ BEGIN
      FOR batch IN 0..9 LOOP
        UPDATE visits SET more = pg_current_xact_id()::text::bigint % 1000000 WHERE (n - 1) / 100 = batch;
        RAISE NOTICE '% of 10', batch + 1;
        COMMIT;
      END LOOP;
    END $$"""
    place.write("0101_filled.sql", batches, head=NO_TRANSACTION)
    assert await place.migrate() == ["0101_filled.sql"]
    assert await place.db.fetchval("SELECT count(DISTINCT more) FROM visits") == 10
    assert place.said == ["migrating 0101_filled.sql", *(f"  {batch + 1} of 10" for batch in range(10))]


async def test_what_takes_long_without_saying_so_is_undone(place: Place) -> None:
    place.write("0101_long.sql", "SELECT pg_sleep(60)")
    with pytest.raises(MigrationError, match=r"0101_long.sql was undone: a statement took longer than 0.1 s"):
        await place.migrate(patience=Patience(statement=0.1))


async def test_who_holds_the_table_is_waited_for_and_nobody_waits_long_behind(place: Place) -> None:
    place.write("0101_column.sql", "ALTER TABLE visits ADD COLUMN more int")
    holder = await asyncpg.connect(place.url)
    holding = holder.transaction()
    await holding.start()
    await holder.execute("SELECT FROM visits")

    async def said_twice() -> bool:
        return len(place.said) > 2

    migrating = asyncio.create_task(place.migrate(patience=Patience(lock=0.05, pauses=[0.01] * 10_000)))
    await until(said_twice)
    assert place.said[1] == "0101_column.sql: somebody holds what it needs; again in 0.01 s"
    await holding.rollback()
    await holder.close()
    assert await migrating == ["0101_column.sql"]


async def test_what_takes_long_says_behind_whom_it_waits(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration_waits, "EVERY_SECONDS", 0.01)
    place.write("0101_column.sql", "ALTER TABLE visits ADD COLUMN more int")
    holder = await asyncpg.connect(place.url)
    holding = holder.transaction()
    await holding.start()
    await holder.execute("SELECT FROM visits")

    async def said_whom() -> bool:
        return any(f"behind {holder.get_server_pid()} (carryover_owner, for " in line for line in place.said)

    migrating = asyncio.create_task(place.migrate(patience=Patience(lock=60.0)))
    await until(said_whom)
    await holding.rollback()
    await holder.close()
    assert await migrating == ["0101_column.sql"]


async def test_it_gives_up_when_the_table_is_not_let_go(place: Place) -> None:
    place.write("0101_column.sql", "ALTER TABLE visits ADD COLUMN more int")
    holder = await asyncpg.connect(place.url)
    async with holder.transaction():
        await holder.execute("SELECT FROM visits")
        with pytest.raises(
            MigrationError, match=r"0101_column.sql did not run: somebody holds what it needs: canceling"
        ):
            await place.migrate(patience=Patience(lock=0.05, pauses=[0.01]))
    await holder.close()


HELD_TOO_LONG = (
    "0103_heavy.sql was undone: it holds AccessExclusiveLock on public.rooms for as long as the table is long. "
    "Do it in steps that do not (docs/operating/upgrade.md), or say in a line `-- locks: …` why it may"
)


async def test_a_plan_says_what_would_run_and_changes_nothing(place: Place) -> None:
    await place.db.execute(ROWS)
    place.write("0101_column.sql", "ALTER TABLE visits ADD COLUMN more int")
    place.write("0102_filled.sql", "UPDATE visits SET more = 1", head="-- migrate:up\n-- locks: three rows\n")
    place.write("0103_heavy.sql", "ALTER TABLE rooms ALTER n TYPE bigint")
    place.write("0104_index.sql", INDEX, head=NO_TRANSACTION)
    before = await place.schema()
    found = [replace(one, seconds=0.0) for one in await plan(place.url, [place.folder])]
    assert await place.schema() == before
    assert list(planned_lines(found)) == [
        "0101_column.sql",
        "  AccessExclusiveLock on public.visits",
        "0102_filled.sql",
        "  locks: three rows",
        "0103_heavy.sql",
        f"  {HELD_TOO_LONG}",
        "0104_index.sql, outside a transaction: holds nobody up, not tried here",
        "  not tried: it comes after 0103_heavy.sql",
    ]


async def test_a_plan_does_not_try_what_comes_after_what_it_cannot_undo(place: Place) -> None:
    place.write("0101_index.sql", INDEX, head=NO_TRANSACTION)
    place.write("0102_column.sql", "ALTER TABLE visits ADD COLUMN more int")
    assert list(planned_lines(await plan(place.url, [place.folder]))) == [
        "0101_index.sql, outside a transaction: holds nobody up, not tried here",
        "0102_column.sql",
        "  not tried: it comes after 0101_index.sql",
    ]
