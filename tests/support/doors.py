"""The doors in this process: an organisation with two clinics, its keys, and a client for each of them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
from litestar.types import ASGIApp
from msgspec import Struct

from services.app import create_app
from services.context import Context
from services.http.cloud_events import BATCH, ONE
from services.provision import NewClinic, NewStaff, Provisioned, provision
from tests.support.times import NOON

SOURCE = "https://app.test/phone"
HARBOUR = NewClinic(name="Harbour", country="DE", zone="Europe/Berlin", therapists=(NewStaff("Kim", "kim@test"),))
HILL = NewClinic(name="Hill", country="DE", zone="Europe/Berlin", therapists=(NewStaff("Lou", "lou@test"),))


async def founded(context: Context, name: str = "Two clinics") -> Provisioned:
    """The owner and the partner reach both clinics, the therapist whose key is known the first one only."""
    return await provision(
        context, name=name, clinics=[HARBOUR, HILL], at=NOON - timedelta(days=60), partner_name="An app"
    )


@asynccontextmanager
async def client(app: ASGIApp, key: str | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app),  # type: ignore[arg-type]
        base_url="http://carryover.test",
        headers=headers,
    ) as opened:
        yield opened


class Doors(Struct):
    """What a test holds in its hands."""

    context: Context
    app: ASGIApp
    org: Provisioned
    nobody: httpx2.AsyncClient
    partner: httpx2.AsyncClient
    owner: httpx2.AsyncClient
    therapist: httpx2.AsyncClient

    async def enrol(self, clinic: int = 0) -> UUID:
        """A new patient of one of the clinics."""
        body = {"clinic_id": str(self.org.clinic_ids[clinic]), "zone": "Europe/Berlin"}
        answer = await self.owner.post("/v1/commands/enrol-patient", json=body)
        assert answer.status_code == 200, answer.text
        return UUID(answer.json()["id"])

    async def does(self, command: str, patient_id: UUID, **fields: object) -> dict[str, Any]:
        """The receipt of a command that the therapist gives about a patient."""
        body = {"patient_id": str(patient_id), **fields}
        answer = await self.therapist.post(f"/v1/commands/{command}", json=body)
        assert answer.status_code == 200, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def send(self, *items: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The outcomes of a batch."""
        answer = await self.partner.post("/v1/events", json=list(items), headers={"content-type": BATCH})
        assert answer.status_code == 200, answer.text
        outcomes: list[dict[str, Any]] = answer.json()["outcomes"]
        return outcomes

    async def send_one(self, item: Mapping[str, Any]) -> httpx2.Response:
        return await self.partner.post("/v1/events", json=item, headers={"content-type": ONE})


@asynccontextmanager
async def open_doors(context: Context, org: Provisioned | None = None) -> AsyncIterator[Doors]:
    """Of an organisation that is there already, or of a new one."""
    org = org or await founded(context)
    app = create_app(context)
    async with (
        client(app) as nobody,
        client(app, org.partner_key) as partner,
        client(app, org.owner_key) as owner,
        client(app, org.therapist_key) as therapist,
    ):
        yield Doors(context, app, org, nobody, partner, owner, therapist)


def event(kind: str, subject: UUID | str, data: Mapping[str, Any], **attributes: Any) -> dict[str, Any]:
    """A CloudEvent an hour before noon; `kind` without its prefix."""
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": SOURCE,
        "type": f"org.carryover.{kind}",
        "subject": str(subject),
        "time": "2026-03-04T11:00:00Z",
        "data": data,
        **attributes,
    }
