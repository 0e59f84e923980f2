"""The pooler's files fit what we say when we connect, and what the secrets of a deployment look like."""

import configparser
import stat
import subprocess
from pathlib import Path

import pytest

from eventstore.limits import Limits

FOLDER = Path(__file__).parents[3] / "deploy" / "pgbouncer"
ADDRESSES = {
    "app_url": "postgresql://carryover_app:p-1_A@postgres/carryover",
    "engine_url": "postgresql://carryover_engine:p2@postgres:5432/carryover?sslmode=require",
    "keys_url": "postgresql://carryover_app:p-1_A@postgres/carryover_keys",
}


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    for name, url in ADDRESSES.items():
        (tmp_path / name).write_text(url)
    return tmp_path


def made(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([FOLDER / "pooler-secrets", folder], capture_output=True, text=True)


def test_the_pooler_takes_connections_with_all_that_ours_say_and_keeps_what_they_prepare() -> None:
    ini = configparser.ConfigParser(interpolation=None)
    ini.read(FOLDER / "pgbouncer.ini")
    said = ini["pgbouncer"]
    ignored = set(said["ignore_startup_parameters"].split(","))
    assert set(Limits(5, 0).settings()) <= ignored
    assert (said["pool_mode"], said["auth_type"]) == ("transaction", "scram-sha-256")
    assert int(said["max_prepared_statements"]) > 0


def test_the_addresses_lead_to_the_pooler_and_it_knows_each_role_once(secrets: Path) -> None:
    assert made(secrets).returncode == 0
    told = {path.name: path.read_text() for path in secrets.iterdir() if path.name not in ADDRESSES}
    assert told == {
        "pooled_app_url": "postgresql://carryover_app:p-1_A@pooler:6432/carryover",
        "pooled_engine_url": "postgresql://carryover_engine:p2@pooler:6432/carryover?sslmode=require",
        "pooled_keys_url": "postgresql://carryover_app:p-1_A@pooler:6432/carryover_keys",
        "pooler_userlist": '"carryover_app" "p-1_A"\n"carryover_engine" "p2"\n',
    }
    assert {stat.S_IMODE((secrets / name).stat().st_mode) for name in told} == {0o400}
    assert made(secrets).returncode == 0  # again


def test_a_password_is_for_one_user_from_its_first_byte_on(secrets: Path) -> None:
    told = subprocess.run(["sh", "-x", FOLDER / "pooler-secrets", secrets], capture_output=True, text=True, umask=0o022)
    lines = told.stderr.splitlines()
    assert "+ umask 077" in lines[: next(number for number, line in enumerate(lines) if "printf" in line)]


@pytest.mark.parametrize("who", ["carryover_app", "carryover_app:", "carryover_app:p%2F", 'carryover_app:p"', "c:p\\"])
def test_a_password_that_is_missing_or_would_be_read_otherwise_is_refused(secrets: Path, who: str) -> None:
    (secrets / "app_url").write_text(f"postgresql://{who}@postgres/carryover")
    refused = made(secrets)
    assert refused.returncode == 1
    assert refused.stderr.startswith("app_url")
    assert {path.name for path in secrets.iterdir()} == set(ADDRESSES)
