"""Writing the audit: what comes while a call is in flight goes together with the next, and nobody is left waiting."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from eventstore.store import StoreBusy
from services.audit import ledger
from services.audit.entry import Entry, Kind
from services.audit.ledger import Ledger
from tests.support.appends import ONE, TWO

Rows = list[dict[str, Any]]


class FakePool:
    """Takes calls when it is let, and refuses those that a test wants refused."""

    def __init__(self, fault: Callable[[Rows], Exception | None] = lambda rows: None) -> None:
        self.calls: list[Rows] = []
        self.open = asyncio.Event()
        self.open.set()
        self.begun = asyncio.Event()
        self._fault = fault

    async def execute(self, _: str, noted: str) -> None:
        rows: Rows = msgspec.json.decode(noted)
        self.calls.append(rows)
        self.begun.set()
        await self.open.wait()
        if fault := self._fault(rows):
            raise fault


def made(pool: FakePool) -> Ledger:
    return Ledger(pool)  # type: ignore[arg-type]  # that is all it asks of a pool


def entry(operation: str = "onePatient") -> Entry:
    return Entry(kind=Kind.READ, actor="staff:kim", operation=operation)


async def outcomes(ledger: Ledger, *notes: tuple[UUID, str]) -> list[type]:
    found = await asyncio.gather(*(ledger.note(org, [entry(what)]) for org, what in notes), return_exceptions=True)
    return [type(one) for one in found]


async def test_what_comes_while_a_call_is_in_flight_goes_with_the_next() -> None:
    pool = FakePool()
    pool.open.clear()
    audit = made(pool)
    first = asyncio.create_task(audit.note(ONE, [entry("first")]))
    await pool.begun.wait()
    later = [asyncio.create_task(audit.note(ONE, [entry(str(n))])) for n in range(3)]
    await asyncio.sleep(0)
    pool.open.set()
    await asyncio.gather(first, *later)
    assert [[row["operation"] for row in rows] for rows in pool.calls] == [["first"], ["0", "1", "2"]]


async def test_nothing_is_noted_where_there_is_nothing_to_note() -> None:
    pool = FakePool()
    await made(pool).note(ONE, [])
    assert pool.calls == []


async def test_an_organisation_whose_chain_is_held_holds_up_nobody_else() -> None:
    def held(rows: Rows) -> Exception | None:
        return asyncpg.LockNotAvailableError() if any(row["org_id"] == str(ONE) for row in rows) else None

    pool = FakePool(held)
    assert await outcomes(made(pool), (ONE, "a"), (TWO, "b"), (ONE, "c")) == [StoreBusy, type(None), StoreBusy]
    assert len(pool.calls) == 3  # together, then each organisation


async def test_a_database_that_is_away_is_told_to_all_at_once() -> None:
    pool = FakePool(lambda rows: asyncpg.ConnectionDoesNotExistError())
    assert await outcomes(made(pool), (ONE, "a"), (TWO, "b")) == [StoreBusy, StoreBusy]
    assert len(pool.calls) == 1


async def test_beyond_what_may_wait_it_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "WAITING_AT_MOST", 2)
    pool = FakePool()
    audit = made(pool)
    assert await outcomes(audit, (ONE, "a"), (ONE, "b"), (ONE, "c")) == [type(None), type(None), StoreBusy]
    assert await outcomes(audit, (ONE, "d")) == [type(None)]  # there is room again


async def test_what_waits_is_written_before_the_process_ends() -> None:
    pool = FakePool()
    audit = made(pool)
    noted = asyncio.create_task(audit.note(ONE, [entry()]))
    await asyncio.sleep(0)
    await audit.stop()
    await noted
    assert len(pool.calls) == 1
