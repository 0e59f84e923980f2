"""Drawing the secrets of a deployment: each once, for its reader alone, and what is there stays."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.cli.secrets import secrets
from services.settings import settings_from

OTHERS = {"CARRYOVER_VALKEY_URL": "redis://valkey/0", "CARRYOVER_BROKER_URL": "redis://broker/0"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert CliRunner().invoke(secrets, [str(tmp_path)]).exit_code == 0
    return tmp_path


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_what_is_drawn_makes_settings(folder: Path) -> None:
    names = ("app_url", "engine_url", "owner_url", "keys_url", "keys_owner_url", "master_key", "inbound_secret")
    env = {f"CARRYOVER_{name.upper()}_FILE": str(folder / name) for name in names}
    settings = settings_from(OTHERS | env)
    password = settings.app_url.partition("carryover_app:")[2].partition("@")[0]
    assert settings.app_url == f"postgresql://carryover_app:{password}@postgres/carryover"
    assert settings.keys_url == f"postgresql://carryover_app:{password}@postgres/carryover_keys"
    assert sorted(held(folder)) == sorted([*names, "admin_url", "postgres_password"])


def test_only_their_owner_may_read_them(folder: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}


def test_no_two_deployments_have_one_in_common(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    CliRunner().invoke(secrets, [str(other)])
    assert not set(held(folder).values()) & set(held(other).values())


def test_what_is_there_stays_and_what_is_missing_fits_it(folder: Path) -> None:
    before = held(folder)
    for name in ("keys_url", "postgres_password"):
        (folder / name).unlink()
    told = CliRunner().invoke(secrets, [str(folder)])
    assert told.output == "keys_url was drawn.\npostgres_password was drawn.\nAll secrets are there.\n"
    assert held(folder) == before


def test_a_providers_secret_is_taken_from_standard_input(folder: Path) -> None:
    url = "smtps://us:pass@mail.test:465"
    told = CliRunner().invoke(secrets, [str(folder), "--take", "smtp_url"], input=f"{url}\n")
    assert told.output == "smtp_url is kept.\n"
    assert (folder / "smtp_url").read_text() == f"{url}\n"


def test_nothing_on_standard_input_is_no_secret(folder: Path) -> None:
    told = CliRunner().invoke(secrets, [str(folder), "--take", "smtp_url"], input=" \n")
    assert (told.exit_code, (folder / "smtp_url").exists()) == (1, False)
