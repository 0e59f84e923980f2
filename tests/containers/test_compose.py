"""The whole platform from the compose file: real logs go through it while containers are killed, and are counted."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import httpx2
import pytest

from services.cli.sending import Summary, Watch, send_file
from tests.e2e.checks import Checks, compare, compare_mails
from tests.e2e.present import Reporter, today
from tests.e2e.reading import Reader
from tests.e2e.smoke import caught_up, counted, delivered, lines_of
from tests.support.composed import Composed
from tests.support.engine import docker
from tests.support.generated_logs import generate
from tests.support.real_logs.convert import convert_all
from tests.support.real_logs.folder import real_logs

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1200)]

DRAIN_SECONDS = 25
"""Within which a part that is told to stop has ended what is under way."""

PATIENCE_SECONDS = 240.0
"""For parts that were killed to be back, and to have done what waited."""

KILLED = ("api", "engine", "worker", "valkey", "broker")
"""One container of each, one after the other, while everything is sent."""

BY_TYPE = "SELECT type, count(*) FROM log.events WHERE org_id = '{organisation}' GROUP BY type"


class House(NamedTuple):
    """A customer as an operator and an owner make one."""

    organisation_id: UUID
    clinic_id: UUID
    therapist_id: UUID
    owner_key: str
    partner_key: str


@pytest.fixture
def house(platform: Composed) -> House:
    wish = {"name": "North", "clinic": "Main street", "country": "no", "zone": "Europe/Oslo", "owner": "Ola"}
    options = [word for name, value in wish.items() for word in (f"--{name}", value)]
    told = platform.carryover("organisation", "new", *options, "--email", "ola@clinic.test", "--with-key")
    words = told.split()
    after = {label: words[words.index(label) + 1] for label in ("Organisation", "Clinic", "key")}
    assert "http://localhost:8080/sign-in/invitation#" in told  # as CARRYOVER_PUBLIC_URL has it
    owner = {"authorization": f"Bearer {after['key']}"}
    person = {"name": "Tora", "email": "tora@clinic.test"}
    with httpx2.Client(base_url=platform.url, headers=owner, timeout=60.0) as client:
        body = {"role": "therapist", "clinics": [after["Clinic"]], "private": person}
        therapist = client.post("/v1/commands/invite-staff", json=body).raise_for_status().json()["id"]
    partner = platform.carryover("partner", "new", "--name", "App", CARRYOVER_KEY=after["key"])
    [key] = [word for word in partner.split() if word.startswith("co_live_")][:1]
    return House(UUID(after["Organisation"]), UUID(after["Clinic"]), UUID(therapist), after["key"], key)


class Trouble:
    """One blow after the other, each once so many events are sent; each container is back before the next is hit."""

    def __init__(self, blows: Sequence[Callable[[], Awaitable[None]]], events: int) -> None:
        self._waiting = [(events * number // (len(blows) + 1), blow) for number, blow in enumerate(blows, 1)]
        self._under_way: asyncio.Task[None] | None = None
        self._done = 0
        self.dealt = 0

    def sent(self, events: int) -> None:
        """So many of the present file."""
        idle = self._under_way is None or self._under_way.done()
        if idle and self._waiting and self._done + events >= self._waiting[0][0]:
            self._under_way = asyncio.ensure_future(self._deal(self._waiting.pop(0)[1]))

    def file_done(self, events: int) -> None:
        self._done += events

    async def over(self) -> None:
        """Deals what is still to come, should the sending have been too quick."""
        if self._under_way is not None:
            await self._under_way
        while self._waiting:
            await self._deal(self._waiting.pop(0)[1])

    async def _deal(self, blow: Callable[[], Awaitable[None]]) -> None:
        await blow()
        self.dealt += 1


def killing(platform: Composed, service: str) -> Callable[[], Awaitable[None]]:
    name = platform.name_of(service)

    async def kill() -> None:
        await asyncio.to_thread(docker, "kill", "--signal", "KILL", name)
        await asyncio.to_thread(docker, "start", name)

    return kill


def stopping(platform: Composed, ended: list[int]) -> Callable[[], Awaitable[None]]:
    """An api is told to stop with requests in flight; `ended` gets its exit code, which is 137 where it was killed."""
    name = platform.name_of("api", 2)

    async def stop() -> None:
        await asyncio.to_thread(docker, "stop", "--time", str(DRAIN_SECONDS), name)
        ended.append(platform.inspected("api", 2)["State"]["ExitCode"])
        await asyncio.to_thread(docker, "start", name)

    return stop


def events_in_the_log(platform: Composed, organisation_id: UUID) -> dict[str, int]:
    statement = BY_TYPE.format(organisation=organisation_id)
    asked = ("psql", "-U", "postgres", "-d", "carryover", "-At", "-F", " ", "-c", statement)
    rows = (line.split() for line in platform("exec", "-T", "postgres", *asked).splitlines())
    return {kind: int(count) for kind, count in rows}


async def test_what_was_acknowledged_while_containers_died_is_there_once(
    platform: Composed, house: House, tmp_path: Path
) -> None:
    source = real_logs() or generate(tmp_path / "diaries")
    conversion = convert_all(source, tmp_path / "events", house.clinic_id, house.therapist_id)
    reporter = Reporter(datetime.now(UTC), house.clinic_id, house.therapist_id)
    present = tmp_path / "events" / "today.jsonl"
    fresh = [line if isinstance(line, str) else json.dumps(line) for line in today(reporter)]
    present.write_text("\n".join(fresh) + "\n")
    files = [*conversion.files, present]

    ended: list[int] = []
    blows = [*(killing(platform, service) for service in KILLED), stopping(platform, ended)]
    trouble = Trouble(blows, sum(map(lines_of, files)))
    summaries: list[Summary] = []
    for path in files:
        watch = Watch(progress=lambda sent: trouble.sent(sent.events))
        summaries.append(await send_file(path, platform.url, house.partner_key, batch=100, watch=watch))
        trouble.file_done(summaries[-1].events)
    await trouble.over()
    assert (trouble.dealt, ended) == (len(blows), [0])

    checks = Checks()
    reader = Reader(platform.url, house.owner_key, house.partner_key)
    try:
        await caught_up(reader, max(summary.position for summary in summaries), PATIENCE_SECONDS)
        alerts = await delivered(reader, PATIENCE_SECONDS)
        mail = tmp_path / "mail.jsonl"
        await asyncio.to_thread(platform, "cp", "mail:/mail/mail.jsonl", str(mail))
        count = await counted(tmp_path, mail, files)
        check_acknowledged(checks, summaries, count)
        log = await asyncio.to_thread(events_in_the_log, platform, house.organisation_id)
        checks.equal("events in the log", {kind: log.get(kind, 0) for kind in count["by_type"]}, count["by_type"])
        checks.equal("alerts raised in the log", log.get("alert.raised", 0), len(alerts))
        compare_mails(checks, alerts, count["mails"])
        await compare(checks, reader, count, "after all that")
    finally:
        await reader.close()
    assert checks.failed == 0


def check_acknowledged(checks: Checks, summaries: Sequence[Summary], count: dict[str, Any]) -> None:
    """An answer that was lost with its api is asked for again, and says duplicate then."""
    taken = sum(summary.stored + summary.duplicate for summary in summaries)
    checks.equal("events acknowledged", taken, count["events"] + count["repeats"])
    refused = len(count["reused_ids"]) + count["unreadable"] + count["of_strangers"]
    checks.equal("lines refused", sum(summary.refused for summary in summaries), refused)


def test_no_container_can_do_more_than_it_needs(platform: Composed) -> None:
    found = {
        name: platform.inspected(service, int(name.rpartition("-")[2])) for name, service in platform.services().items()
    }
    for name, about in found.items():
        host = about["HostConfig"]
        assert (name, host["ReadonlyRootfs"], host["CapDrop"]) == (name, True, ["ALL"])
        assert (name, host["SecurityOpt"], host["Privileged"]) == (name, ["no-new-privileges:true"], False)
        assert host["Memory"] > 0, name
        assert host["NanoCpus"] > 0, name
        assert host["PidsLimit"] > 0, name
    published = {name: about["HostConfig"]["PortBindings"] for name, about in found.items()}
    [[bound]] = [list(ports.values()) for ports in published.values() if ports]
    assert [each["HostIp"] for each in bound] == ["127.0.0.1"]


def test_no_secret_stands_in_what_the_engine_tells(platform: Composed) -> None:
    told = json.dumps([platform.inspected(service) for service in sorted(set(platform.services().values()))])
    secrets = [path.read_text().strip() for path in (platform.folder / "deploy/compose/secrets").iterdir()]
    passwords = {text.partition("://")[2].partition(":")[2].partition("@")[0] or text for text in secrets}
    assert len(passwords) == 6  # a master key, who signs from outside, three roles and the superuser
    assert [secret for secret in passwords | set(secrets) if secret in told] == []


@pytest.mark.parametrize("part", ["api", "engine", "worker"])
def test_a_part_is_nobody_on_a_disk_that_it_cannot_write(platform: Composed, part: str) -> None:
    program = """
import os
told = {"user": os.getuid()}
try:
    open("/opt/carryover/own", "w")
except OSError as fault:
    told["disk"] = fault.strerror
print(sorted(told.items()))
"""
    told = platform("exec", "-T", part, "python3", "-c", program)
    assert told.strip() == "[('disk', 'Read-only file system'), ('user', 10001)]"


def test_roles_have_passwords_that_the_server_does_not_know(platform: Composed) -> None:
    asked = "SELECT rolname, left(rolpassword, 14) FROM pg_authid WHERE rolname LIKE 'carryover%' ORDER BY 1"
    told = platform("exec", "-T", "postgres", "psql", "-U", "postgres", "-At", "-c", asked)
    roles = ("carryover_app", "carryover_engine", "carryover_owner")
    without = ("carryover_append|", "carryover_backup|")  # they cannot log in
    assert set(told.splitlines()) == {*without, *(f"{role}|SCRAM-SHA-256$" for role in roles)}
