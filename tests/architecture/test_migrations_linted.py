"""A second opinion on new migrations, from a linter that reads what the runner measures: squawk.

Those that were there before are as they are: they are told by their numbers (`UNJUDGED`).
"""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from eventstore.migration_files import Migration, read_migrations
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE

SQUAWK = Path(sys.executable).parent / "squawk"
OURS = frozenset({
    "require-lock-timeout",  # the runner sets both
    "require-statement-timeout",
    "prefer-bigint-over-int",  # matters of taste
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-robust-stmts",  # the ledger knows what has run
})  # fmt: skip
"""Rules that say nothing about us."""

OF_CONTRACTS = frozenset({
    "adding-required-field", "adding-not-nullable-field", "ban-drop-column", "ban-drop-constraint", "ban-drop-not-null",
    "ban-drop-table", "changing-column-type", "renaming-column", "renaming-table",
})  # fmt: skip
"""Rules about what the release before may not survive; a line `-- contracts:` or `-- alone:` answers them."""

JUDGED = [each for folders in (LOG_DATABASE, KEYS_DATABASE) for each in read_migrations(folders) if each.judged]
PLANTED = {
    "require-concurrent-index-creation": "CREATE INDEX events_type ON log.events (type)",
    "adding-required-field": "ALTER TABLE log.feed_head ADD COLUMN kind text NOT NULL",
    "changing-column-type": "ALTER TABLE log.events ALTER version TYPE bigint",
    "adding-not-nullable-field": "ALTER TABLE log.events ALTER subject_id SET NOT NULL",
    "constraint-missing-not-valid": "ALTER TABLE log.events ADD CONSTRAINT first CHECK (pos > 0)",
    "adding-foreign-key-constraint": "ALTER TABLE log.events ADD FOREIGN KEY (org_id, lane) REFERENCES log.feed_head",
    "renaming-column": "ALTER TABLE log.events RENAME actor TO who",
    "ban-drop-column": "ALTER TABLE log.events DROP actor",
    "ban-drop-table": "DROP TABLE log.parked",
}


def faults(migration: Migration) -> set[str]:
    """The rules that it breaks, without those that a line of its own answers."""
    words = ["--reporter", "json", "--pg-version", "18", "--stdin-filepath", migration.name]
    told = subprocess.run(
        [SQUAWK, *words, *(["--assume-in-transaction"] if migration.in_transaction else [])],
        input=migration.up,
        capture_output=True,
        text=True,
    )
    assert told.stdout.startswith("["), told.stderr
    found = {fault["rule_name"] for fault in msgspec.json.decode(told.stdout)} - OURS
    if migration.contracts or migration.alone:
        found -= OF_CONTRACTS
    return found & OF_CONTRACTS if migration.locks else found


def planted(up: str, **promises: str) -> Migration:
    return Migration("0101", "0101_planted.sql", up, "", in_transaction=True, **promises)


@pytest.mark.parametrize("rule", PLANTED)
def test_each_fault_is_found(rule: str) -> None:
    assert rule in faults(planted(PLANTED[rule]))


@pytest.mark.parametrize("rule", PLANTED)
def test_and_is_answered_by_lines_that_say_why(rule: str) -> None:
    assert faults(planted(PLANTED[rule], locks="tried here", contracts="tried here")) == set()


def test_no_migration_since_then_has_any() -> None:
    assert {migration.name: sorted(found) for migration in JUDGED if (found := faults(migration))} == {}
