"""What an operator is given to run, judged without a container engine: locks, recipe of the image, compose files."""

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.locks import hashes, pinned

ROOT = Path(__file__).resolve().parents[2]
IMAGE = ROOT / "deploy" / "image"
LOCKS = ("requirements.lock", "build.lock", "mail.lock")
COMPOSED = ("docker-compose.yml", "deploy/compose/development.yml", "deploy/compose/production.yml")
OVERLAYS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "deploy" / "compose").glob("*.yml"))
PROJECT: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def services(file: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / file).read_text())["services"]
    return found


def names_in(*extras: str) -> set[str]:
    """The packages that these extras ask for by name."""
    asked = [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    return {line.split(";")[0].split("[")[0].split(">")[0].split("<")[0].strip().lower() for line in asked}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_of_the_image_says_what_the_whole_lock_says(name: str) -> None:
    whole, part = hashes(ROOT / "requirements.lock"), hashes(IMAGE / name)
    assert part == {package: whole[package] for package in part}
    assert pinned(IMAGE / name).items() <= pinned(ROOT / "requirements.lock").items()
    assert all(part.values())


def test_the_image_has_what_runs_and_traces_and_nothing_that_is_embedded_measured_or_developed_with() -> None:
    there = set(pinned(IMAGE / "requirements.lock"))
    asked = {line.split(">")[0].split("=")[0].split("[")[0].strip() for line in PROJECT["dependencies"]}
    assert asked | names_in("tracing") <= there
    brought_along = {"pyyaml"}  # by apprise
    assert there & (names_in("embedded", "bench", "dev") - asked) == brought_along


def test_the_recipe_of_the_image_has_no_fault() -> None:
    told = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), IMAGE / "Dockerfile"], capture_output=True, text=True, timeout=60
    )
    assert (told.returncode, told.stdout + told.stderr) == (0, "")


def test_every_package_of_ours_is_handed_to_the_builder() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert kept == {*wheel["packages"], "deploy/image", "pyproject.toml", PROJECT["readme"], ".gitignore"}


@pytest.mark.parametrize("file", [COMPOSED[0], *OVERLAYS])
def test_a_compose_file_is_one(file: str) -> None:
    told = subprocess.run(
        [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", ROOT / file],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 0, told.stdout


def test_the_image_has_the_version_of_the_project() -> None:
    images = {
        service["image"] for service in services("docker-compose.yml").values() if "CARRYOVER_IMAGE" in service["image"]
    }
    ours = f"${{CARRYOVER_IMAGE:-carryover:{PROJECT['version']}}}"
    assert images == {ours, f"{ours}-mail", f"{ours}-backup"}


@pytest.mark.parametrize(("file", "name"), [(file, name) for file in COMPOSED for name in services(file)])
def test_every_container_is_contained(file: str, name: str) -> None:
    base = services(COMPOSED[0]).get(name, {})
    service = {**base, **services(file)[name]}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    if service.get("profiles") != ["once"]:
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}


def test_postgres_logs_nothing_that_people_wrote_and_archives_only_where_there_is_a_place_for_it() -> None:
    said = {word.split("=")[0]: word.split("=")[1] for word in services(COMPOSED[0])["postgres"]["command"][1:]}
    assert said["-clog_parameter_max_length"] == said["-clog_parameter_max_length_on_error"] == "0"
    assert said["-clog_error_verbosity"] == "terse"
    assert {name for name in said if "archive" in name} == set()


def test_backups_lie_where_nothing_is_cleaned_away_and_nothing_is_kept_with_the_source() -> None:
    folders = {volume.split(":-")[1].split("}")[0] for volume in services(COMPOSED[0])["backup"]["volumes"]}
    assert {Path(folder).parts[0] for folder in folders} == {"backups"}
    assert "/backups/" in (ROOT / ".gitignore").read_text().splitlines()
    [cleaned] = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("\trm -rf")]
    assert "backups" not in cleaned


def test_only_the_front_can_be_reached_from_this_machine_and_the_databases_reach_nobody() -> None:
    base = services(COMPOSED[0])
    assert {name: service["ports"] for name, service in base.items() if "ports" in service} == {
        "front": ["${CARRYOVER_ADDRESS:-127.0.0.1}:${CARRYOVER_PORT:-8080}:8080"]
    }
    assert {name for name, service in base.items() if service.get("networks") == ["data"]} == {
        "postgres", "valkey", "broker", "migrate", "mail", "backup",
    }  # fmt: skip
    assert yaml.safe_load((ROOT / COMPOSED[0]).read_text())["networks"]["data"] == {"internal": True}


def test_the_superusers_password_is_handed_to_the_server_to_the_migration_and_to_backups_alone() -> None:
    held = {name: set(service.get("secrets", [])) for name, service in services(COMPOSED[0]).items()}
    assert {name for name, secrets in held.items() if secrets & {"postgres_password", "admin_url"}} == {
        "postgres",
        "migrate",
        "backup",
    }
    assert {name for name, secrets in held.items() if secrets & {"owner_url", "keys_owner_url"}} == {
        "migrate",
        "backup",
    }
