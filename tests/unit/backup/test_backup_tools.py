"""Postgres's programs are given addresses by their environment, and are of the server's version or newer."""

from pathlib import Path

import pytest

from services.backup.errors import BackupError
from services.backup.tools import find_program, libpq_environment, run_program


@pytest.mark.parametrize(
    ("url", "environment"),
    [
        (
            "postgresql://backup:p%40ss%2Fword@db.internal:5433/carry%20over?sslmode=verify-full&sslrootcert=/ca.pem",
            {
                "PGUSER": "backup",
                "PGPASSWORD": "p@ss/word",
                "PGHOST": "db.internal",
                "PGPORT": "5433",
                "PGDATABASE": "carry over",
                "PGSSLMODE": "verify-full",
                "PGSSLROOTCERT": "/ca.pem",
            },
        ),
        (
            "postgresql://postgres@/carryover?host=/run/a%20b&port=5432",
            {"PGUSER": "postgres", "PGDATABASE": "carryover", "PGHOST": "/run/a b", "PGPORT": "5432"},
        ),
        (
            "postgres://u@[::1]:5432,two:5433/d",
            {"PGUSER": "u", "PGHOST": "::1,two", "PGPORT": "5432,5433", "PGDATABASE": "d"},
        ),
        ("postgresql:///d", {"PGDATABASE": "d"}),
    ],
)
def test_an_address_becomes_an_environment(url: str, environment: dict[str, str]) -> None:
    assert libpq_environment(url) == environment


def test_what_the_programs_cannot_be_told_is_refused_without_the_password() -> None:
    with pytest.raises(BackupError, match=r"^the address says prepared=…") as refused:
        libpq_environment("postgresql://u:hush@db/d?prepared=no")
    assert "hush" not in str(refused.value)


def program(folder: Path, name: str, version: int) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}.1'\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def only_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folders = [tmp_path / name for name in ("first", "second", "third")]
    monkeypatch.setattr("services.backup.tools._folders", lambda: folders)
    return tmp_path


def test_the_servers_own_version_is_taken_before_a_newer_one(only_ours: Path) -> None:
    for folder, version in (("first", 17), ("second", 19), ("third", 18)):
        program(only_ours / folder, "pg_dump", version)
    assert find_program("pg_dump", 18) == only_ours / "third" / "pg_dump"
    assert find_program("pg_dump", 19) == only_ours / "second" / "pg_dump"


def test_an_older_program_and_a_missing_one_are_told_in_a_sentence(only_ours: Path) -> None:
    program(only_ours / "first", "pg_dump", 15)
    with pytest.raises(BackupError, match=r"^pg_dump is of version 15 \(.*\), and the server of 18: install"):
        find_program("pg_dump", 18)
    with pytest.raises(BackupError, match=r"^there is no pg_basebackup on PATH: install"):
        find_program("pg_basebackup", 18)


async def test_a_program_that_fails_is_told_in_its_own_words(tmp_path: Path) -> None:
    failing = tmp_path / "pg_dump"
    failing.write_text("#!/bin/sh\necho 'pg_dump: warning: slow' >&2\necho 'pg_dump: error: no room' >&2\nexit 1\n")
    failing.chmod(0o755)
    with pytest.raises(BackupError, match=r"^pg_dump failed: pg_dump: error: no room$"):
        await run_program(failing)
