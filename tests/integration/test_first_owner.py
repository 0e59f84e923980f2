"""An operator founds an organisation: its owner comes in by a link, once, and nobody else is there."""

from uuid import UUID

import pytest

from services.context import Context
from services.first_owner import AlreadyIn, found_with_owner, founding_of, owners_link
from services.provision import Founding, NewClinic, NewStaff
from tests.support.database import Database
from tests.support.signing_in import WORD, open_house

ORGANISATION = UUID("01a20000-0000-7000-8000-000000000001")
CLINIC = NewClinic(name="Main street", country="NO", zone="Europe/Oslo", therapists=())


def wish(context: Context, organisation_id: UUID = ORGANISATION) -> Founding:
    return founding_of(context, organisation_id, "North", CLINIC, NewStaff("Ola", "ola@clinic.test"))


async def test_only_the_organisation_its_clinic_and_its_owner_are_there(context: Context) -> None:
    key = await found_with_owner(context, wish(context))
    assert await found_with_owner(context, wish(context)) == key  # after a crash: it meets itself
    told = [event.type for event in await context.store.read(ORGANISATION, limit=10)]
    assert told == ["organisation.registered", "clinic.opened", "staff.invited"]


async def test_the_owner_comes_in_by_the_link_once(template: Database) -> None:
    async with open_house(template) as house, house.browser() as browser:
        founding = wish(house.context)
        await found_with_owner(house.context, founding)
        link = await owners_link(house.context, ORGANISATION, founding.owner_id)
        body = {"token": link.partition("#")[2], "email": "ola@clinic.test", "password": WORD}
        assert (await browser.post("/v1/invitations/accept", body)).status_code == 200
        assert (await browser.get("/v1/sign-in")).json()["staff_id"] == str(founding.owner_id)
        with pytest.raises(AlreadyIn):
            await owners_link(house.context, ORGANISATION, founding.owner_id)
