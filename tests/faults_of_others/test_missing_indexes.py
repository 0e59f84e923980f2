"""A statement without its index: slow for everyone once one tenant has many rows, as BridgeServer2 found at night."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence

import projections
from projections.catalogue import PROJECTIONS
from projections.story import PLACE_AT, STORY
from tests.support.database import Database
from tests.support.tampering import superuser

# What Postgres would do for a statement, whatever its arguments.
PLAN_OF = """
CREATE FUNCTION pg_temp.plan_of(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
  SET LOCAL enable_seqscan = off;  -- tables as small as a test's are else walked although they have an index
  RETURN QUERY EXECUTE 'EXPLAIN (GENERIC_PLAN) ' || statement;
END $$
"""

# A log of forty organisations, so that every part of it has rows: of an empty one every index costs the same.
LOG = """
INSERT INTO log.events (org_id, lane, pos, stream_id, version, event_id, type, schema_v, occurred_at, recorded_at,
  subject_id, actor, data, hash)
SELECT md5('organisation ' || o)::uuid, 0, n, md5('stream ' || n)::uuid, 1, md5('event ' || n)::uuid, 'session.logged',
  1, now(), now(), md5('patient ' || n % 10)::uuid, 'test', '{}', ''
FROM generate_series(1, 40) o, generate_series(1, 200) n
"""


def statements() -> Iterator[tuple[str, str]]:
    """Every statement that reads a read model, with the name under which it is written."""
    yield from ((f"{table.name} by its key", table.find) for model in PROJECTIONS for table in model.tables)
    for module in pkgutil.walk_packages(projections.__path__, "projections."):
        for name, text in vars(importlib.import_module(module.name)).items():
            if isinstance(text, str) and " rm." in text and text.lstrip().startswith(("SELECT", "WITH")):
                yield f"{name} in {module.name}", text


def walks(plan: Sequence[str]) -> list[str]:
    """The steps of a plan that look at rows of other organisations or of other builds."""
    return [
        step.strip()
        for step, condition in zip(plan, [*plan[1:], ""], strict=True)
        if "Seq Scan" in step or ("Index" in step and "Scan" in step and "Index Cond: ((org_id = " not in condition)
    ]


async def test_no_read_of_a_read_model_walks_a_whole_table(database: Database) -> None:
    """OpenTeleRehab added its indexes years later; at BridgeServer2 one that was missing slowed every tenant."""
    found, looked_at = dict[str, list[str]](), 0
    async with superuser(database) as db:
        await db.execute(PLAN_OF)
        for name, statement in statements():
            plan = [row[0] for row in await db.fetch("SELECT pg_temp.plan_of($1)", statement)]
            looked_at += sum("Index" in step and "Scan" in step for step in plan)
            if steps := walks(plan):
                found[name] = steps
    assert found == {}
    assert looked_at > len(PROJECTIONS)


def asked_for(plan: Sequence[str]) -> set[str]:
    """What the indexes of a plan are asked for; and whole tables that are walked."""
    steps = {step.strip(" ->") for step in plan}
    return {step for step in steps if step.startswith("Index Cond: ") or "Seq Scan" in step}


async def test_a_patients_past_is_found_in_the_log_by_whose_and_where_it_is(database: Database) -> None:
    """Whoever asks for the past or opens a number must not pay for what other patients did."""
    async with superuser(database) as db:
        await db.execute(PLAN_OF)
        await db.execute(LOG)
        await db.execute("ANALYZE log.events")
        story, place_at = [
            asked_for([row[0] for row in await db.fetch("SELECT pg_temp.plan_of($1)", statement)])
            for statement in (STORY, PLACE_AT)
        ]
    assert story == {"Index Cond: ((org_id = $1) AND (subject_id = $2) AND (lane = 0) AND (pos <= $3))"}
    assert place_at == {
        "Index Cond: ((org_id = $1) AND (lane = 0))",  # the head of the feed
        "Index Cond: ((org_id = $1) AND (lane = 0) AND (pos = (((halving_1.low + halving_1.high) + 1) / 2)))",
    }


async def test_a_missing_index_would_be_found(database: Database) -> None:
    async with superuser(database) as db:
        await db.execute(PLAN_OF)
        statement = "SELECT 1 FROM rm.symptoms_report WHERE symptom_id = $1"
        plan = [row[0] for row in await db.fetch("SELECT pg_temp.plan_of($1)", statement)]
    assert walks(plan) != []
