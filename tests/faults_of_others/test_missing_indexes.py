"""A statement without its index: slow for everyone once one tenant has many rows, as BridgeServer2 found at night."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence

import projections
from projections.catalogue import PROJECTIONS
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


async def test_a_missing_index_would_be_found(database: Database) -> None:
    async with superuser(database) as db:
        await db.execute(PLAN_OF)
        statement = "SELECT 1 FROM rm.symptoms_report WHERE symptom_id = $1"
        plan = [row[0] for row in await db.fetch("SELECT pg_temp.plan_of($1)", statement)]
    assert walks(plan) != []
