"""Traces and logs of real processes: what they send and write while they run and when they are told to stop."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from services.clock import SetClock
from services.context import open_context
from services.embedded.mail import mail_sink
from services.embedded.port import free_port
from services.settings import Settings, environment_of
from tests.support.collector import HOST, collecting
from tests.support.database import Database, copied
from tests.support.doors import event, founded
from tests.support.mailbox import address, mails
from tests.support.running import lose_valkey
from tests.support.times import NOON
from tests.support.waiting import until
from tests.support.worker_process import WorkerProcess, part_process

pytestmark = pytest.mark.timeout(240)  # three processes start, on cores that others may keep busy

PARTS = {"api": "serving", "engine": "engine_ready", "worker": "worker_ready"}


class Running(Struct):
    """The three parts, and a partner's client."""

    parts: dict[str, WorkerProcess]
    partner: httpx2.AsyncClient
    patient_id: str

    async def reports(self, level: int) -> httpx2.Response:
        body = event("symptom.reported", self.patient_id, {"region": "knee", "level": level, "note": "canary-note"})
        return await self.partner.post("/v1/events", json=body)

    async def stopped(self) -> list[int]:
        """Their exit codes, once they were told to stop."""
        for part in self.parts.values():
            part.process.terminate()
        return [await part.ended() for part in self.parts.values()]

    def lines(self, part: str) -> list[dict[str, Any]]:
        return [msgspec.json.decode(line) for line in self.parts[part].output.splitlines()]


async def started(opened: AsyncExitStack, settings: Settings) -> Running:
    """All three parts, and an organisation with a patient who was there before them."""
    async with open_context(settings, clock=SetClock(NOON)) as context:
        org = await founded(context)
    parts = {}
    for part in PARTS:
        parts[part] = await opened.enter_async_context(part_process(part, settings))
    for part, word in PARTS.items():
        await parts[part].says(word, 90)
    base = f"http://127.0.0.1:{settings.http_port}"
    partner = await opened.enter_async_context(
        httpx2.AsyncClient(
            base_url=base,
            headers={"authorization": f"Bearer {org.partner_key}", "content-type": "application/cloudevents+json"},
        )
    )

    async def answers() -> bool:
        try:
            return (await partner.get("/livez")).status_code == 200
        except httpx2.TransportError:
            return False

    await until(answers)
    async with httpx2.AsyncClient(base_url=base, headers={"authorization": f"Bearer {org.owner_key}"}) as owner:
        body = {"clinic_id": str(org.clinic_ids[0]), "zone": "Europe/Berlin"}
        answer = await owner.post("/v1/commands/enrol-patient", json=body)
        assert answer.status_code == 200, answer.text
    return Running(parts, partner, answer.json()["id"])


@pytest.fixture
async def opened() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


@pytest.fixture
async def settings(template: Database, opened: AsyncExitStack, tmp_path: Path) -> Settings:
    database = await opened.enter_async_context(copied(template))
    clock = tmp_path / "clock"
    clock.write_text(NOON.isoformat())
    settings = replace(database.settings, http_port=free_port(), clock=str(clock), trying_out=True, log_requests=True)
    await lose_valkey(settings)
    return settings


async def test_one_trace_goes_through_three_processes_and_none_of_it_is_lost_when_they_stop(
    settings: Settings, opened: AsyncExitStack, tmp_path: Path
) -> None:
    collector = await opened.enter_async_context(collecting())
    sink = await opened.enter_async_context(mail_sink(tmp_path / "mail.jsonl"))
    traced = replace(settings, smtp_url=address(sink), traces_url=collector.url, traces_share=1.0)
    running = await started(opened, traced)
    answer = await running.reports(8)
    assert answer.status_code == 200, answer.text

    async def mailed() -> bool:
        return len(mails(sink)) == 1

    await until(mailed)
    assert await running.stopped() == [0, 0, 0]
    request_id = answer.headers["carryover-request"]
    told = {(span.service, span.name) for span in collector.of(request_id.replace("-", ""))}
    assert told >= {
        ("carryover-api", "takeEvents"),
        ("carryover-engine", "read alerting"),
        ("carryover-worker", "do alert.tell"),
        ("carryover-worker", "send email"),
    }
    assert [word for word in ("canary-note", running.patient_id) if word in collector.text] == []
    of_request = [line for line in running.lines("api") if line.get("request") == request_id]
    [line] = of_request
    assert (line["event"], line["operation"], line["status"], line["part"]) == ("request", "takeEvents", 200, "api")
    raised = [line for line in running.lines("worker") if line["event"] == "letter"]
    assert [line["trace_id"] for line in raised] == [request_id.replace("-", "")]


async def test_a_collector_that_never_answers_holds_up_nobody_and_is_told_of_once(
    settings: Settings, opened: AsyncExitStack
) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, HOST, 0)
    opened.callback(server.close)
    port = server.sockets[0].getsockname()[1]
    running = await started(opened, replace(settings, traces_url=f"http://{HOST}:{port}/v1/traces", traces_share=1.0))
    assert [(await running.reports(1)).status_code for _ in range(50)] == [200] * 50
    await running.parts["api"].says("traces_not_sent")
    assert [(await running.reports(1)).status_code for _ in range(50)] == [200] * 50
    assert await running.stopped() == [0, 0, 0]
    assert [line["event"] for line in running.lines("api")].count("traces_not_sent") == 1
    assert str(port) not in running.parts["api"].output


async def test_without_what_sends_them_a_setting_for_traces_is_answered_in_a_sentence(settings: Settings) -> None:
    hidden = "import sys; sys.modules['opentelemetry.sdk'] = None; sys.modules['opentelemetry.exporter'] = None"
    program = f"{hidden}; sys.argv = ['carryover', 'run', 'api']; from services.cli.main import main; main()"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program),
        env={"PATH": "", **environment_of(replace(settings, traces_url="http://127.0.0.1:4318/v1/traces"))},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode().strip() == (
        "carryover: CARRYOVER_TRACES_URL is set, and what sends traces is not installed: "
        "install carryover with its extra `tracing`"
    )
