"""A cursor brings its bearer back to the same event, and is refused by any log that does not have it there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstore.cursor import CursorRefused, check_cursor, cursor_at, decode_cursor, encode_cursor
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.walls import Pool, reading
from tests.support.appends import ONE, STREAM, TWO, append, event, opening
from tests.support.database import Database, copied


async def log_of(pool: Pool, *numbers: int) -> Pool:
    """The organisation ONE with an opening event and these; TWO with as many of its own."""
    store = PostgresStore(pool)
    await store.append([opening(ONE), opening(TWO)])
    for version, number in enumerate(numbers):
        at_version = [append(event(number), org=org, stream=STREAM, expected=version) for org in (ONE, TWO)]
        await store.append(at_version)
    return pool


async def refusal(pool: Pool, cursor: str) -> str:
    async with reading(pool, ONE) as db:
        with pytest.raises(CursorRefused) as refused:
            await check_cursor(db, ONE, cursor)
    return refused.value.code


async def test_every_position_comes_back(app_pool: Pool) -> None:
    await log_of(app_pool, 1, 2, 3)
    async with reading(app_pool, ONE) as db:
        cursors = [await cursor_at(db, ONE, pos) for pos in range(5)]
        assert [await check_cursor(db, ONE, cursor) for cursor in cursors] == [0, 1, 2, 3, 4]
        assert {len(cursor) for cursor in cursors} == {32}
        with pytest.raises(CursorRefused) as refused:
            await cursor_at(db, ONE, 5)
    assert refused.value.code == "cursor_from_lost_log"


async def test_a_cursor_of_another_organisation_is_refused(app_pool: Pool) -> None:
    await log_of(app_pool, 1, 2, 3)
    async with reading(app_pool, TWO) as db:
        foreign = await cursor_at(db, TWO, 3)
    assert await refusal(app_pool, foreign) == "cursor_from_lost_log"


async def test_a_made_up_hash_is_refused(app_pool: Pool) -> None:
    await log_of(app_pool, 1, 2, 3)
    assert await refusal(app_pool, encode_cursor(3, b"\x00" * 8)) == "cursor_from_lost_log"
    assert await refusal(app_pool, encode_cursor(3, b"")) == "cursor_from_lost_log"
    assert await refusal(app_pool, encode_cursor(2**63 - 1, b"\x00" * 8)) == "cursor_from_lost_log"


async def test_after_a_restore_that_lost_events_their_cursors_are_refused_and_older_ones_are_not(
    app_pool: Pool, template: Database
) -> None:
    await log_of(app_pool, 1, 2, 3, 4)
    async with reading(app_pool, ONE) as db:
        kept, lost, beyond = [await cursor_at(db, ONE, pos) for pos in (3, 4, 5)]
    async with copied(template) as restored, opened_pool(restored.settings.app_url) as pool:
        await log_of(pool, 1, 2, 33)  # as far as the backup went, and then something else
        async with reading(pool, ONE) as db:
            assert await check_cursor(db, ONE, kept) == 3
        assert [await refusal(pool, cursor) for cursor in (lost, beyond)] == ["cursor_from_lost_log"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "=" * 32,
        "é" * 32,
        "!" * 32,
        "g" * 32,  # beyond the last of the 16 digits
        "0" * 31,
        "0" * 33,
        "0" * 32 + "======",
        "00 " + "00" * 15,  # the same bytes as 32 times 0
        "A" * 32,  # capital letters
        "0" * 31 + "\n",
        "f" * 32,  # position -1
        "\x00" * 32,
        "0" * 10_000,
    ],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorRefused) as refused:
        decode_cursor(text)
    assert refused.value.code == "bad_cursor"


HASH = st.binary(min_size=8, max_size=8)


@given(st.integers(0, 2**61), HASH, st.integers(1, 2**61), HASH)
def test_the_later_of_two_places_is_the_greater_text(pos: int, hash_: bytes, more: int, other: bytes) -> None:
    assert encode_cursor(pos + more, other) > encode_cursor(pos, hash_)


@given(st.integers(0, 2**63 - 1), st.binary(min_size=8, max_size=32))
def test_position_and_hash_come_back(pos: int, hash_: bytes) -> None:
    assert decode_cursor(encode_cursor(pos, hash_)) == (pos, hash_[:8])


@given(st.text(max_size=30))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    try:
        pos, hash_ = decode_cursor(text)
    except CursorRefused:
        return
    assert encode_cursor(pos, hash_) == text
