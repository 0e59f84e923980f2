"""A secret may stand in a file that a variable names: one of the two, and what is wrong is told in a sentence."""

from pathlib import Path

import pytest

from services.secret_files import SECRETS, SecretFileError, with_secrets
from services.settings import VARIABLES, SettingsError, settings_from
from tests.unit.services.test_settings import WHOLE


@pytest.mark.parametrize("name", SECRETS)
def test_each_secret_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("what it is\n")
    assert with_secrets({f"{name}_FILE": f" {tmp_path / 'secret'} "})[name] == "what it is"


def test_whatever_a_variable_calls_a_url_or_a_secret_may_stand_in_a_file() -> None:
    told = {name for name in VARIABLES if name.endswith(("_URL", "_SECRET", "_KEY"))} - {"CARRYOVER_PUBLIC_URL"}
    assert told == set(SECRETS)


def test_both_given_is_refused(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://carryover_app@/other?host=/run")
    with pytest.raises(SettingsError, match="CARRYOVER_APP_URL and CARRYOVER_APP_URL_FILE are both set"):
        settings_from({**WHOLE, "CARRYOVER_APP_URL_FILE": str(tmp_path / "url")})


def test_an_empty_one_is_not_given(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("smtp://mail.test:25")
    mailing = {"CARRYOVER_SMTP_URL": "", "CARRYOVER_SMTP_URL_FILE": str(tmp_path / "url"), "CARRYOVER_APP_URL_FILE": ""}
    settings = settings_from({**WHOLE, **mailing})
    assert (settings.smtp_url, settings.app_url) == ("smtp://mail.test:25", WHOLE["CARRYOVER_APP_URL"])


@pytest.mark.parametrize(
    ("body", "why"),
    [(None, "cannot be read: No such file or directory"), (b" \n", "is empty"), (b"pa\xffss", "is no text in UTF-8")],
)
def test_what_is_wrong_with_a_file_is_told_without_the_secret(body: bytes | None, why: str, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(SecretFileError) as told:
        with_secrets({"CARRYOVER_KEYS_URL_FILE": str(path)})
    assert str(told.value) == f"CARRYOVER_KEYS_URL_FILE: {path} {why}"
