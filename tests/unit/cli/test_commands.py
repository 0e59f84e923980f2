"""The command line explains itself, and says in a sentence what an operator can mend."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from services.cli import main
from services.cli.main import COMMANDS
from services.cli.migrate import database_of
from services.settings import SettingsError


def carryover(*words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}
    argv = [sys.executable, "-m", "services.cli", *words]
    return subprocess.run(argv, env={**kept, **env}, capture_output=True, text=True, timeout=60)


def test_the_help_lists_every_command_with_what_it_does() -> None:
    told = carryover("--help")
    assert told.returncode == 0
    for name in COMMANDS:
        assert f"\n  {name} " in told.stdout


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command below a group, as it is typed, and the groups themselves."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*words, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))


def test_every_command_has_help() -> None:
    found = list(commands(main.carryover))
    assert {words[0] for words in found} == set(COMMANDS)
    for words in found:
        told = CliRunner().invoke(main.carryover, [*words, "--help"])
        assert (told.exit_code, told.output[:6]) == (0, "Usage:"), words


@pytest.mark.parametrize(
    "words",
    [
        ["migrate"],
        ["rebuild", "adherence"],
        ["verify"],
        ["anchors"],
        ["parked", "list"],
        ["run", "engine"],
        ["settings", "--check"],
    ],
)
def test_a_missing_setting_is_one_sentence_and_no_traceback(words: list[str]) -> None:
    told = carryover(*words)
    assert told.returncode == 1
    assert told.stderr.startswith("carryover: CARRYOVER_APP_URL is not set")
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["upp"], "No such command", id="an unknown command"),
        pytest.param(["rebuild", "adherrence"], "'adherrence' is not one of 'adherence'", id="an unknown read model"),
        pytest.param(["up", "--port", "70000"], "70000 is not in the range 0<=x<=65535", id="a port that is none"),
        pytest.param(["up", "--data", __file__], "is a file", id="a file instead of a folder"),
    ],
)
def test_a_mistake_of_use_is_told_with_exit_code_2(words: list[str], said: str) -> None:
    told = carryover(*words)
    assert (told.returncode, told.stdout) == (2, "")
    assert said in told.stderr


NOWHERE = {
    "CARRYOVER_APP_URL": "postgresql://carryover_app:hush@127.0.0.1:1/carryover",
    "CARRYOVER_ENGINE_URL": "postgresql://carryover_engine:hush@127.0.0.1:1/carryover",
    "CARRYOVER_OWNER_URL": "postgresql://carryover_owner:hush@127.0.0.1:1/carryover",
    "CARRYOVER_KEYS_URL": "postgresql://carryover_app:hush@127.0.0.1:1/keys",
    "CARRYOVER_KEYS_OWNER_URL": "postgresql://carryover_owner:hush@127.0.0.1:1/keys",
    "CARRYOVER_VALKEY_URL": "redis://127.0.0.1:1/0",
    "CARRYOVER_BROKER_URL": "redis://127.0.0.1:1/1",
    "CARRYOVER_MASTER_KEY": "a" * 43 + "=",
}


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        (["run", "api"], "CARRYOVER_APP_URL"),
        (["run", "engine"], "CARRYOVER_APP_URL"),
        (["run", "worker"], "CARRYOVER_APP_URL"),
        (["rebuild", "adherence"], "CARRYOVER_APP_URL"),
        (["migrate"], "CARRYOVER_OWNER_URL"),
        (["migrate", "--admin-url", "postgresql://postgres:hush@127.0.0.1:1/postgres"], "--admin-url"),
    ],
)
def test_a_server_that_does_not_answer_is_named_by_its_setting(words: list[str], setting: str) -> None:
    told = carryover(*words, **NOWHERE)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(f"carryover: {setting}: no Postgres answers there (")
    assert "Traceback" not in told.stderr
    assert "hush" not in told.stderr


@pytest.mark.parametrize("url", ["nonsense", "postgresql://carryover_app:hush@nowhere:port/carryover"])
def test_an_address_that_is_none_is_told_without_its_password(url: str) -> None:
    told = carryover("run", "api", **{**NOWHERE, "CARRYOVER_APP_URL": url})
    assert told.returncode == 1
    assert told.stderr.startswith("carryover: CARRYOVER_APP_URL is ")
    assert len(told.stderr.splitlines()) == 1
    assert "hush" not in told.stderr


def test_a_data_folder_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = carryover("up", "--port", "0", CARRYOVER_DATA=str(tmp_path / "file" / "data"))
    assert told.returncode == 1
    assert told.stderr.startswith(
        f"carryover: Carryover cannot write to {tmp_path / 'file' / 'data'} (Not a directory)."
    )


def test_a_postgres_url_names_its_database() -> None:
    assert database_of("X", "postgresql://owner@/carryover?host=%2Frun%2Fa%20b") == "carryover"
    assert database_of("X", "postgresql://owner:secret@db:5432/carry%20over") == "carry over"
    with pytest.raises(SettingsError, match=r"^X names no database$"):
        database_of("X", "postgresql://owner@db")
