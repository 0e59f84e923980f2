"""Sandboxes: one call makes one, whoever may, with keys, people and a clock of its own."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from msgspec.structs import replace

from services.app import create_app
from services.clock import SetClock
from services.context import open_context
from tests.support.audited import noting
from tests.support.database import Database, copied
from tests.support.doors import Doors, client, open_doors
from tests.support.running import running_engine, running_worker
from tests.support.times import NOON
from tests.support.waiting import until

Made = dict[str, Any]


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[Doors]:
    """Of an organisation that is no sandbox, where anybody may make one."""
    async with copied(template) as database:
        settings = replace(database.settings, open_sandboxes=True)
        async with (
            open_context(settings, clock=SetClock(NOON)) as context,
            running_engine(settings, SetClock(NOON)),
            running_worker(settings, SetClock(NOON)),
            open_doors(context) as opened,
        ):
            yield opened


@pytest.fixture(scope="module")
async def made(doors: Doors) -> Made:
    answer = await doors.nobody.post("/v1/sandboxes", json={"name": "Trying out", "partner_name": "Tidewater"})
    assert answer.status_code == 200, answer.text
    body: Made = answer.json()
    return body


@pytest.fixture(scope="module")
async def owner(doors: Doors, made: Made) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(doors.app, made["api_keys"]["owner"]) as opened:
        yield opened


@pytest.fixture
async def another(doors: Doors) -> AsyncIterator[tuple[Made, httpx2.AsyncClient]]:
    """A sandbox whose clock nobody has moved, and its owner."""
    made: Made = (await doors.nobody.post("/v1/sandboxes")).json()
    async with client(doors.app, made["api_keys"]["owner"]) as opened:
        yield made, opened


async def shown(owner: httpx2.AsyncClient, **how: object) -> str:
    """What the clock shows after it was moved."""
    answer = await owner.post("/v1/sandbox/clock", json=how)
    assert answer.status_code == 200, answer.text
    now: str = answer.json()["now"]
    return now


async def test_its_keys_are_of_its_people_and_say_that_nobody_is_real(doors: Doors, made: Made) -> None:
    holders = {"owner": made["owner_id"], "therapist": made["therapist_ids"][0], "partner": made["partner_id"]}
    assert {name: key[:8] for name, key in made["api_keys"].items()} == dict.fromkeys(holders, "co_test_")
    for name, holder in holders.items():
        async with client(doors.app, made["api_keys"][name]) as line:
            told = (await line.get("/v1/whoami")).json()
            assert (told["organisation_id"], told["id"]) == (made["organisation_id"], holder)


async def test_a_key_that_is_made_in_it_later_says_so_too(owner: httpx2.AsyncClient) -> None:
    body = {"name": "Another app", "scopes": ["read"], "clinics": []}
    assert (await owner.post("/v1/commands/register-partner", json=body)).json()["api_key"].startswith("co_test_")


async def test_its_people_have_weeks_behind_them(doors: Doors, made: Made, owner: httpx2.AsyncClient) -> None:
    export = (await owner.get(f"/v1/patients/{made['patient_ids'][0]}/export")).json()
    first, *_, last = export["events"]
    assert (first["type"], len(made["patient_ids"])) == ("patient.enrolled", 12)
    begun, ended = (datetime.fromisoformat(event["recorded_at"]) for event in (first, last))
    assert timedelta(weeks=3) < ended - begun < timedelta(weeks=5)
    assert ended <= NOON


async def test_who_made_it_stands_in_its_audit(owner: httpx2.AsyncClient, made: Made) -> None:
    [entry] = (await owner.get("/v1/audit", params={"kind": "granted"})).json()["entries"][-1:]
    assert (entry["actor"], entry["operation"]) == ("nobody", "makeSandbox")
    assert entry["detail"] == {"what": "sandbox", "about": made["organisation_id"]}


async def test_an_owner_who_makes_one_has_it_noted_at_home(doors: Doors) -> None:
    async with noting(doors.context, doors.org.organisation_id) as lines:
        body = (await doors.owner.post("/v1/sandboxes")).json()
    assert [(line.kind, line.operation) for line in lines] == [("granted", "makeSandbox")]
    assert body["organisation_id"] != str(doors.org.organisation_id)


async def test_where_it_is_not_open_a_key_is_needed(doors: Doors) -> None:
    closed = replace(doors.context.settings, open_sandboxes=False)
    async with open_context(closed) as context, client(create_app(context)) as nobody:
        assert (await nobody.post("/v1/sandboxes")).status_code == 401


async def test_who_has_no_key_is_counted_by_address(doors: Doors) -> None:
    answers = [await asker.post("/v1/sandboxes", json={"name": ""}) for asker in (doors.nobody, doors.owner)]
    policies = [answer.headers["ratelimit-policy"].partition(";")[0] for answer in answers]
    assert policies == ['"sign-ins"', '"requests"']


async def test_its_clock_goes_forward_alone_and_every_process_goes_by_it(
    doors: Doors, another: tuple[Made, httpx2.AsyncClient]
) -> None:
    made, owner = another
    org_id = UUID(made["organisation_id"])
    async with open_context(doors.context.settings, clock=SetClock(NOON)) as other:
        assert await shown(owner, forward=2) == "2026-03-04T14:00:00Z"
        assert await shown(owner, until="2026-03-04T15:30:00Z") == "2026-03-04T15:30:00Z"

        async def heard() -> bool:
            return other.clock.now(org_id) == doors.context.clock.now(org_id) == NOON + timedelta(hours=3.5)

        await until(heard)
        assert other.clock.now(doors.org.organisation_id) == NOON
    async with open_context(doors.context.settings, clock=SetClock(NOON)) as later:
        assert later.clock.now(org_id) == NOON + timedelta(hours=3.5)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"forward": 0}, "invalid"),
        ({"forward": 721}, "invalid"),
        ({"forward": 1, "until": "2026-03-09T12:00:00Z"}, "invalid"),
        ({}, "invalid"),
        ({"until": "2026-03-04T12:00:00Z"}, "clock_not_moved"),
        ({"until": "2027-03-04T12:00:00Z"}, "clock_not_moved"),
    ],
)
async def test_it_never_goes_back_nor_far(
    doors: Doors, made: Made, owner: httpx2.AsyncClient, body: Made, code: str
) -> None:
    before = doors.context.clock.now(UUID(made["organisation_id"]))
    assert (await owner.post("/v1/sandbox/clock", json=body)).json()["code"] == code
    assert doors.context.clock.now(UUID(made["organisation_id"])) == before


async def test_for_an_organisation_that_is_no_sandbox_there_is_nothing(doors: Doors) -> None:
    answer = await doors.owner.post("/v1/sandbox/clock", json={"forward": 1})
    nothing = await doors.owner.post("/v1/nothing-here", json={"forward": 1})
    told = [{**each.json(), "instance": ""} for each in (answer, nothing)]
    assert (answer.status_code, told[0]) == (404, told[1])
    assert doors.context.clock.now(doors.org.organisation_id) == NOON


async def test_days_close_absence_alerts_and_reminders_come_as_time_goes_on(
    another: tuple[Made, httpx2.AsyncClient],
) -> None:
    """With a mail server that nobody could reach: what is sent in a sandbox stays in the house."""
    made, owner = another
    patient, clinic = made["patient_ids"][0], made["clinic_ids"][0]

    async def last_closed() -> bool:
        adherence = (await owner.get(f"/v1/patients/{patient}/adherence")).json()["adherence"]
        return adherence is not None and adherence["ranges"][0]["last"] == "2026-03-05"

    async def silent() -> bool:
        alerts = (await owner.get("/v1/alerts", params={"status": "open"})).json()["alerts"]
        return any(one["rule"] == "silent" for one in alerts)

    async def sent() -> int:
        reminders: int = (await owner.get(f"/v1/clinics/{clinic}/reminders")).json()["sent"]
        return reminders

    await shown(owner, until="2026-03-06T12:00:00Z")
    await until(last_closed)
    await until(silent)
    assert await sent() == 0  # two days of them were too late
    await shown(owner, until="2026-03-07T06:00:00Z")
    await shown(owner, until="2026-03-07T08:00:00Z")
    await until(sent)
