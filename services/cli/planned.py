"""What `carryover migrate --plan` says: each migration that would run, its locks, its promises, and what stops it."""

from collections.abc import Iterator, Sequence

from eventstore.migrate import Planned

NOTHING = "Nothing to do: the schema is the newest."


def planned_lines(found: Sequence[Planned]) -> Iterator[str]:
    """What holds no table in use has a line alone."""
    if not found:
        yield NOTHING
    for one in found:
        migration = one.migration
        yield f"{migration.name}{_how(one)}"
        for table, lock in sorted(one.judged.locks.items()):
            yield f"  {lock} on {table}"
        for word in ("locks", "contracts", "alone"):
            if said := getattr(migration, word):
                yield f"  {word}: {said}"
        if migration.alone:
            yield "  runs with --stopped alone"
        if one.fault:
            yield f"  {one.fault}"


def _how(one: Planned) -> str:
    if not one.migration.in_transaction:
        return ", outside a transaction: holds nobody up, not tried here"
    return f", {one.seconds:.1f} s" if one.seconds else ""
