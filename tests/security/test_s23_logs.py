"""S23: what people say and what opens doors stands in no log line, queue, effect or error; and a line stays a line."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import asyncpg
import httpx2
import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from services.clock import SetClock
from services.context import open_context
from services.embedded.port import free_port
from services.provision import Provisioned
from services.settings import environment_of
from tests.support.canaries import queued, rows_with
from tests.support.database import Database, copied
from tests.support.doors import event, founded
from tests.support.server_process import launched
from tests.support.times import NOON

FORGED = '\r\n{"event":"forged","level":"error"}\n\x1b[2J\x1b[31m\u2028\u2029\x85\x07'
"""Ends a line for whoever takes any of these for its end, writes one of its own, and empties a terminal."""

SAID = ("canary-name", "canary-mail", "canary-note", "canary-text", "canary-field", "canary-type", "canary-reason")
HELD = ("canary-path", "canary-query", "canary-key", "canary-again", "canary-agent", "canary-alias", "canary-wrong")
ENDS = "\x1b\u2028\u2029\x85\r\x07"
AWAY = "ALTER TABLE vault.item RENAME TO item_away"
BACK = "ALTER TABLE vault.item_away RENAME TO item"
RUN = "import sys; from services.cli.main import main; sys.argv = ['carryover', 'run', '{}']; main()"


class Told(Struct):
    """What the processes wrote, and what they were told."""

    lines: list[str]
    database: Database
    secrets: list[str]
    statuses: list[int]


@asynccontextmanager
async def running_engine(environment: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    engine = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUN.format("engine")),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield engine
    finally:
        if engine.returncode is None:
            engine.terminate()


@pytest.fixture(scope="module")
async def told(template: Database) -> AsyncIterator[Told]:
    async with copied(template) as database:
        async with open_context(database.settings, clock=SetClock(NOON)) as context:
            org = await founded(context)
        port = free_port()
        environment = environment_of(replace(database.settings, http_port=port))
        async with running_engine(environment) as engine:
            api = await launched(RUN.format("api"), port, environment)
            statuses = await everything_said(f"http://127.0.0.1:{port}", org, database)
            api.terminate()
            written = (await api.communicate())[0]
            engine.terminate()
            written += (await engine.communicate())[0]
        secrets = [org.owner_key, org.therapist_key, org.partner_key]
        yield Told(written.decode().split("\n")[:-1], database, secrets, statuses)


async def everything_said(address: str, org: Provisioned, database: Database) -> list[int]:
    """Words into every part of requests that are taken, refused, broken and met by an outage of the database."""
    clinic_id = str(org.clinic_ids[0])
    staff = {"authorization": f"Bearer {org.owner_key}"}
    partner = {"authorization": f"Bearer {org.partner_key}", "content-type": "application/cloudevents+json"}
    person = {"name": "canary-name", "email": "canary-mail@x.test"}
    enrol = {"clinic_id": clinic_id, "zone": "Europe/Berlin", "private": person}
    async with httpx2.AsyncClient(base_url=address) as client:
        first = await client.post("/v1/commands/enrol-patient", json=enrol, headers=staff)
        assert first.status_code == 200, first.text
        patient_id = first.json()["id"]
        answers = [first]
        for kind, data in (
            ("session.logged", {"note": f"canary-note{FORGED}"}),
            ("redflag.reported", {"signs": ["chest_pain"], "note": f"canary-note{FORGED}"}),
            ("message.sent", {"text": f"canary-text{FORGED}"}),
            ("session.logged", {f"canary-field{FORGED}": 1}),
            (f"canary-type{FORGED}", {}),
        ):
            answers.append(await client.post("/v1/events", json=event(kind, patient_id, data), headers=partner))
        away = event("session.logged", f"ext:canary-alias{FORGED}", {})
        answers += [
            await client.post("/v1/events", json=away, headers=partner),
            await client.post("/v1/events", content=b'{"canary-wrong' + FORGED.encode(), headers=partner),
            await client.get(f"/v1/canary-path{quote(FORGED)}", headers=staff),
            await client.get("/v1/caseload", params={"cursor": f"canary-query{FORGED}"}, headers=staff),
            await client.get("/v1/whoami", headers={"authorization": "Bearer co_live_canary-key"}),
            await client.get("/v1/whoami", headers={**staff, "user-agent": "canary-agent"}),
            await client.post(
                "/v1/commands/discharge-patient",
                json={"patient_id": patient_id, "reason": f"canary-reason{FORGED}"},
                headers={**staff, "idempotency-key": "canary-again"},
            ),
        ]
        db = await asyncpg.connect(database.url("postgres"))
        await db.execute(AWAY)
        answers.append(await client.post("/v1/commands/enrol-patient", json=enrol, headers=staff))
        await db.execute(BACK)
        await db.close()
    return [answer.status_code for answer in answers]


async def test_what_was_said_came_to_good_and_to_bad(told: Told) -> None:
    """Else there would be nothing to leak."""
    assert told.statuses[:4] == [200, 200, 200, 200]
    assert set(told.statuses[4:-1]) <= {200, 400, 401, 404, 422}
    assert told.statuses[-1] >= 500
    assert any("request_failed" in line or "append" in line for line in told.lines)


async def test_every_line_is_one_json_object_that_we_wrote(told: Told) -> None:
    assert len(told.lines) > 3
    events = [msgspec.json.decode(line, type=dict[str, object])["event"] for line in told.lines]
    assert "forged" not in events
    assert [line for line in told.lines if any(sign in line for sign in ENDS)] == []


async def test_no_line_holds_a_word_of_anybody_or_a_secret(told: Told) -> None:
    text = "\n".join(told.lines)
    master = environment_of(told.database.settings)["CARRYOVER_MASTER_KEY"]
    assert [word for word in (*SAID, *HELD, *told.secrets, master) if word in text] == []


async def test_nor_does_a_queue_an_effect_or_any_table(told: Told) -> None:
    settings = told.database.settings
    text = await queued(settings.broker_url) + await queued(settings.valkey_url)
    assert [word for word in (*SAID, *HELD, *told.secrets) if word in text] == []
    assert await rows_with(told.database.url("postgres"), (*SAID, *HELD, *told.secrets)) == []
