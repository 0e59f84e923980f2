"""S32: what was noted of who saw whose data can be neither changed nor left out without being found."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from random import Random
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore.anchors import Anchor
from eventstore.verify import Fault
from eventstore.walls import Connection, Pool
from services.audit.entry import Entry, Kind
from services.audit.ledger import as_row
from services.audit.verify import newest_audit_anchors, verify_audit
from services.context import Context
from tests.support.appends import ONE, TWO
from tests.support.database import Database
from tests.support.tampering import changes, superuser

TABLES = ("access.audit", "access.audit_patient", "access.audit_head", "access.break_glass")
CHANGED = "the entry or its hash was changed, or another one was here"
PROCESSES = ("carryover_app", "carryover_engine")
ROLES = (*PROCESSES, "carryover_owner", "carryover_append")


def entry(*patients: UUID, operation: str = "onePatient") -> Entry:
    return Entry(
        kind=Kind.READ,
        actor="staff:kim",
        via="key:1",
        operation=operation,
        patients=patients,
        address="192.0.2.1",
        request_id=uuid4(),
        detail={"who": "Zoë"},
    )


@pytest.fixture
async def admin(database: Database, context: Context) -> AsyncIterator[Connection]:
    """A superuser, after five entries were noted."""
    for _ in range(5):
        await context.audit.note(ONE, [entry(uuid4(), uuid4())])
    async with superuser(database) as db:
        yield db


async def faults(engine_pool: Pool, *anchors: Anchor) -> list[Fault]:
    return list((await verify_audit(engine_pool, anchors=anchors)).faults)


@pytest.mark.parametrize("seed", range(5))
async def test_entries_in_any_order_of_concurrent_requests_are_chained_without_a_gap(
    context: Context, engine_pool: Pool, seed: int
) -> None:
    chance = Random(seed)
    wishes = [(org_id, chance.randint(1, 4)) for org_id in (ONE, TWO) for _ in range(40)]
    chance.shuffle(wishes)

    async def note(org_id: UUID, number: int) -> None:
        for _ in range(chance.randint(0, 5)):
            await asyncio.sleep(0)
        await context.audit.note(org_id, [entry(*(uuid4() for _ in range(n))) for n in range(number)])

    await asyncio.gather(*(note(*wish) for wish in wishes))
    found = await verify_audit(engine_pool)
    assert (found.events, found.faults) == (sum(number for _, number in wishes), ())


@pytest.mark.parametrize("role", ROLES)
async def test_no_role_changes_what_was_noted(database: Database, admin: Connection, role: str) -> None:
    """Not the owner either, without giving itself the right first; processes write through access.note alone."""
    await admin.execute(f"SET ROLE {role}")
    ways = ["UPDATE {} SET org_id = org_id", "DELETE FROM {}", "TRUNCATE {}"]
    if role in PROCESSES:
        ways.append("INSERT INTO {} SELECT * FROM {}")
    tried = {table: [*ways] for table in TABLES}
    if role not in PROCESSES:
        del tried["access.audit_head"]  # the chain's end moves; where it does not fit it is found
    for table, statements in tried.items():
        for statement in statements:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await admin.execute(statement.format(table, table))
    await admin.execute("RESET ROLE")
    assert await admin.fetchval("SELECT count(*) FROM access.audit") == 5


async def test_a_change_of_any_column_is_found(engine_pool: Pool, admin: Connection) -> None:
    tried = [change for change in await changes(admin, "access.audit") if change.column != "org_id"]
    assert {"at", "actor", "by_right", "patients", "detail", "hash"} < {change.column for change in tried}
    for change in tried:
        sql = f"UPDATE access.audit SET {change.column} = {change.to} WHERE seq = 3"
        if change.column == "kind":
            sql = "UPDATE access.audit SET kind = 'changed' WHERE seq = 3"
        async with admin.transaction():
            before = await admin.fetchrow("SELECT * FROM access.audit WHERE seq = 3")
            await admin.execute(sql)
        found = await faults(engine_pool)
        moved = change.column == "seq"
        assert found == [Fault(ONE, 3, "the entry is missing; the next one is number 4" if moved else CHANGED)], change
        await admin.execute("DELETE FROM access.audit WHERE seq = 3 OR seq > 100")
        assert before is not None
        places = ", ".join(f"${n}" for n in range(1, len(before) + 1))
        await admin.execute(f"INSERT INTO access.audit VALUES ({places})", *before)
        assert await faults(engine_pool) == []


async def test_an_entry_left_out_is_found_wherever_it_stood(engine_pool: Pool, admin: Connection) -> None:
    anchors = await newest_audit_anchors(engine_pool)
    whole = await admin.fetch("SELECT * FROM access.audit ORDER BY seq")
    for row in whole:
        await admin.execute("DELETE FROM access.audit WHERE seq = $1", row["seq"])
        what = "the entry is missing" + (f"; the next one is number {row['seq'] + 1}" if row["seq"] < 5 else "")
        assert (await faults(engine_pool))[0] == Fault(ONE, row["seq"], what)
        places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
        await admin.execute(f"INSERT INTO access.audit VALUES ({places})", *row)
    await admin.execute("DELETE FROM access.audit WHERE seq = 5")
    await admin.execute(
        "UPDATE access.audit_head SET (seq, last_at, chain) = (SELECT seq, at, hash FROM access.audit WHERE seq = 4)"
    )
    assert await faults(engine_pool) == []  # the end cut off together with its head: only an anchor tells
    [lost] = await faults(engine_pool, *anchors)
    assert (lost.pos, lost.what.split(" that ")[0]) == (5, "the audit no longer has the entry")


async def test_an_entry_that_is_not_found_by_its_patient_is_found(engine_pool: Pool, admin: Connection) -> None:
    await admin.execute("DELETE FROM access.audit_patient WHERE seq = 4")
    assert await faults(engine_pool) == [Fault(ONE, 4, "it is not found by the patients whom it names")]


async def test_a_lost_head_is_found(engine_pool: Pool, admin: Connection) -> None:
    await admin.execute("DELETE FROM access.audit_head")
    anchor = Anchor(organisation=ONE, position=5, hash="0" * 64, recorded_at=(await _at(admin, 5)), of="audit")
    assert Fault(ONE, 5, "the organisation's audit has no head") in await faults(engine_pool, anchor)


async def test_a_clock_set_back_does_not_turn_the_order_of_entries(
    context: Context, engine_pool: Pool, admin: Connection
) -> None:
    """The head's instant, ahead of the server's clock as after the clock was set back, holds for what comes."""
    await admin.execute("UPDATE access.audit_head SET last_at = last_at + interval '1 hour'")
    await context.audit.note(ONE, [entry()])
    assert await _at(admin, 6) > await _at(admin, 5)
    assert await faults(engine_pool) == []
    await context.audit.note(ONE, [entry()])
    assert await _at(admin, 7) == await _at(admin, 6)


async def test_what_one_caller_notes_wrongly_harms_no_other(context: Context, engine_pool: Pool) -> None:
    wrong = Entry(kind="nothing", actor="staff:kim", operation="onePatient")  # type: ignore[arg-type]
    noted = await asyncio.gather(
        *(context.audit.note(ONE, [each]) for each in (entry(), wrong, entry())), return_exceptions=True
    )
    assert [type(outcome) for outcome in noted] == [type(None), asyncpg.CheckViolationError, type(None)]
    assert (await verify_audit(engine_pool)).events == 2


def test_nothing_of_an_entry_is_lost_on_its_way() -> None:
    assert set(as_row(ONE, entry())) == {
        *("org_id", "kind", "actor", "via", "by_right", "operation", "patients", "count", "address", "request_id"),
        "detail",
    }


async def _at(db: Connection, seq: int) -> datetime:
    at: datetime = await db.fetchval("SELECT at FROM access.audit WHERE seq = $1", seq)
    return at
