"""The description as schemathesis is to try it, and a run of it: a program of others that knows nothing but that."""

import asyncio
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec

from services.http.body import JSON
from services.http.cloud_events import BATCH
from services.http.contract.openapi import document
from tests.support.two_houses import Ids

HANDED_OUT = frozenset({"after", "as_of", "at_least", "cursor", "Carryover-At-Least"})
"""Places that the service gave somebody; what somebody else makes up is refused, which a schema cannot say."""

TOGETHER = frozenset({"at", "difference", "first_day", "from", "last_day", "since", "to", "types", "until"})
"""Parameters that count for one another, or for who asks."""

ENDLESS = frozenset({"liveStream"})
LINES = frozenset({"putImportPart"})  # its bodies are lines, for which the program has no generator
FILES = frozenset({"putExercisePhoto", "putExerciseFilm"})  # photos and films, of which it has none
UNKNOWN = frozenset({"takeNotice", "giveToken"})  # signed in ways of their own, for which neither

OUTSIDE = frozenset({"signInByProvider"})  # asks a provider of others, which is away: 503 is the right answer

ONE_OF_TWO = ("enterMy",)
"""Their bodies want one of two fields, which the schema does not say: neither is refused with 400."""

WHOLE = "unsupported_method,allow_header_conformance"
"""Checks that would need every method of an address, also those that others may ask."""

HEARD = '["2xx", "3xx", 401, 403, 404, 409, 410, 412, 422, 429]'
"""How what has the right form may be answered: the domain, or the state of things, may still refuse it."""


def description(names: Collection[str]) -> dict[str, Any]:
    """Of these operations, asked with a key."""
    api: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document()))
    del api["security"], api["components"]["securitySchemes"]["signIn"], api["components"]["securitySchemes"]["token"]
    for path, methods in [*api["paths"].items()]:
        api["paths"][path] = {
            method: _of_key(operation) for method, operation in methods.items() if operation["operationId"] in names
        }
    return api


def _of_key(operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {word: value for word, value in part.items() if word != "example"}
        for part in operation["parameters"]
        if part["name"] not in HANDED_OUT | TOGETHER and not part["name"].startswith("ce-")
    ]
    found = {**operation, "parameters": parameters, "security": [{"key": []}] if operation["security"] else []}
    if operation["operationId"] == "takeEvents":
        content = found["requestBody"]["content"]
        del content[JSON], content[BATCH]  # half of it stands in headers; each item of it is answered by itself
    return found


def settings(ids: Ids) -> str:
    """How it is to run: with ids that there are in most addresses, as a file in its own form."""
    lines = ["[generation]", "allow-x00 = false", "[checks.positive_data_acceptance]", f"expected-statuses = {HEARD}"]
    for name, value in ids.items():
        lines += [f"[dictionaries.{name}]", f'values = ["{value}"]']
    lines += ["[parameters]", *(f'"path.{name}" = {{ dictionary = "{name}", probability = 0.8 }}' for name in ids)]
    for name in ONE_OF_TWO:
        heard = f"[400, {HEARD[1:]}"
        lines += ["[[operations]]", f'include-operation-id = "{name}"']
        lines += ["[operations.checks.positive_data_acceptance]", f"expected-statuses = {heard}"]
    return "\n".join(lines)


async def tried(folder: Path, address: str, key: str, names: Collection[str], ids: Ids, **options: object) -> str:
    """What it says of these operations; empty where it finds no fault."""
    api, config = folder / "api.json", folder / "schemathesis.toml"
    api.write_bytes(msgspec.json.encode(description(names)))
    config.write_text(settings(ids))
    # One at a time: threads that parse source at once disturb each other in Python 3.11 ("AST constructor recursion").
    wanted = _arguments({"url": address, "header": f"Authorization: Bearer {key}", "seed": 1, "workers": 1, **options})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", f"--config-file={config}", "run", str(api)),
        *(
            *wanted,
            f"--exclude-checks={WHOLE}",
            "--no-shrink",
            "--suppress-health-check=all",
            "--warnings=off",
            "--no-color",
        ),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return "" if process.returncode == 0 else said.decode()


def _arguments(options: Mapping[str, object]) -> list[str]:
    return [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
