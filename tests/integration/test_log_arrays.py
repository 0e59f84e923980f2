"""Arrays sent whole are read by Postgres as the very arrays that the driver sends item by item."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from eventstore.arrays import OnlySent
from eventstore.ids import random_id
from eventstore.pools import opened_pool
from tests.support.database import Database

ONE, ANOTHER = random_id(), UUID(int=1)
NOON = datetime(2026, 3, 4, 12, 0, 0, 1, UTC)
ARRAYS: dict[str, list[Sequence[Any]]] = {
    "uuid[]": [[], [ONE], [ONE, None, ANOTHER, ONE], [None]],
    "integer[]": [[], [0], [3, -(2**31), 2**31 - 1, 3]],
    "text[]": [[], ["", "a", "ä\n\"'\\{},NULL", None, "a", "😀"], [None]],
    "timestamptz[]": [
        [],
        [NOON, NOON.astimezone(timezone(timedelta(hours=5))), datetime(1900, 1, 1, tzinfo=UTC), NOON],
        [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)],
    ],
}


@pytest.mark.parametrize("kind", ARRAYS)
async def test_an_array_sent_whole_is_the_array_sent_item_by_item(database: Database, kind: str) -> None:
    ask = f"SELECT $1::{kind}::text"
    async with (
        opened_pool(database.settings.app_url) as plain,
        opened_pool(database.settings.app_url, log=True) as log,
    ):
        for array in ARRAYS[kind]:
            assert await log.fetchval(ask, array) == await plain.fetchval(ask, array), array


async def test_what_is_only_sent_is_not_read(database: Database) -> None:
    async with opened_pool(database.settings.app_url, log=True) as log:
        with pytest.raises(OnlySent):
            await log.fetchval("SELECT ARRAY['a']")


async def test_what_is_no_instant_is_refused_before_it_is_sent(database: Database) -> None:
    async with opened_pool(database.settings.app_url, log=True) as log:
        with pytest.raises(asyncpg.DataError):
            await log.fetchval("SELECT $1::timestamptz[]", [datetime(2026, 3, 4)])  # noqa: DTZ001  without a zone
