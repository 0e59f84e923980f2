"""On a coordinator of Citus with two workers: spreading a log that is there, moving shards under load, one's own shard.

Run where CARRYOVER_TEST_CITUS names the programs (`make test-citus`).
"""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from uuid import UUID

import asyncpg
import pytest

from eventstore.citus.distribute import distribute
from eventstore.citus.nodes import join
from eventstore.group_commit import GroupCommit
from eventstore.migrate import migrate
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.records import Outcome, Status
from eventstore.store import StoreBusy
from eventstore.walls import Connection
from services.cli.places import places
from services.cli.schema import LOG_DATABASE
from tests.support.appends import append, event, opening, whole_log
from tests.support.citus_servers import LOOPBACK, NODES, CitusServers, programs
from tests.support.command import carryover
from tests.support.database import Database, empty
from tests.support.servers import ServerAddresses

pytestmark = pytest.mark.skipif(programs() is None, reason="not run: CARRYOVER_TEST_CITUS names no Postgres with Citus")

ORGS = [UUID(int=n) for n in range(1, 9)]
APPENDS = 40  # of each organisation, while its shard is on its way

# The shard of an organisation, and the worker that has it.
SHARD = """
SELECT s.shardid, s.nodename, s.nodeport FROM citus_shards s
WHERE s.table_name = 'log.events'::regclass AND s.shardid = get_shard_id_for_distribution_column('log.events', $1::uuid)
"""

# Where each shard of the events is.
PLACEMENTS = "SELECT nodename, nodeport FROM citus_shards WHERE table_name = 'log.events'::regclass"

# A shard goes to another worker, and with it those of the same organisations of all other tables.
MOVE = "SELECT citus_move_shard_placement($1, $2, $3, $4, $5, shard_transfer_mode := $6::citus.shard_transfer_mode)"

# An organisation gets a shard to itself, of every table.
ISOLATE = "SELECT isolate_tenant_to_new_shard('log.events', $1::uuid, 'CASCADE', shard_transfer_mode := 'block_writes')"


@pytest.fixture
def citus(servers: ServerAddresses) -> CitusServers:
    assert isinstance(servers, CitusServers)
    return servers


@pytest.fixture
async def admin(database: Database) -> AsyncIterator[Connection]:
    db = await asyncpg.connect(database.url("postgres"))
    yield db
    await db.close()


async def test_a_log_that_is_there_is_spread_and_nothing_of_it_is_lost(citus: CitusServers) -> None:
    async with empty(citus) as database:
        await migrate(database.url("carryover_owner"), LOG_DATABASE)
        async with opened_pool(database.settings.app_url) as pool:
            await PostgresStore(pool).append([*map(opening, ORGS), *(append(event(o.int), org=o) for o in ORGS)])
            before = [await whole_log(PostgresStore(pool), org_id) for org_id in ORGS]
        await join(database.name, citus.node(NODES[0]), [citus.node(worker) for worker in NODES[1:]])
        spread = await distribute(database.url("postgres"), places(), shards=4)
        again = await distribute(database.url("postgres"), places(), shards=4)
        async with opened_pool(database.settings.app_url) as pool:
            store = PostgresStore(pool)
            assert store.apart
            assert [await whole_log(store, org_id) for org_id in ORGS] == before
            next_one = await store.append([append(event(100), org=ORGS[0], expected=1)])
        await _dropped(citus, database.name)
    assert (len(spread), again) == (len(places()) - 1, [])
    assert [(outcome.status, outcome.pos) for outcome in next_one] == [(Status.STORED, 3)]


async def _dropped(citus: CitusServers, name: str) -> None:
    for worker in NODES[1:]:
        db = await asyncpg.connect(citus.url_at(worker, "postgres", "postgres"))
        await db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await db.close()


