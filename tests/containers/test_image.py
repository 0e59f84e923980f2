"""The image: what is in it and what is not, who it runs as, and how it says that something is missing."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from services.cli.main import COMMANDS
from tests.support.composed import ROOT
from tests.support.engine import EngineRefused, docker
from tests.support.locks import pinned

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1200)]

CONTAINED = ("run", "--rm", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--network", "none")

INSTALLED = """
import importlib.metadata, json, re
found = [(each.metadata["Name"], each.version) for each in importlib.metadata.distributions()]
print(json.dumps(sorted([re.sub("[-_.]+", "-", name).lower(), version] for name, version in found)))
"""
ELSEWHERE = {"async-timeout", "colorama", "exceptiongroup", "httpx2-jsfetch", "typing-extensions", "tzdata"}
"""On Windows, in a browser or with an older Python alone."""
HELP = """
import json
from click.testing import CliRunner
from services.cli.main import carryover
told = {{" ".join(words): CliRunner().invoke(carryover, [*words, "--help"]) for words in {asked}}}
print(json.dumps({{name: "Usage:" in each.output for name, each in told.items()}}))
"""
PROGRAMS = """
import json, os, shutil
names = "cc gcc g++ ld make pip pip3 uv git curl postgres valkey-server".split()
print(json.dumps([name for name in names if shutil.which(name)]))
"""


def python(image: str, program: str) -> object:
    return json.loads(docker(*CONTAINED, "--entrypoint", "python3", image, "-c", program))


def test_it_holds_the_packages_of_its_lock_and_no_other(image: str) -> None:
    packages = python(image, INSTALLED)
    assert isinstance(packages, list)
    there = dict(packages)
    assert there.pop("carryover") == "0.1.0"
    lock = pinned(ROOT / "deploy" / "image" / "requirements.lock")
    assert there == {name: lock[name] for name in there}
    assert set(lock) - set(there) <= ELSEWHERE


def test_it_holds_no_servers_no_compilers_and_nothing_that_installs(image: str) -> None:
    assert python(image, PROGRAMS) == []


def test_it_runs_as_a_user_of_its_own_and_ends_on_sigterm(image: str) -> None:
    [about] = json.loads(docker("image", "inspect", image))
    config = about["Config"]
    assert (config["User"], config["StopSignal"], config["Entrypoint"]) == ("10001:10001", "SIGTERM", ["carryover"])
    assert config["Healthcheck"]["Test"] == ["CMD", "carryover", "healthy"]
    labels = {name.rpartition(".")[2] for name in config["Labels"]}
    assert {"title", "description", "version", "revision"} <= labels


def test_every_command_but_the_benchmarks_explains_itself(image: str) -> None:
    parts = (["run", "api"], ["run", "engine"], ["run", "worker"], ["run", "front"], ["partner", "new"])
    asked = [*([name] for name in COMMANDS if name != "bench"), *parts]
    assert python(image, HELP.format(asked=asked)) == {" ".join(words): True for words in asked}


def test_what_the_image_goes_without_is_told_in_one_sentence(image: str) -> None:
    for command in ("up", "simulate", "bench", "run mail --file /tmp/mail"):
        with pytest.raises(EngineRefused) as told:
            docker(*CONTAINED, image, *command.split())
        [_, sentence] = str(told.value).strip().splitlines()
        assert sentence.startswith("carryover: this needs ")
        assert "which is not installed here: the image for servers goes without it." in sentence


def test_what_is_in_it_is_listed(image: str, tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    subprocess.run([str(ROOT / "deploy" / "image" / "sbom"), image, str(file)], cwd=ROOT, check=True, timeout=300)
    listed = json.loads(file.read_text())
    packages = python(image, INSTALLED)
    assert isinstance(packages, list)
    assert (listed["bomFormat"], listed["metadata"]["component"]["name"]) == ("CycloneDX", "carryover")
    there = {(re.sub("[-_.]+", "-", each["name"]).lower(), each["version"]) for each in listed["components"]}
    assert there == {(name, version) for name, version in packages if name != "carryover"}
