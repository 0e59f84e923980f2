"""A client that another program generates from the description goes the whole way: enrol, assign, log, pain, read."""

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.clock import SetClock
from services.context import open_context, open_engine_pool
from services.http.cloud_events import BATCH
from services.http.contract.openapi import description
from services.http.examples import BRIDGE, PRESCRIPTION
from tests.support.database import Database, copied
from tests.support.doors import Doors, open_doors
from tests.support.server_process import Served, served
from tests.support.two_houses import folded

PACKAGE = "generated_carryover"
CONFIG = """
content_type_overrides:
  application/cloudevents+json: application/json
post_hooks: []
"""
"""The generator knows JSON by its plainest name alone."""


def without_batches() -> bytes:
    """The description but for batches: of several kinds of bodies the generator cannot tell which one is a list."""
    api = msgspec.json.decode(description())
    del api["paths"]["/v1/events"]["post"]["requestBody"]["content"][BATCH]
    return msgspec.json.encode(api)


@pytest.fixture(scope="module")
async def generated(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    """The package, and afterwards none."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "api.json").write_bytes(without_batches())
    (folder / "config.yml").write_text(CONFIG)
    process = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).parent / "openapi-python-client", "generate", "--meta", "none", "--path", "api.json"),
        *("--config", "config.yml", "--output-path", PACKAGE),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    sys.path.insert(0, str(folder))
    try:
        yield SimpleNamespace(
            client=importlib.import_module(PACKAGE).AuthenticatedClient,
            models=importlib.import_module(f"{PACKAGE}.models"),
            call=lambda area, name: importlib.import_module(f"{PACKAGE}.api.{area}.{name}").asyncio,
        )
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
            del sys.modules[name]


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[tuple[Doors, Served, Any]]:
    now = datetime.now(UTC)  # the server is a process of its own, with the machine's clock
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(now)) as context,
        open_engine_pool(database.settings) as engine,
        open_doors(context) as opened,
        served(database.settings) as server,
    ):
        yield opened, server, engine


async def test_the_tour(generated: Any, doors: tuple[Doors, Served, Any]) -> None:
    org, address = doors[0].org, {"base_url": doors[1].address, "raise_on_unexpected_status": True}
    async with (
        generated.client(token=org.owner_key, **address) as staff,
        generated.client(token=org.partner_key, **address) as partner,
    ):
        await tour(generated, doors, staff, partner)


async def tour(generated: Any, doors: tuple[Doors, Served, Any], staff: Any, partner: Any) -> None:
    opened, _, engine = doors
    models, call, now = generated.models, generated.call, datetime.now(UTC)

    enrol = models.EnrolPatient(clinic_id=opened.org.clinic_ids[0], zone="Europe/Berlin")
    enrolled = await call("commands_patient", "enrol_patient")(client=staff, body=enrol)
    patient_id: UUID = enrolled.id

    program = models.AssignProgram.from_dict(
        {
            "patient_id": str(patient_id),
            "prescriptions": [
                {
                    "prescription_id": PRESCRIPTION,
                    "exercise_id": BRIDGE,
                    "deficit": "strength",
                    "dose": {"sets": 3, "reps": 10},
                    "schedule": {"kind": "fixed"},
                }
            ],
        }
    )
    assigned = await call("commands_program", "assign_program")(client=staff, body=program)
    assert assigned.status == "stored"

    said = {"specversion": "1.0", "source": "https://app.test/phone", "subject": str(patient_id)}
    when = {"time": (now - timedelta(minutes=1)).isoformat()}
    entry = {"exercise_id": BRIDGE, "sets": 3, "reps": 30}
    session = models.SessionLoggedEvent.from_dict(
        {**said, **when, "id": "log-1", "type": "org.carryover.session.logged", "data": {"entries": [entry]}}
    )
    pain = models.SymptomReportedEvent.from_dict(
        {
            **said,
            **when,
            "id": "pain-1",
            "type": "org.carryover.symptom.reported",
            "data": {"region": "knee", "level": 8},
        }
    )
    for event in (session, pain):
        outcome = await call("partners", "take_events")(client=partner, body=event)
        assert outcome.status == "stored"
    await folded(opened, engine)

    adherence = await call("patients", "patient_adherence")(str(patient_id), client=partner, at_least=outcome.position)
    assert adherence.adherence.patient_id == patient_id
    assert adherence.as_of.stale is False
    alerts = await call("therapists", "list_alerts")(client=staff, at_least=outcome.position)
    assert [(alert.patient_id, alert.rule) for alert in alerts.alerts] == [(patient_id, "high_pain")]
    nothing = await call("patients", "patient_adherence")(str(opened.org.owner_id), client=partner)
    assert (nothing.status, nothing.code) == (404, "unknown_patient")
