"""The files of migrations: numbered SQL in dbmate's format, and what their first lines promise about running them."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

NAME = re.compile(r"([0-9]+)_[a-z0-9_]+\.sql")
PROMISE = re.compile(r"^-- (locks|contracts|alone): (\S.*)$", re.MULTILINE)
TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"[^\"]*\"|(\$\w*\$).*?\1|;|[^;'\"$/-]+|.",
    re.DOTALL,
)
"""As much of SQL as it takes to know which semicolons end a statement."""

UNJUDGED = {0: 8, 1: 1011, 2: 2006, 3: 3020}
"""By thousands: the last number that was written before migrations were judged. What has run is never edited."""


class MigrationError(Exception):
    """A migration file is malformed, was edited after it ran, was refused, or did not run."""


class Migration(Struct, frozen=True):
    version: str
    name: str
    up: str
    sha256: str
    in_transaction: bool
    locks: str = ""  # why it may hold a table for as long as the table is long
    contracts: str = ""  # why the release before does without what it takes away
    alone: str = ""  # why nothing of the release before may run on what it leaves

    @property
    def judged(self) -> bool:
        number = int(self.version)
        return number > UNJUDGED.get(number // 1000, 0)

    def statements(self) -> list[str]:
        """One by one, without what is only comment."""
        return [statement for statement in _split(self.up) if statement]


def read_migrations(folders: Sequence[Path]) -> list[Migration]:
    """All migrations of these folders in the order of their numbers. Raises MigrationError for a malformed one."""
    found: dict[int, Migration] = {}
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing:
        raise MigrationError(f"there is no folder {missing[0]}")
    for path in (path for folder in folders for path in folder.glob("*.sql")):
        migration = _parse(path)
        number = int(migration.version)
        if number in found:
            raise MigrationError(f"{path.name} and {found[number].name} have the same number")
        found[number] = migration
    return [found[number] for number in sorted(found)]


def _parse(path: Path) -> Migration:
    text = path.read_text(encoding="utf-8")
    name = NAME.fullmatch(path.name)
    head, up_mark, rest = text.partition("-- migrate:up")
    if not name or not up_mark or head.strip():
        raise MigrationError(f"{path.name} is not a migration: NUMBER_name.sql, beginning with -- migrate:up")
    options, _, body = rest.partition("\n")
    up, _, _ = body.partition("-- migrate:down")
    return Migration(
        name[1],
        path.name,
        up,
        sha256(text.encode()).hexdigest(),
        "transaction:false" not in options.replace(" ", ""),
        **dict(PROMISE.findall(up)),
    )


def _split(text: str) -> Iterator[str]:
    statement = ""
    for token in TOKEN.finditer(text):
        if token[0] == ";":
            yield statement.strip()
            statement = ""
        elif not token[0].startswith(("--", "/*")):
            statement += token[0]
    yield statement.strip()
