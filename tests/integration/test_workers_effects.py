"""An effect is in one pair of hands at a time, is due again when they let go, and ends once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from eventstore.walls import Pool
from tests.support.effect_rows import change, let_leases_run_over
from tests.support.times import NOON
from workers.effects import (
    MOST_ATTEMPTS,
    Claim,
    End,
    Leased,
    claim,
    drop_ended,
    due_organisations,
    end,
    lease,
    put_back,
)

ORG = UUID(int=11)
OTHER_ORG = UUID(int=12)
ADD = """
INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload)
VALUES ($1, $2, 'test.kind', $2::uuid::text, $3, $4, $5)
"""


async def add(
    pool: Pool, *, org_id: UUID = ORG, due: datetime = NOON, expires: datetime | None = None, critical: bool = False
) -> UUID:
    effect_id = uuid4()
    payload = '{"critical": true}' if critical else "{}"
    await change(pool, org_id, ADD, effect_id, due, expires, payload)
    return effect_id


async def row(pool: Pool, effect_id: UUID) -> Any:
    return await pool.fetchrow("SELECT *, lease_until - now() AS held FROM log.effect WHERE effect_id = $1", effect_id)


async def leased(pool: Pool, now: datetime = NOON) -> Sequence[Leased]:
    return (await lease(pool, ORG, now, 10))[0]


async def in_hand(pool: Pool, effect_id: UUID) -> Claim:
    await leased(pool)
    claimed = await claim(pool, ORG, effect_id)
    assert claimed is not None
    return claimed


async def test_what_is_due_by_the_organisations_clock_is_leased_once(engine_pool: Pool) -> None:
    due = await add(engine_pool)
    await add(engine_pool, due=NOON + timedelta(seconds=1))
    assert await leased(engine_pool) == [Leased(due, left=False)]
    assert await leased(engine_pool) == []


async def test_only_the_first_of_two_who_were_handed_it_gets_it(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool)
    assert await claim(engine_pool, ORG, effect_id) is None  # not before it was handed on
    await leased(engine_pool)
    assert await claim(engine_pool, ORG, effect_id) == Claim(ORG, effect_id, "test.kind", "{}", 1)
    assert await claim(engine_pool, ORG, effect_id) is None


async def test_handed_on_and_left_it_is_due_again_and_says_so(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool)
    await leased(engine_pool)
    await let_leases_run_over(engine_pool, ORG)
    assert await leased(engine_pool) == [Leased(effect_id, left=True)]


async def test_claimed_by_one_who_died_it_is_due_again_and_the_dead_ones_word_no_longer_counts(
    engine_pool: Pool,
) -> None:
    effect_id = await add(engine_pool)
    dead = await in_hand(engine_pool, effect_id)
    await let_leases_run_over(engine_pool, ORG)
    assert await leased(engine_pool) == [Leased(effect_id, left=False)]
    heir = await claim(engine_pool, ORG, effect_id)
    assert heir == Claim(ORG, effect_id, "test.kind", "{}", 2)
    assert await end(engine_pool, dead, End.DEAD, "late") is False
    assert await end(engine_pool, heir, End.DONE) is True
    ended = await row(engine_pool, effect_id)
    assert (ended["state"], ended["attempt"], ended["error"]) == ("done", 2, None)


async def test_a_critical_one_waits_two_seconds_for_a_worker_and_others_twenty(engine_pool: Pool) -> None:
    critical, other = await add(engine_pool, critical=True), await add(engine_pool)
    await leased(engine_pool)
    assert timedelta() < (await row(engine_pool, critical))["held"] <= timedelta(seconds=2)
    assert timedelta(seconds=10) < (await row(engine_pool, other))["held"] <= timedelta(seconds=20)


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5.0), (2, 20.0), (3, 80.0), (7, 3600.0)])
async def test_after_a_failure_it_waits_longer_each_time(engine_pool: Pool, failures: int, seconds: float) -> None:
    effect_id = await add(engine_pool)
    await change(engine_pool, ORG, "UPDATE log.effect SET attempt = $2 WHERE org_id = $1", failures - 1)
    claimed = await in_hand(engine_pool, effect_id)
    assert await put_back(engine_pool, claimed, "SMTPServerDisconnected") == seconds
    waiting = await row(engine_pool, effect_id)
    assert (waiting["state"], waiting["error"]) == ("pending", "SMTPServerDisconnected")
    assert timedelta(seconds=seconds - 2) < waiting["held"] <= timedelta(seconds=seconds)
    assert await leased(engine_pool) == []
    await let_leases_run_over(engine_pool, ORG)
    assert await leased(engine_pool) == [Leased(effect_id, left=False)]


async def test_what_has_expired_is_never_done(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool, expires=NOON + timedelta(hours=1))
    assert await leased(engine_pool, NOON + timedelta(hours=1)) == []
    assert (await row(engine_pool, effect_id))["state"] == "expired"


async def test_what_kills_whoever_does_it_is_given_up(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool)
    await change(engine_pool, ORG, "UPDATE log.effect SET attempt = $2 WHERE org_id = $1", MOST_ATTEMPTS - 1)
    await in_hand(engine_pool, effect_id)
    await let_leases_run_over(engine_pool, ORG)
    assert await lease(engine_pool, ORG, NOON, 10) == ([], [effect_id])
    assert (await row(engine_pool, effect_id))["state"] == "dead"


async def test_only_organisations_with_something_to_do_are_named(engine_pool: Pool) -> None:
    await add(engine_pool, due=NOON + timedelta(hours=1))
    await add(engine_pool, due=NOON)
    held = await add(engine_pool, org_id=OTHER_ORG)
    assert await due_organisations(engine_pool) == {ORG: NOON, OTHER_ORG: NOON}
    await lease(engine_pool, OTHER_ORG, NOON, 1)
    assert await due_organisations(engine_pool) == {ORG: NOON}
    assert (await row(engine_pool, held))["state"] == "leased"


async def test_nobody_leases_for_another_organisation(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool, org_id=OTHER_ORG)
    await lease(engine_pool, OTHER_ORG, NOON, 1)
    assert await leased(engine_pool) == []
    assert await claim(engine_pool, ORG, effect_id) is None


async def test_what_ended_is_forgotten_after_thirty_days(engine_pool: Pool) -> None:
    lately, live, *long_ago = [await add(engine_pool) for _ in range(7)]
    ended = "UPDATE log.effect SET state = 'done', ended_at = $3 WHERE org_id = $1 AND effect_id = $2"
    now = datetime.now(UTC)
    for effect_id in long_ago:
        await change(engine_pool, ORG, ended, effect_id, now - timedelta(days=30, minutes=1))
    await change(engine_pool, ORG, ended, lately, now - timedelta(days=29))
    await drop_ended(engine_pool, at_once=2)
    left = await engine_pool.fetch("SELECT effect_id FROM log.effect")
    assert {one["effect_id"] for one in left} == {lately, live}
