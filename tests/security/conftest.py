"""One organisation, both kinds of route to it, and a real server, for the attacks."""

from collections.abc import AsyncIterator

import pytest

from domain.values import BodyRegion
from services.clock import SetClock
from services.context import open_context
from services.http.body import JSON
from services.http.cloud_events import ONE
from tests.support.both_routes import Route
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, founded, open_doors
from tests.support.plain_door import Door
from tests.support.server_process import served
from tests.support.times import NOON


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[Doors]:
    """One organisation for all tests here: each has a patient of its own, and what is refused leaves no trace."""
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_doors(context) as opened,
    ):
        yield opened


@pytest.fixture(params=["events", "commands"])
async def route(request: pytest.FixtureRequest, doors: Doors) -> Route:
    patient_id = await doors.enrol()
    felt = {"region": BodyRegion.KNEE.value, "level": 5}
    if request.param == "events":
        return Route(
            asker=doors.partner,
            path="/v1/events",
            media_type=ONE,
            good=event("symptom.reported", patient_id, {**felt, "note": "It hurts."}),
            text_field=("data", "note"),
            rating_field=("data", "level"),
            time_field=("time",),
        )
    time = "2026-03-04T11:00:00Z"
    return Route(
        asker=doors.owner,
        path="/v1/commands/report-pain",
        media_type=JSON,
        good={"patient_id": str(patient_id), "occurred_at": time, **felt, "private": {"note": "It hurts."}},
        text_field=("private", "note"),
        rating_field=("level",),
        time_field=("occurred_at",),
    )


@pytest.fixture(scope="module")
async def door(template: Database) -> AsyncIterator[Door]:
    async with copied(template) as database:
        async with open_context(database.settings, clock=SetClock(NOON)) as context:
            org = await founded(context)
        async with served(database.settings) as server:
            yield Door(server.port, server.pid, org.partner_key)
