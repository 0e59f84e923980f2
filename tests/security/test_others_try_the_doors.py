"""A program of others tries every operation with what the description allows and forbids, and finds no fault.

No answer of 5xx; no status, header, content type or field that is not described; what has the form is heard, what has
not is refused. In the nightly run with many more examples, and with every edge of every schema.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.http.access import ACCESS
from services.http.contract.plain_doors import PLAIN
from services.http.operations import OPERATIONS
from tests.support.database import Database
from tests.support.examples_count import EXAMPLES
from tests.support.server_process import Served, served
from tests.support.tried_by_others import ENDLESS, FILES, LINES, OUTSIDE, UNKNOWN, tried
from tests.support.two_houses import House, open_house

NIGHTLY = EXAMPLES > 200
PHASES = "examples,coverage,fuzzing" if NIGHTLY else "examples,fuzzing"
EACH = EXAMPLES // 20 if NIGHTLY else 2
"""Examples of an operation, of each kind."""

SERVED = {one.name for one in OPERATIONS} | {described["operationId"] for described in PLAIN.values()}
TRIED = SERVED - ENDLESS - FILES - LINES - OUTSIDE - UNKNOWN
BY_PARTNERS = {name for name in TRIED if ACCESS[name].scopes is not None}
BY_STAFF = TRIED - {name for name in BY_PARTNERS if not ACCESS[name].roles}


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture(scope="module")
async def server(house: House) -> AsyncIterator[Served]:
    async with served(house.ours.context.settings) as running:
        yield running


def test_every_operation_is_tried_by_somebody() -> None:
    assert BY_STAFF | BY_PARTNERS == TRIED


@pytest.mark.timeout(1800 if NIGHTLY else 180)
async def test_what_staff_may_ask(house: House, server: Served, tmp_path: Path) -> None:
    key = house.ours.org.owner_key
    found = await tried(tmp_path, server.address, key, BY_STAFF, house.here, phases=PHASES, max_examples=EACH)
    assert not found, found


@pytest.mark.timeout(1800 if NIGHTLY else 180)
async def test_what_partners_may_ask(house: House, server: Served, tmp_path: Path) -> None:
    key = house.ours.org.partner_key
    found = await tried(tmp_path, server.address, key, BY_PARTNERS, house.here, phases=PHASES, max_examples=EACH)
    assert not found, found
