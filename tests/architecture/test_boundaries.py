"""The rules of the house hold, and each of them can fail: a break planted in a copy is found and named."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from projections.catalogue import PROJECTIONS

HOUSE = Path(__file__).parents[2]
PACKAGES = ("domain", "eventstore", "projections", "services", "workers", "bench", "definition", "simulation")

BREAKS = {
    "the log knows the domain": ("eventstore/chain.py", "import domain.values", "The log knows"),
    "the domain knows the log": ("domain/values.py", "import eventstore.records", "The domain is pure"),
    "a read model knows a service": ("projections/base.py", "import services.clock", "Read models know"),
    "the domain knows a service": ("domain/values.py", "import services.clock", "The domain is pure"),
    "a worker knows the command line": ("workers/engine.py", "import services.cli.schema", "The house"),
    "a door knows a worker": ("services/http/problems.py", "import workers.engine", "The doors"),
    "a door knows the loop of the read models": ("services/http/problems.py", "import projections.runner", "The doors"),
    "a door knows how a read model is kept": (
        "services/http/alerts.py",
        "import projections.course.projection",
        "A door asks",
    ),
    "a worker knows a door": ("workers/engine.py", "import services.http.problems", "Workers know no door"),
    "the domain opens files": ("domain/values.py", "import os", "The domain is pure"),
    "the domain awaits": ("domain/decider.py", "import asyncio", "The domain is pure"),
    "the domain rolls dice": ("domain/decider.py", "import random", "The domain is pure"),
    "the log knows Valkey": ("eventstore/group_commit.py", "import redis", "The log knows"),
    "a read model knows another": (
        "projections/symptoms/queries.py",
        "import projections.caseload.queries",
        "No read model knows another",
    ),
    "a decision reads a read model": (
        "services/execute.py",
        "import projections.caseload.queries",
        "A decision never reads",
    ),
    "the recount counts with the domain": (
        "definition/counting.py",
        "import domain.adherence.places",
        "The recount shares no code",
    ),
    "the count of a simulation reads as the script was written": (
        "simulation/reading.py",
        "import services.simulate.lines",
        "The count of a simulation",
    ),
    "the recount reads as the doors do": ("definition/told.py", "import msgspec", "The recount shares no code"),
}


def lint_imports(house: Path) -> "subprocess.CompletedProcess[str]":
    lint = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint, "--no-cache"], cwd=house, env={**os.environ, "PYTHONPATH": str(house)}, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(HOUSE / package, house / package, ignore=shutil.ignore_patterns("__pycache__", "results"))
    shutil.copy(HOUSE / "pyproject.toml", house)
    return house


def test_the_rules_hold() -> None:
    told = lint_imports(HOUSE)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize("what", BREAKS)
def test_a_break_is_found(copy: Path, what: str) -> None:
    file, line, contract = BREAKS[what]
    path = copy / file
    whole = path.read_text()
    path.write_text(f"{whole}\n{line}  # planted\n")
    try:
        told = lint_imports(copy)
    finally:
        path.write_text(whole)
    broken = [line for line in told.stdout.splitlines() if "BROKEN" in line]
    assert told.returncode == 1
    assert any(line.startswith(contract) for line in broken), told.stdout


@pytest.mark.parametrize(
    "line",
    [
        "import datetime\nNOW = datetime.datetime.now()",
        "from datetime import datetime\nNOW = datetime.now()",
        "from datetime import date\nTODAY = date.today()",
        "from uuid import uuid4\nID = uuid4()",
        "import random",
    ],
)
def test_a_clock_or_a_chance_in_the_domain_is_found(line: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--stdin-filename", "domain/planted.py", "-"],
        cwd=HOUSE,
        input=f'"""Planted."""\n\n{line}\n',
        capture_output=True,
        text=True,
    )
    assert told.returncode == 1
    assert "TID251" in told.stdout


def test_every_read_model_is_kept_from_the_others() -> None:
    contracts = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (apart,) = [contract["modules"] for contract in contracts if contract["name"] == "No read model knows another"]
    assert sorted(apart) == sorted(f"projections.{model.name}" for model in PROJECTIONS)


def test_the_packages_are_the_house() -> None:
    with_code = {path.parent.name for path in HOUSE.glob("*/__init__.py")} - {"tests"}
    assert with_code == set(PACKAGES)