async def test_the_command_spreads_a_log_over_the_workers_that_it_names(citus: CitusServers) -> None:
    coordinator, *workers = (f"{LOOPBACK}:{citus.ports[node]}" for node in NODES)
    words = ("migrate", "--admin-url", f"postgresql://postgres@{coordinator}/postgres", "--citus")
    async with empty(citus) as database:
        named = [word for worker in workers for word in ("--worker", worker)]
        first = await carryover(database.settings, *words, *named, "--shards", "6")
        again = await carryover(database.settings, *words)
        db = await asyncpg.connect(database.url("postgres"))
        at = [f"{host}:{port}" for host, port in await db.fetch(PLACEMENTS)]
        await db.close()
        async with opened_pool(database.settings.app_url) as pool:
            assert PostgresStore(pool).apart
        await _dropped(citus, database.name)
    assert (first.code, first.err) == (0, "")
    assert first.lines[-1] == f"{len(places()) - 1} tables were spread over the workers."
    assert (again.code, again.lines[-1]) == (0, "Every table is where it belongs.")
    assert sorted(at) == sorted(workers * 3)


async def test_the_command_refuses_a_worker_that_is_no_address(citus: CitusServers) -> None:
    words = ("migrate", "--admin-url", f"postgresql://postgres@{LOOPBACK}:{citus.ports[NODES[0]]}/postgres", "--citus")
    async with empty(citus) as database:
        said = await carryover(database.settings, *words, "--worker", "worker1")
    assert (said.code, said.err) == (1, "carryover: --worker is HOST:PORT, and worker1 is not\n")


@pytest.mark.parametrize("mode", ["block_writes", "force_logical"])
async def test_a_shard_that_moves_under_load_loses_nothing(
    admin: Connection, log_pool: asyncpg.Pool, citus: CitusServers, mode: str
) -> None:
    store = PostgresStore(log_pool)
    await store.append([opening(org_id) for org_id in ORGS])
    group = GroupCommit(store)
    group.start()
    loads = [asyncio.create_task(_appended(group, org_id)) for org_id in ORGS]
    try:
        shard, *at = await _shard_of(admin, ORGS[0])
        [to] = [[node.host, node.port] for node in map(citus.node, NODES[1:]) if [node.host, node.port] != at]
        await admin.execute(MOVE, shard, *at, *to, mode)
        moved = await _shard_of(admin, ORGS[0])
        outcomes = await asyncio.gather(*loads)
    finally:
        for load in loads:
            load.cancel()
        await group.stop()
    assert moved == (shard, *to)
    for org_id, stored in zip(ORGS, outcomes, strict=True):
        assert [outcome.pos for outcome in stored] == list(range(2, APPENDS + 2))
        assert len(await whole_log(store, org_id)) == APPENDS + 1


async def _shard_of(admin: Connection, org_id: UUID) -> tuple[int, str, int]:
    """Its number, and the host and port of the worker that has it."""
    row = await admin.fetchrow(SHARD, str(org_id))
    assert row is not None
    return row["shardid"], row["nodename"], row["nodeport"]


async def _appended(group: GroupCommit, org_id: UUID) -> list[Outcome]:
    """One after the other, each again until it is taken, as a client does."""
    stored: list[Outcome] = []
    for number in count(org_id.int * 1_000_000):
        while True:
            try:
                [outcome] = await group.append([append(event(number), org=org_id, stream=UUID(int=number))])
                break
            except StoreBusy:
                await asyncio.sleep(0)
        stored.append(outcome)
        if len(stored) == APPENDS:
            return stored
    raise AssertionError


async def test_an_organisation_gets_a_shard_of_its_own_and_keeps_its_log(
    admin: Connection, log_pool: asyncpg.Pool
) -> None:
    store = PostgresStore(log_pool)
    await store.append([opening(org_id) for org_id in ORGS])
    before = [await whole_log(store, org_id) for org_id in ORGS]
    old, *_ = await _shard_of(admin, ORGS[0])
    await admin.execute(ISOLATE, str(ORGS[0]))
    own, *_ = await _shard_of(admin, ORGS[0])
    others = {(await _shard_of(admin, org_id))[0] for org_id in ORGS[1:]}
    assert own != old
    assert own not in others
    assert [await whole_log(store, org_id) for org_id in ORGS] == before
    assert (await store.append([append(event(9), org=ORGS[0])]))[0].status is Status.STORED
