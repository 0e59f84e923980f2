"""The append function guards the organisation itself: called with anything at all, it refuses or contains it."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventstore.postgres import APPEND, PostgresStore, columns
from eventstore.records import Alias, Append, CommandKey, Link, NewEffect, Sealed
from eventstore.walls import Pool, walled
from tests.support.appends import ONE, OTHER, PERSON, STREAM, TWO, append, event, opening, whole_log
from tests.support.database import Database
from tests.support.times import NOON

COMMANDS = ("c_org", "c_stream", "c_expected", "c_count", "c_key", "c_fingerprint", "c_beside")
EVENTS = (
    *("e_id", "e_type", "e_schema", "e_occurred", "e_zone", "e_recorded", "e_subject", "e_target", "e_actor"),
    *("e_correlation", "e_causation", "e_data", "e_digest"),
)
NAMES = ("orgs", "opening", *COMMANDS, *EVENTS)
BESIDE = ("log.effect", "log.command_key", "log.directory", "vault.item", "vault.alias")
NOWHERE = UUID(int=99)
Call = dict[str, Any]
FRESH = count(1)


def full(number: int, org: UUID, stream: UUID) -> Append:
    """A command that writes to every table there is."""
    name = UUID(int=number)
    return append(
        event(number, occurred_zone="Europe/Oslo", target_event_id=OTHER),
        event(number + 1, occurred_zone="Europe/Oslo", target_event_id=OTHER),
        org=org,
        stream=stream,
        correlation_id=OTHER,
        causation_id=OTHER,
        key=CommandKey(key=name, fingerprint=b"wish"),
        effects=(NewEffect(effect_id=name, kind="mail", dedupe_key=str(name), due_at=NOON, payload=b"{}"),),
        sealed=(Sealed(subject_id=PERSON, item_id=name, sealed=b"x"),),
        links=(Link(kind="key", hash=name.bytes, about=b"{}"),),
        aliases=(Alias(partner_id=OTHER, hash=name.bytes, subject_id=PERSON),),
    )


def arguments(appends: Sequence[Append]) -> Call:
    """The honest call of log.append, to be tampered with."""
    return dict(zip(NAMES, columns(appends), strict=True))


def honest() -> Call:
    """Two commands of two organisations, with two events each."""
    return arguments([full(10, ONE, STREAM), full(20, TWO, OTHER)])


@pytest.fixture
async def pool(app_pool: Pool) -> Pool:
    """The app's own connections, and two organisations with an event each."""
    await PostgresStore(app_pool).append([opening(ONE), opening(TWO)])
    return app_pool


async def call(pool: Pool, arguments: Call) -> asyncpg.Record:
    [answer] = await pool.fetch(APPEND, *arguments.values())
    return answer


async def lengths(pool: Pool, *organisations: UUID) -> list[int]:
    return [len(await whole_log(PostgresStore(pool), org_id)) for org_id in organisations]


async def test_the_honest_call_is_taken(pool: Pool) -> None:
    assert (await call(pool, honest()))["status"] == ["stored", "stored"]
    assert await lengths(pool, ONE, TWO) == [3, 3]


