"""Settings come from the environment, and a wrong one is named in a sentence."""

import base64
from pathlib import Path

import pytest

from services.secret_files import FILES
from services.settings import VARIABLES, SettingsError, environment_of, settings_from

WHOLE = {
    "CARRYOVER_APP_URL": "postgresql://carryover_app@/carryover?host=/run",
    "CARRYOVER_ENGINE_URL": "postgresql://carryover_engine@/carryover?host=/run",
    "CARRYOVER_KEYS_URL": "postgresql://carryover_app@/carryover_keys?host=/run",
    "CARRYOVER_VALKEY_URL": "unix:///run/valkey.sock?db=0",
    "CARRYOVER_BROKER_URL": "unix:///run/valkey.sock?db=1",
    "CARRYOVER_MASTER_KEY": base64.b64encode(bytes(32)).decode(),
}


def test_what_is_not_given_has_a_default() -> None:
    settings = settings_from(WHOLE)
    assert (settings.http_host, settings.http_port, settings.public_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")


def test_the_environment_of_settings_gives_the_same_settings() -> None:
    trying_out = {"CARRYOVER_CLOCK": "2026-10-19T00:00:00Z@0x1", "CARRYOVER_TRYING_OUT": "yes"}
    settings = settings_from(
        {**WHOLE, **trying_out, "CARRYOVER_HTTP_PORT": "9000", "CARRYOVER_PUBLIC_URL": "https://clinic.test/"}
    )
    assert settings.trying_out
    assert (settings.public_url, settings.clock) == ("https://clinic.test", trying_out["CARRYOVER_CLOCK"])
    assert settings_from(environment_of(settings)) == settings


def test_every_variable_of_a_child_is_described() -> None:
    not_passed_on = {*FILES, "CARRYOVER_ADMIN_URL", "CARRYOVER_KEYS_ADMIN_URL", "CARRYOVER_PRODUCTION"}
    assert set(environment_of(settings_from(WHOLE))) | not_passed_on == set(VARIABLES)


@pytest.mark.parametrize("missing", WHOLE)
def test_a_missing_setting_is_named(missing: str) -> None:
    env = {name: value for name, value in WHOLE.items() if name != missing}
    with pytest.raises(SettingsError, match=missing):
        settings_from(env)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CARRYOVER_HTTP_PORT", "http", "CARRYOVER_HTTP_PORT is wrong: 'http' is not a port"),
        ("CARRYOVER_HTTP_PORT", "65536", "is not a port from 0 to 65535"),
        ("CARRYOVER_HTTP_PORT", "\u0664", "is not a port"),
        ("CARRYOVER_MASTER_KEY", "abc!", "the master key cannot be read"),
        ("CARRYOVER_MASTER_KEY", "YWJj", "must be 32 bytes in base64, not 3"),
        ("CARRYOVER_BROKER_URL", WHOLE["CARRYOVER_VALKEY_URL"], "must be another database"),
        ("CARRYOVER_ENGINE_URL_FILE", "/nowhere", "CARRYOVER_ENGINE_URL and CARRYOVER_ENGINE_URL_FILE are both set"),
    ],
)
def test_a_wrong_setting_is_told_in_a_sentence(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        settings_from({**WHOLE, name: value})


def test_the_master_key_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(base64.b64encode(b"m" * 32).decode() + "\n")
    env = {**WHOLE, "CARRYOVER_MASTER_KEY_FILE": str(tmp_path / "key")}
    del env["CARRYOVER_MASTER_KEY"]
    assert settings_from(env).master_key == b"m" * 32
