"""S37: with CARRYOVER_PRODUCTION no process begins on secrets that everybody knows, or on what is for trying out."""

import base64
from collections.abc import Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from services.cli.run import run
from services.cli.up import up
from services.embedded.errors import EmbeddedError
from services.production import faults
from services.settings import SettingsError, settings_from

DRAWN = bytes(range(0, 256, 8))


SOMEBODY, ROOT = 1000, 0


def somebody() -> int:
    return SOMEBODY


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    """An environment with which a process may begin."""
    key, data = tmp_path / "key", tmp_path / "data"
    key.touch(mode=0o600)
    key.write_bytes(base64.b64encode(DRAWN))
    data.mkdir(mode=0o700)
    servers = {
        f"CARRYOVER_{name}_URL": f"postgresql://{role}:Zc7-uR4w@db/{name.lower()}"
        for name, role in (("APP", "carryover_app"), ("ENGINE", "carryover_engine"), ("KEYS", "carryover_app"))
    }
    return servers | {
        "CARRYOVER_PRODUCTION": "yes",
        "CARRYOVER_VALKEY_URL": "redis://:Zc7-uR4w@valkey/0",
        "CARRYOVER_BROKER_URL": "redis://:Zc7-uR4w@valkey/1",
        "CARRYOVER_MASTER_KEY_FILE": str(key),
        "CARRYOVER_DATA": str(data),
        "CARRYOVER_PUBLIC_URL": "https://carryover.example",
        "CARRYOVER_SMTP_URL": "smtps://mail.example:465",
        "CARRYOVER_MAIL_FROM": "care@carryover.example",
    }


def test_a_good_environment_has_no_fault(good: dict[str, str]) -> None:
    assert list(faults(good, DRAWN, SOMEBODY)) == []


CHANGED: list[tuple[Mapping[str, str], str]] = [
    ({"CARRYOVER_APP_URL": "postgresql://carryover_app:carryover_app@db/app"}, "CARRYOVER_APP_URL"),
    ({"CARRYOVER_APP_URL": "postgresql://carryover_app:postgres@db/app"}, "CARRYOVER_APP_URL"),
    ({"CARRYOVER_VALKEY_URL": "redis://:changeme@valkey/0"}, "CARRYOVER_VALKEY_URL"),
    ({"CARRYOVER_TRYING_OUT": "yes"}, "CARRYOVER_TRYING_OUT"),
    ({"CARRYOVER_CLOCK": "2026-03-04T12:00:00Z@0x60", "CARRYOVER_TRYING_OUT": "yes"}, "CARRYOVER_CLOCK"),
    ({"CARRYOVER_DEBUG": "1"}, "CARRYOVER_DEBUG"),
    ({"CARRYOVER_PUBLIC_URL": "http://carryover.example"}, "CARRYOVER_PUBLIC_URL"),
    ({"CARRYOVER_PUBLIC_URL": "https://127.0.0.1:8080"}, "CARRYOVER_PUBLIC_URL"),
    ({"CARRYOVER_PUBLIC_URL": ""}, "CARRYOVER_PUBLIC_URL"),
    ({"CARRYOVER_SMTP_URL": "smtp://127.0.0.1:1025"}, "CARRYOVER_SMTP_URL"),
    ({"CARRYOVER_SMTP_URL": "smtp://[::1]:2525"}, "CARRYOVER_SMTP_URL"),
    ({"CARRYOVER_MAIL_FROM": "carryover@localhost"}, "CARRYOVER_MAIL_FROM"),
]


@pytest.mark.parametrize(("changed", "named"), CHANGED, ids=[str(sorted(changed.items())[0]) for changed, _ in CHANGED])
def test_each_fault_alone_is_found_and_named(good: dict[str, str], changed: Mapping[str, str], named: str) -> None:
    found = list(faults({**good, **changed}, DRAWN, SOMEBODY))
    assert [named in fault for fault in found].count(True) == 1


@pytest.mark.parametrize("key", [bytes(32), b"k" * 32, b"0123456789" * 3 + b"01", b"changeme" * 4])
def test_a_master_key_that_somebody_typed_is_none(good: dict[str, str], key: bytes) -> None:
    assert list(faults(good, key, SOMEBODY)) == ["the master key was not drawn at random"]


@pytest.mark.parametrize("name", ["CARRYOVER_MASTER_KEY_FILE", "CARRYOVER_SMTP_URL_FILE", "CARRYOVER_DATA"])
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o777])
def test_what_others_may_read_is_found(good: dict[str, str], name: str, mode: int) -> None:
    path = Path(good.setdefault(name, str(Path(good["CARRYOVER_DATA"]) / "secret")))
    if not path.exists():
        path.touch()
    path.chmod(mode)
    [fault] = faults(good, DRAWN, SOMEBODY)
    assert name in fault


@pytest.mark.parametrize(("mode", "open_to_others"), [(0o440, False), (0o460, True), (0o444, True)])
def test_a_secret_of_somebody_elses_may_be_read_by_the_processs_own_group(
    good: dict[str, str], mode: int, open_to_others: bool
) -> None:
    key = Path(good["CARRYOVER_MASTER_KEY_FILE"])
    key.chmod(mode)
    owner, group = key.stat().st_uid, key.stat().st_gid

    def told(user_id: int, group_id: int) -> bool:
        return any("CARRYOVER_MASTER_KEY_FILE" in fault for fault in faults(good, DRAWN, user_id, group_id))

    assert told(owner + 1, group) == open_to_others
    assert told(owner + 1, group + 1), "of another group"
    assert told(owner, group), "its own, which it can close"


def test_root_is_refused(good: dict[str, str]) -> None:
    assert list(faults(good, DRAWN, ROOT)) == ["it runs as root: give it a user of its own"]


def test_no_settings_come_of_it(good: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", somebody)
    assert settings_from(good).public_url == "https://carryover.example"
    with pytest.raises(SettingsError, match="CARRYOVER_PUBLIC_URL is no https address"):
        settings_from({**good, "CARRYOVER_PUBLIC_URL": "http://carryover.example"})
    del good["CARRYOVER_PRODUCTION"]
    assert settings_from({**good, "CARRYOVER_PUBLIC_URL": "http://carryover.example"})


@pytest.mark.parametrize(
    ("command", "words"), [(run, ["api"]), (run, ["engine"]), (run, ["worker"]), (up, [])], ids=str
)
def test_no_process_begins(
    good: dict[str, str], command: click.Command, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", somebody)
    ended = CliRunner().invoke(command, words, env={**good, "CARRYOVER_TRYING_OUT": "yes"})
    assert ended.exit_code != 0
    assert type(ended.exception) in (SettingsError, EmbeddedError)
    assert "CARRYOVER_PRODUCTION is set" in str(ended.exception)