TAMPERED: dict[str, Callable[[Call], None]] = {
    "an organisation out of range": lambda c: c.update(c_org=[1, 3]),
    "the organisation before the first": lambda c: c.update(c_org=[0, 2]),
    "a negative organisation": lambda c: c.update(c_org=[-1, 2]),
    "no organisation": lambda c: c.update(c_org=[None, 2]),
    "no stream": lambda c: c.update(c_stream=[None, OTHER]),
    "a negative count": lambda c: c.update(c_count=[5, -1]),
    "a count of nothing": lambda c: c.update(c_count=[4, 0]),
    "no count": lambda c: c.update(c_count=[4, None]),
    "a count that reaches beyond the events": lambda c: c.update(c_count=[2, 3]),
    "events that belong to nobody": lambda c: c.update(c_count=[2, 1]),
    "a version before the first": lambda c: c.update(c_expected=[-1, 0]),
    "no version": lambda c: c.update(c_expected=[None, 0]),
    "no commands": lambda c: c.update({name: [] for name in COMMANDS}),
    "no commands and no events": lambda c: c.update({name: [] for name in (*COMMANDS, *EVENTS)}),
    "nothing at all": lambda c: c.update(dict.fromkeys(NAMES)),
    "a feed opened for somebody else": lambda c: c.update(opening=[NOWHERE]),
    "an event without an id": lambda c: c.update(e_id=[None, *c["e_id"][1:]]),
    "the same id twice": lambda c: c.update(e_id=[c["e_id"][0]] * 4),
    "an event without a hash": lambda c: c.update(e_digest=[None, *c["e_digest"][1:]]),
    "a body that is no JSON": lambda c: c.update(e_data=["{", *c["e_data"][1:]]),
    "effects that are none": lambda c: c.update(c_beside=['{"effects":[1]}', None]),
    "an effect without a name": lambda c: c.update(c_beside=['{"effects":[{}]}', None]),
    **{
        f"{name} is {what}": lambda c, name=name, cut=cut: c.update({name: cut(c[name])})  # type: ignore[misc]
        for name in (*COMMANDS, *EVENTS)
        for what, cut in (("too short", lambda of: of[:-1]), ("too long", lambda of: [*of, of[-1]]))
    },
}


async def test_what_does_not_fit_together_is_refused_and_nothing_is_written(pool: Pool) -> None:
    for what, tamper in TAMPERED.items():
        arguments = honest()
        tamper(arguments)
        try:
            answer = await call(pool, arguments)
        except asyncpg.PostgresError:
            continue
        pytest.fail(f"{what} was answered {answer}")
    assert await lengths(pool, ONE, TWO) == [1, 1]
    assert (await call(pool, honest()))["status"] == ["stored", "stored"]


@pytest.mark.parametrize("counts", [[2, 1], [2, 3], [1, 2], [5, -1], [4, 0], [4, None]])
async def test_counts_that_do_not_fit_are_refused_also_one_by_one(pool: Pool, counts: list[int | None]) -> None:
    """An unknown organisation sends the whole call the slow way."""
    with pytest.raises(asyncpg.PostgresError):
        await call(pool, honest() | {"orgs": [ONE, NOWHERE], "c_count": counts})
    assert await lengths(pool, ONE, TWO) == [1, 1]


@pytest.mark.parametrize("known", [False, True], ids=["all new", "one known before"])
async def test_an_organisation_that_is_none_takes_nothing(pool: Pool, known: bool) -> None:
    if known:
        await call(pool, arguments([full(10, ONE, STREAM)]))
    for nobody in (NOWHERE, None):
        arguments_ = honest() | {"orgs": [ONE, nobody]}
        assert (await call(pool, arguments_))["status"] == ["duplicate" if known else "stored", "unknown_feed"]
        known = True
    assert await lengths(pool, ONE, TWO) == [3, 1]


async def test_organisations_in_any_order_and_twice_still_get_their_own(pool: Pool) -> None:
    mixed = honest() | {"orgs": [TWO, ONE, TWO], "c_org": [2, 3]}
    assert (await call(pool, mixed))["status"] == ["stored", "stored"]
    assert await lengths(pool, ONE, TWO) == [3, 3]


@pytest.mark.parametrize("known", [False, True], ids=["at once", "one by one"])
async def test_what_is_written_beside_belongs_to_the_commands_organisation_whatever_it_says(
    pool: Pool, database: Database, known: bool
) -> None:
    wishes = [full(10, ONE, STREAM), *([append(event(ONE.int + 7_000), org=ONE, stream=ONE)] if known else [])]
    arguments_ = arguments(wishes)
    told = arguments_["c_beside"][0].replace('{"effect_id"', f'{{"org_id":"{TWO}","cmd":2,"effect_id"')
    told = told.replace('{"subject_id"', f'{{"org_id":"{TWO}","subject_id"').replace(
        '{"kind"', f'{{"org_id":"{TWO}","kind"'
    )
    assert str(TWO) in told
    arguments_["c_beside"][0] = told.replace('{"partner_id"', f'{{"org_id":"{TWO}","partner_id"')
    assert (await call(pool, arguments_))["status"][0] == "stored"
    admin = await asyncpg.connect(database.servers.postgres_url("postgres", database.name))
    for table in BESIDE:
        assert await admin.fetchval(f"SELECT array_agg(org_id) FROM {table}") == [ONE], table
    await admin.close()


