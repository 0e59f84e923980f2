"""Which migrations may run on a database in use: the rules, and the sentence for whoever broke one."""

import re

from eventstore.migration_files import Migration, MigrationError
from eventstore.migration_judge import Judged

OUTSIDE = re.compile(
    r"(CREATE (UNIQUE )?INDEX CONCURRENTLY|DROP INDEX CONCURRENTLY|REINDEX (\([^)]*\) )?(TABLE|INDEX) CONCURRENTLY"
    r"|ALTER TABLE (ONLY )?\S+ (VALIDATE CONSTRAINT|DETACH PARTITION \S+ (CONCURRENTLY|FINALIZE)$)"
    r"|VACUUM (?!FULL|\()|ANALYZE|DO|CALL|SET|RESET)\b",
    re.IGNORECASE,
)
"""How a statement begins that nobody waits for. DO and CALL commit in small transactions of their own."""

INDEX = re.compile(r"CREATE (UNIQUE )?INDEX CONCURRENTLY (?P<name>\S+) ON (ONLY )?(?P<schema>\w+\.)?", re.IGNORECASE)
ADVICE = "or say in a line `-- {word}: …` why it may"


def refuse(migration: Migration, found: Judged) -> None:
    """Raises MigrationError where what it did may not stay; then it is undone."""
    if not migration.judged:
        return
    if found.heavy and not migration.locks:
        raise MigrationError(
            f"{migration.name} was undone: it holds {', '.join(found.heavy)} for as long as the table is long. "
            "Do it in steps that do not (docs/operating/upgrade.md), " + ADVICE.format(word="locks")
        )
    if found.takes and not (migration.contracts or migration.alone):
        raise MigrationError(
            f"{migration.name} was undone: it takes away what the release before may use: {'; '.join(found.takes)}. "
            "Take it away a release after its last use, " + ADVICE.format(word="contracts")
        )
    if found.demands and not (migration.contracts or migration.alone):
        raise MigrationError(
            f"{migration.name} was undone: it asks what the release before may not know: {'; '.join(found.demands)}. "
            "Ask it a release after it is kept, " + ADVICE.format(word="contracts")
        )


def refuse_outside(migration: Migration) -> None:
    """The same before it runs, of one that runs outside a transaction and so cannot be undone."""
    if not migration.judged or migration.locks:
        return
    earlier: list[str] = []
    for statement in migration.statements():
        words = " ".join(statement.split())
        if not OUTSIDE.match(words):
            raise MigrationError(
                f"{migration.name} did not run: outside a transaction only what nobody waits for may stand, not "
                f"`{words[:60]}`. Put it into a file of its own, " + ADVICE.format(word="locks")
            )
        if (made := INDEX.match(words)) and not any(_drops(made["name"], each) for each in earlier):
            raise MigrationError(
                f"{migration.name} did not run: it could not be run again after it failed. Begin it with "
                f"`DROP INDEX CONCURRENTLY IF EXISTS {made['schema'] or ''}{made['name']};`"
            )
        earlier.append(words)


def _drops(name: str, statement: str) -> bool:
    begins = statement.upper().startswith("DROP INDEX CONCURRENTLY IF EXISTS ")
    return begins and statement.rsplit(maxsplit=1)[-1].rpartition(".")[2] == name
