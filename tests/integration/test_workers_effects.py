"""An effect is in one pair of hands at a time, is due again when they let go, and ends once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from eventstore.walls import Pool
from tests.support.effect_hands import in_hand, leased
from tests.support.effect_rows import change, let_leases_run_over
from tests.support.times import NOON
from workers.dead_letters import effects_of_id, retry
from workers.effects import (
    MOST_ATTEMPTS,
    MOST_URGENT_TRIES,
    Claim,
    End,
    Ending,
    Failure,
    back_off,
    calling,
    claim,
    end,
    put_back,
)
from workers.leasing import Leased, drop_ended, due_organisations, handed_on, lease, urgent_organisations

ORG = UUID(int=11)
OTHER_ORG = UUID(int=12)
ADD = """
INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload, urgent)
VALUES ($1, $2, 'test.kind', $2::uuid::text, $3, $4, '{}', $5)
"""


async def add(
    pool: Pool, *, org_id: UUID = ORG, due: datetime = NOON, expires: datetime | None = None, urgent: bool = False
) -> UUID:
    effect_id = uuid4()
    await change(pool, org_id, ADD, effect_id, due, expires, urgent)
    return effect_id


async def row(pool: Pool, effect_id: UUID) -> Any:
    return await pool.fetchrow(
        "SELECT *, lease_until - clock_timestamp() AS held FROM log.effect WHERE effect_id = $1", effect_id
    )


async def the_claim(pool: Pool) -> Claim:
    [claimed] = await in_hand(pool, ORG, NOON)
    return claimed


async def test_what_is_due_by_the_organisations_clock_is_leased_once(engine_pool: Pool) -> None:
    due = await add(engine_pool)
    await add(engine_pool, due=NOON + timedelta(seconds=1))
    assert await leased(engine_pool, ORG, NOON) == [Leased(due, left=False)]
    assert await leased(engine_pool, ORG, NOON) == []
    assert await handed_on(engine_pool) == 1


async def test_only_the_first_of_two_who_were_handed_it_gets_it(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool, expires=NOON + timedelta(hours=1))
    assert await claim(engine_pool, ORG, [effect_id]) == []  # not before it was handed on
    await leased(engine_pool, ORG, NOON)
    assert await claim(engine_pool, ORG, [effect_id, effect_id]) == [
        Claim(
            org_id=ORG,
            effect_id=effect_id,
            kind="test.kind",
            payload="{}",
            attempt=1,
            due_at=NOON,
            expires_at=NOON + timedelta(hours=1),
        )
    ]
    assert await claim(engine_pool, ORG, [effect_id]) == []


async def test_many_are_claimed_together_the_longest_due_first(engine_pool: Pool) -> None:
    late, early = await add(engine_pool), await add(engine_pool, due=NOON - timedelta(hours=1))
    assert [claimed.effect_id for claimed in await in_hand(engine_pool, ORG, NOON)] == [early, late]


async def test_handed_on_and_left_it_is_due_again_and_says_so(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool)
    await leased(engine_pool, ORG, NOON)
    await let_leases_run_over(engine_pool, ORG)
    assert await leased(engine_pool, ORG, NOON) == [Leased(effect_id, left=True)]


async def test_claimed_by_one_who_died_it_is_due_again_and_the_dead_ones_word_no_longer_counts(
    engine_pool: Pool,
) -> None:
    effect_id = await add(engine_pool)
    dead = await the_claim(engine_pool)
    await let_leases_run_over(engine_pool, ORG)
    heir = await the_claim(engine_pool)
    assert heir.attempt == 2
    assert await calling(engine_pool, [dead]) == set()
    assert await end(engine_pool, [Ending(dead, End.DEAD, "late")]) == set()
    await put_back(engine_pool, [Failure(dead, "late")])
    assert await end(engine_pool, [Ending(heir, End.DONE)]) == {effect_id}
    ended = await row(engine_pool, effect_id)
    assert (ended["state"], ended["attempt"], ended["error"]) == ("done", 2, None)


async def test_tried_again_by_an_operator_it_is_counted_anew_and_who_froze_in_the_first_attempt_has_no_say(
    engine_pool: Pool,
) -> None:
    effect_id = await add(engine_pool)
    frozen = await the_claim(engine_pool)
    await let_leases_run_over(engine_pool, ORG)
    await end(engine_pool, [Ending(await the_claim(engine_pool), End.DEAD, "refused")])
    [dead] = await effects_of_id(engine_pool, effect_id)
    assert await retry(engine_pool, dead)
    again = await the_claim(engine_pool)
    assert (again.attempt, again.tries) == (3, 1)
    assert await calling(engine_pool, [frozen]) == set()
    assert await end(engine_pool, [Ending(frozen, End.DONE)]) == set()
    assert await end(engine_pool, [Ending(again, End.DONE)]) == {effect_id}


async def test_each_of_many_ends_in_its_own_way(engine_pool: Pool) -> None:
    one, two = await add(engine_pool, due=NOON - timedelta(hours=1)), await add(engine_pool)
    first, second = await in_hand(engine_pool, ORG, NOON)
    endings = [Ending(second, End.DONE), Ending(first, End.MOOT, "done already")]
    assert await end(engine_pool, endings) == {one, two}
    told = [(await row(engine_pool, effect_id))["state"] for effect_id in (one, two)]
    assert told == ["moot", "done"]
    assert (await row(engine_pool, one))["error"] == "done already"


async def test_an_attempt_that_began_calling_and_never_said_how_it_ended_leaves_it_uncertain(
    engine_pool: Pool,
) -> None:
    effect_id = await add(engine_pool)
    dead = await the_claim(engine_pool)
    assert await calling(engine_pool, [dead]) == {effect_id}
    await let_leases_run_over(engine_pool, ORG)
    heir = await the_claim(engine_pool)
    assert (dead.uncertain, heir.uncertain) == (False, True)
    await put_back(engine_pool, [Failure(heir, "refused", not_sent=True)])
    await let_leases_run_over(engine_pool, ORG)
    assert (await the_claim(engine_pool)).uncertain, "what the first attempt did is still unknown"


@pytest.mark.parametrize(("not_sent", "uncertain"), [(True, False), (False, True)])
async def test_after_a_failed_call_it_is_uncertain_unless_surely_nothing_went_out(
    engine_pool: Pool, not_sent: bool, uncertain: bool
) -> None:
    await add(engine_pool)
    claimed = await the_claim(engine_pool)
    await calling(engine_pool, [claimed])
    await put_back(engine_pool, [Failure(claimed, "refused", not_sent=not_sent)])
    await let_leases_run_over(engine_pool, ORG)
    assert (await the_claim(engine_pool)).uncertain is uncertain


async def test_who_is_about_to_call_has_the_time_of_a_whole_claim_again(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool)
    claimed = await the_claim(engine_pool)
    await change(engine_pool, ORG, "UPDATE log.effect SET lease_until = now() + interval '1 s' WHERE org_id = $1")
    await calling(engine_pool, [claimed])
    assert (await row(engine_pool, effect_id))["held"] > timedelta(seconds=10)


async def test_an_urgent_one_goes_first_and_waits_two_seconds_for_a_worker_and_others_twenty(
    engine_pool: Pool,
) -> None:
    other = await add(engine_pool, due=NOON - timedelta(days=1))
    urgent = await add(engine_pool, urgent=True)
    assert await urgent_organisations(engine_pool) == {ORG: NOON}
    assert await lease(engine_pool, ORG, NOON, 10, urgent=True) == ([Leased(urgent, left=False)], [])
    assert await leased(engine_pool, ORG, NOON) == [Leased(other, left=False)]
    assert timedelta() < (await row(engine_pool, urgent))["held"] <= timedelta(seconds=2)
    assert timedelta(seconds=10) < (await row(engine_pool, other))["held"] <= timedelta(seconds=20)
    assert await urgent_organisations(engine_pool) == {}


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5.0), (2, 20.0), (3, 80.0), (7, 3600.0)])
async def test_after_a_failure_it_waits_longer_each_time(engine_pool: Pool, failures: int, seconds: float) -> None:
    effect_id = await add(engine_pool)
    await change(engine_pool, ORG, "UPDATE log.effect SET attempt = $2 WHERE org_id = $1", failures - 1)
    claimed = await the_claim(engine_pool)
    assert back_off(claimed.tries) == seconds
    await put_back(engine_pool, [Failure(claimed, "SMTPServerDisconnected")])
    waiting = await row(engine_pool, effect_id)
    assert (waiting["state"], waiting["error"]) == ("pending", "SMTPServerDisconnected")
    assert timedelta(seconds=seconds - 2) < waiting["held"] <= timedelta(seconds=seconds)
    assert await leased(engine_pool, ORG, NOON) == []
    await let_leases_run_over(engine_pool, ORG)
    assert await leased(engine_pool, ORG, NOON) == [Leased(effect_id, left=False)]


async def test_what_is_urgent_is_tried_every_minute_and_never_counted_as_tried_too_often(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool, urgent=True)
    waits = list[float]()
    for _ in range(MOST_ATTEMPTS + 2):
        claimed = await the_claim(engine_pool)
        failure = Failure(claimed, "refused")
        waits.append(failure.again_in)
        await put_back(engine_pool, [failure])
        await let_leases_run_over(engine_pool, ORG)
    assert waits == [5.0, 20.0] + [60.0] * MOST_ATTEMPTS
    last = await the_claim(engine_pool)
    assert (last.attempt, last.tries) == (MOST_ATTEMPTS + 3, MOST_URGENT_TRIES + 1)
    await let_leases_run_over(engine_pool, ORG)
    assert await leased(engine_pool, ORG, NOON) == [Leased(effect_id, left=False)], "one that froze in it is not many"


async def test_what_was_never_begun_is_due_again_at_once_as_often_tried_as_before(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool)
    await change(engine_pool, ORG, "UPDATE log.effect SET attempt = $2 WHERE org_id = $1", MOST_ATTEMPTS - 1)
    claimed = await the_claim(engine_pool)
    await put_back(engine_pool, [Failure(claimed, "NotBegun", begun=False)])
    again = await the_claim(engine_pool)
    assert (again.effect_id, again.uncertain) == (effect_id, False)
    assert (again.attempt, again.tries) == (claimed.attempt + 1, claimed.tries)


async def test_whoever_does_it_is_told_by_when_it_is_too_late(engine_pool: Pool) -> None:
    await add(engine_pool, expires=NOON)
    claimed = await the_claim(engine_pool)
    assert claimed.has_expired(NOON)
    assert not claimed.has_expired(NOON - timedelta(seconds=1))


async def test_what_kills_whoever_does_it_is_not_handed_on_again(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool, urgent=True)
    await change(engine_pool, ORG, "UPDATE log.effect SET attempt = $2 WHERE org_id = $1", MOST_ATTEMPTS - 1)
    await the_claim(engine_pool)
    await let_leases_run_over(engine_pool, ORG)
    assert await lease(engine_pool, ORG, NOON, 10, urgent=True) == ([], [])
    handed, [deadly] = await lease(engine_pool, ORG, NOON, 10)
    assert (handed, deadly.effect_id, deadly.attempt) == ([], effect_id, MOST_ATTEMPTS + 1)
    assert await end(engine_pool, [Ending(deadly, End.DEAD, "nobody survived doing it")]) == {effect_id}


async def test_only_organisations_with_something_to_do_are_named(engine_pool: Pool) -> None:
    await add(engine_pool, due=NOON + timedelta(hours=1))
    await add(engine_pool, due=NOON)
    held = await add(engine_pool, org_id=OTHER_ORG)
    assert await due_organisations(engine_pool) == {ORG: NOON, OTHER_ORG: NOON}
    await lease(engine_pool, OTHER_ORG, NOON, 1)
    assert await due_organisations(engine_pool) == {ORG: NOON}
    assert (await row(engine_pool, held))["state"] == "leased"
    await let_leases_run_over(engine_pool, OTHER_ORG)
    assert await due_organisations(engine_pool) == {ORG: NOON, OTHER_ORG: NOON}


async def test_nobody_leases_or_claims_for_another_organisation(engine_pool: Pool) -> None:
    effect_id = await add(engine_pool, org_id=OTHER_ORG)
    await lease(engine_pool, OTHER_ORG, NOON, 1)
    assert await leased(engine_pool, ORG, NOON) == []
    assert await claim(engine_pool, ORG, [effect_id]) == []


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