async def test_a_stream_of_another_organisation_is_another_stream(pool: Pool) -> None:
    await call(pool, arguments([append(event(10), org=ONE)]))
    answer = await call(pool, arguments([append(event(11), org=TWO, expected=1), append(event(12), org=TWO)]))
    assert answer["status"] == ["conflict", "stored"]
    assert await lengths(pool, ONE, TWO) == [2, 2]


async def test_a_version_is_never_left_out(pool: Pool) -> None:
    """Not even where an earlier command of the same call only seems to fill the gap."""
    await call(pool, arguments([append(event(10))]))
    answer = await call(pool, arguments([append(event(11), expected=2), append(event(12), expected=1)]))
    assert answer["status"] == ["conflict", "stored"]
    answer = await call(pool, arguments([append(event(13), org=TWO, expected=2), append(event(14), expected=3)]))
    assert answer["status"] == ["conflict", "conflict"]
    assert await lengths(pool, ONE, TWO) == [3, 1]


async def test_names_that_the_caller_puts_in_the_way_are_not_used(pool: Pool) -> None:
    async with pool.acquire() as db:
        for table in ("events", "feed_head", "effect"):
            await db.execute(f"CREATE TEMP TABLE {table} (LIKE log.{table})")
        await db.execute("CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT ''::bytea $$")
        await db.execute("SET search_path = pg_temp, public")
        [answer] = await db.fetch(APPEND, *honest().values())
        assert answer["status"] == ["stored", "stored"]
        assert await db.fetchval("SELECT count(*) FROM pg_temp.events") == 0
    assert await lengths(pool, ONE, TWO) == [3, 3]


@given(
    orgs=st.lists(st.sampled_from((0, 1, 2, None)), min_size=1, max_size=4),
    commands=st.lists(
        st.tuples(
            st.sampled_from((1, 1, 2, 2, 3, 4, 0, -1, None)),  # index into orgs
            st.integers(0, 2),  # stream
            st.sampled_from((0, 0, 0, 1, 2, -1)),  # version
            st.sampled_from((1, 1, 1, 2, 3, 0, -1)),  # how many events
        ),
        min_size=1,
        max_size=4,
    ),
    events=st.lists(st.integers(1, 9), min_size=1, max_size=6),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_asked_each_event_is_where_its_command_said(
    app_pool: Pool, orgs: list[int | None], commands: list[tuple[int | None, int, int, int]], events: list[int]
) -> None:
    base = next(FRESH) * 1000
    there = [UUID(int=base + number) for number in (0, 1)]
    await PostgresStore(app_pool).append([opening(org_id) for org_id in there])
    call_ = arguments([append(*(event(number) for number in range(base, base + len(events))), org=there[0])])
    call_["orgs"] = [None if number is None else UUID(int=base + number) for number in orgs]
    call_["e_id"] = [UUID(int=base + number) for number in events]
    of_commands = zip(*commands, strict=True)
    call_["c_org"], streams, call_["c_expected"], call_["c_count"] = (list(column) for column in of_commands)
    call_["c_stream"] = [UUID(int=base + number) for number in streams]
    try:
        answer = await call(app_pool, call_)
    except asyncpg.PostgresError:
        return
    expected: dict[UUID, set[UUID]] = {org_id: {UUID(int=org_id.int + 7_000)} for org_id in there}
    first = 0
    for status, place, number in zip(answer["status"], call_["c_org"], call_["c_count"], strict=True):
        own = call_["e_id"][first : first + number]
        first += number
        if status == "stored":
            expected[call_["orgs"][place - 1]] |= set(own)
    for org_id in there:
        async with app_pool.acquire() as db, db.transaction():
            await walled(db, [org_id])
            rows = await db.fetch("SELECT pos, event_id FROM log.events WHERE org_id = $1 ORDER BY pos", org_id)
        assert [row["pos"] for row in rows] == list(range(1, len(rows) + 1))
        assert {row["event_id"] for row in rows} == expected[org_id]
