"""The organisation itself at its door: for owners of every clinic, and never with a secret of it."""

from collections.abc import AsyncIterator

import pytest

from services.context import Context
from tests.support.doors import Doors, open_doors
from tests.support.readings import read

PROVIDER = {
    "issuer": "https://login.clinic.example",
    "client_id": "carryover",
    "domains": ["clinic.example"],
    "private": {"client_secret": "canary-of-a-secret"},
}


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_owners_see_how_it_stands_and_nobody_else_does(doors: Doors) -> None:
    before = await doors.owner.get("/v1/organisation")
    assert before.json() == {
        "organisation_id": str(doors.org.organisation_id),
        "name": "Two clinics",
        "sandbox": False,
        "retention_years": None,
        "leaving_at": None,
        "providers": [],
        "version": 1,
    }
    assert before.headers["etag"] == '"1"'
    assert [(await asker.get("/v1/organisation")).status_code for asker in (doors.therapist, doors.partner)] == [
        403
    ] * 2


async def test_what_was_set_is_told_but_for_the_secret(doors: Doors) -> None:
    for command, body in (("set-retention", {"years": 12}), ("set-identity-provider", PROVIDER)):
        answer = await doors.owner.post(f"/v1/commands/{command}", json=body)
        assert answer.status_code == 200, answer.text
    told = await read(doors.owner, "/v1/organisation")
    assert told["retention_years"] == 12
    assert told["providers"] == [
        {
            "provider_id": answer.json()["id"],
            "issuer": "https://login.clinic.example",
            "client_id": "carryover",
            "domains": ["clinic.example"],
            "acr": [],
            "role_claim": None,
            "roles": [],
        }
    ]
    assert "canary" not in str(told)


async def test_notice_that_stands_is_told_with_its_end(doors: Doors) -> None:
    for command, leaving in (("leave-organisation", True), ("stay-organisation", False)):
        answer = await doors.owner.post(f"/v1/commands/{command}", json={})
        assert answer.status_code == 200, answer.text
        assert ((await read(doors.owner, "/v1/organisation"))["leaving_at"] is not None) is leaving
