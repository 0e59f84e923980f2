"""From where backups are taken: what is said for them, or the superuser's address with the platform's databases."""

from pathlib import Path

import pytest

from services.backup_settings import backup_urls
from services.settings import SettingsError

ONE_SERVER = {
    "CARRYOVER_ADMIN_URL": "postgresql://postgres:p@db:5432/postgres?sslmode=require",
    "CARRYOVER_APP_URL": "postgresql://carryover_app:a@db:5432/carryover",
    "CARRYOVER_KEYS_URL": "postgresql://carryover_app:a@db:5432/carryover_keys",
}
LOG = "postgresql://postgres:p@db:5432/carryover?sslmode=require"
KEYS = "postgresql://postgres:p@db:5432/carryover_keys?sslmode=require"


def test_what_is_said_for_backups_comes_first() -> None:
    own = {"CARRYOVER_BACKUP_URL": "postgresql://b@log/carryover", "CARRYOVER_BACKUP_KEYS_URL": "postgresql://b@keys/k"}
    assert backup_urls({**ONE_SERVER, **own}) == tuple(own.values())
    assert backup_urls({"CARRYOVER_BACKUP_URL": own["CARRYOVER_BACKUP_URL"]}) == (own["CARRYOVER_BACKUP_URL"], "")


def test_on_one_server_the_superuser_reaches_both_databases() -> None:
    assert backup_urls(ONE_SERVER) == (LOG, KEYS)


def test_the_keys_of_another_server_have_to_be_named() -> None:
    apart = {**ONE_SERVER, "CARRYOVER_KEYS_URL": "postgresql://carryover_app:a@keys:5432/carryover_keys"}
    assert backup_urls(apart) == (LOG, "")


@pytest.mark.parametrize(
    ("log", "keys"),
    [
        ("postgresql://a@db/carryover", "postgresql://a@db:5432/carryover_keys"),
        ("postgresql://a@DB:5432/carryover?sslmode=require", "postgresql://b@db/carryover_keys"),
        ("postgresql:///carryover?host=/run/pg", "postgresql://a@/carryover_keys?host=/run/pg&port=5432"),
        ("postgresql://one,two:5432/carryover", "postgresql://one:5432,two/carryover_keys"),
        ("postgresql://[::1]/carryover", "postgresql://[::1]:5432/carryover_keys"),
    ],
)
def test_one_server_is_known_however_its_address_is_written(log: str, keys: str) -> None:
    assert backup_urls({**ONE_SERVER, "CARRYOVER_APP_URL": log, "CARRYOVER_KEYS_URL": keys}) == (LOG, KEYS)


@pytest.mark.parametrize("other", ["db:5433", "keys", "db,keys"])
def test_another_port_or_host_is_another_server(other: str) -> None:
    apart = {**ONE_SERVER, "CARRYOVER_KEYS_URL": f"postgresql://carryover_app:a@{other}/carryover_keys"}
    assert backup_urls(apart) == (LOG, "")


def test_an_address_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "admin").write_text(ONE_SERVER["CARRYOVER_ADMIN_URL"] + "\n")
    in_file = {**ONE_SERVER, "CARRYOVER_ADMIN_URL": "", "CARRYOVER_ADMIN_URL_FILE": str(tmp_path / "admin")}
    assert backup_urls(in_file) == (LOG, KEYS)


def test_nothing_said_is_told() -> None:
    with pytest.raises(SettingsError, match="CARRYOVER_BACKUP_URL is not set"):
        backup_urls({})
    with pytest.raises(SettingsError, match=r"CARRYOVER_BACKUP_URL_FILE: .* cannot be read"):
        backup_urls({"CARRYOVER_BACKUP_URL_FILE": "/nowhere/at/all"})
