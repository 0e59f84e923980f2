"""The description of the events is AsyncAPI 3.0 by the standard's own parser, a program of others."""

import json
import subprocess
from pathlib import Path

import pytest

from services.http.contract.asyncapi import asyncapi, told_asyncapi
from tests.support.node_packages import FILES, NODE, NotInstalled, installed


@pytest.fixture(scope="module")
def parser() -> Path:
    try:
        return installed(FILES / "asyncapi", "parse.mjs")
    except NotInstalled as reason:
        pytest.skip(f"@asyncapi/parser is not installed: {reason}")


def faults(parser: Path, document: bytes) -> list[str]:
    done = subprocess.run([NODE, parser / "parse.mjs"], input=document, capture_output=True, timeout=60, check=True)
    return done.stdout.decode().splitlines()


def test_the_parser_has_nothing_to_say(parser: Path) -> None:
    assert faults(parser, told_asyncapi()) == []


def test_the_parser_would_say_so(parser: Path) -> None:
    document = asyncapi()
    document["operations"]["readEvents"]["action"] = "shout"
    (found,) = faults(parser, json.dumps(document).encode())
    assert "operations/readEvents/action" in found
