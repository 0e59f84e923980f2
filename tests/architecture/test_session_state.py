"""What we say to Postgres leaves nothing in its session: behind a pooler the next statement is somebody else's."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
FOLDERS = ("eventstore", "projections", "services", "workers")
STRAIGHT = {"eventstore/migrate.py": "who migrates goes straight to the server, and holds a lock for its session"}
LEFT_IN_A_SESSION = {
    "a setting": re.compile(
        r"set_config\((?:[^()]|\([^()]*\))*,\s*false\s*\)|[\"';]\s*SET (?!LOCAL\b)\w+(?: TO\b| *=)"
    ),
    "a lock": re.compile(r"\bpg_(?:try_)?advisory_(?!xact|unlock)\w*lock\w*\("),
    "a listener": re.compile(r"[\"'\n;]\s*(?:UN)?LISTEN \w|\.add_listener\("),
    "a statement that somebody prepared": re.compile(r"\b(?:db|con|connection|pool)\.prepare\(|[\"'\n;]\s*PREPARE \w"),
    "a table": re.compile(r"\bCREATE (?:LOCAL )?TEMP"),
    "a cursor": re.compile(r"\bWITH HOLD\b"),
}
FOR_EXAMPLE = {
    "a setting": [
        "SELECT set_config('carryover.orgs', $1, false)",
        '"SET statement_timeout = 0"',
        "';\nSET jit TO off'",
    ],
    "a lock": ["SELECT pg_advisory_lock($1)", "SELECT pg_try_advisory_lock_shared(1)"],
    "a listener": ['"LISTEN changed"', "await db.add_listener('changed', hear)"],
    "a statement that somebody prepared": ["await db.prepare(FIND)", '"PREPARE find AS SELECT 1"'],
    "a table": ["CREATE TEMP TABLE seen ()", "CREATE LOCAL TEMPORARY TABLE seen ()"],
    "a cursor": ["DECLARE page CURSOR WITH HOLD FOR SELECT 1"],
}
ENDS_WITH_ITS_TRANSACTION = """
SELECT set_config('carryover.orgs', $1, true), pg_advisory_xact_lock(hashtext('turn'));
SET LOCAL enable_seqscan = off;
UPDATE log.effect SET state = 'claimed' WHERE id = $1
"""


def left_by(text: str) -> list[str]:
    return [what for what, pattern in LEFT_IN_A_SESSION.items() if pattern.search(text)]


def ours() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (path for path in (HOUSE / folder).rglob("*") if path.suffix in (".py", ".sql"))


def test_nothing_of_ours_leaves_anything_in_a_session() -> None:
    left = {str(path.relative_to(HOUSE)): left_by(path.read_text()) for path in ours()}
    assert {path: what for path, what in left.items() if what and path not in STRAIGHT} == {}


@pytest.mark.parametrize(("what", "text"), [(what, text) for what, texts in FOR_EXAMPLE.items() for text in texts])
def test_each_kind_is_found(what: str, text: str) -> None:
    assert left_by(text) == [what]


def test_what_ends_with_its_transaction_is_none() -> None:
    assert left_by(ENDS_WITH_ITS_TRANSACTION) == []
