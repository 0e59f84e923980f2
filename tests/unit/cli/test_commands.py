"""The command line explains itself, and says in a sentence what an operator can mend."""

import os
import subprocess
import sys

import pytest

from services.cli.main import COMMANDS
from services.cli.migrate import database_of


def carryover(*words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}
    argv = [sys.executable, "-m", "services.cli", *words]
    return subprocess.run(argv, env={**kept, **env}, capture_output=True, text=True, timeout=60)


def test_the_help_lists_every_command_with_what_it_does() -> None:
    told = carryover("--help")
    assert told.returncode == 0
    for name in COMMANDS:
        assert f"\n  {name} " in told.stdout


@pytest.mark.parametrize(
    "words", [[name] for name in COMMANDS] + [["run", "api"], ["run", "engine"], ["run", "worker"]]
)
def test_every_command_has_help(words: list[str]) -> None:
    told = carryover(*words, "--help")
    assert told.returncode == 0, told.stderr
    assert "Usage:" in told.stdout


@pytest.mark.parametrize("words", [["migrate"], ["rebuild", "adherence"], ["run", "engine"], ["settings", "--check"]])
def test_a_missing_setting_is_one_sentence_and_no_traceback(words: list[str]) -> None:
    told = carryover(*words)
    assert told.returncode == 1
    assert told.stderr.startswith("carryover: CARRYOVER_APP_URL is not set")
    assert "Traceback" not in told.stderr


def test_an_unknown_command_is_a_mistake_of_use() -> None:
    told = carryover("upp")
    assert told.returncode == 2
    assert "No such command" in told.stderr


def test_a_postgres_url_names_its_database() -> None:
    assert database_of("postgresql://owner@/carryover?host=%2Frun%2Fa%20b") == "carryover"
    assert database_of("postgresql://owner:secret@db:5432/carryover_keys") == "carryover_keys"
