"""Founding an organisation: everything is there, its keys open its doors, and founding again changes nothing."""

from datetime import timedelta
from uuid import uuid4

from eventstore.directory import find_link
from services.context import Context
from services.keys import LENGTH, LINK_KIND, holder_of, key_hash
from services.provision import NewClinic, NewStaff, Provisioned, provision
from tests.support.times import NOON

ORG_ID = uuid4()
CLINICS = [
    NewClinic(name="North", country="NO", zone="Europe/Oslo"),
    NewClinic(
        name="West",
        country="CA",
        zone="America/Toronto",
        therapists=(NewStaff("Odile Garneau", "odile@west.test"), NewStaff("Paul Simard", "paul@west.test")),
    ),
]


async def founded(context: Context) -> Provisioned:
    at = NOON - timedelta(days=60)
    return await provision(
        context, name="Two shores", clinics=CLINICS, at=at, partner_name="An app", organisation_id=ORG_ID
    )


async def test_clinics_staff_and_partner_stand_in_the_log_as_of_then(context: Context) -> None:
    made = await founded(context)
    events = await context.store.read(made.organisation_id)
    assert [event.type for event in events] == [
        "organisation.registered",
        *["clinic.opened"] * 2,
        *["staff.invited"] * 4,
        "partner.registered",
    ]
    assert {event.recorded_at for event in events} == {NOON - timedelta(days=60)}


async def test_each_key_opens_its_own_door(context: Context) -> None:
    made = await founded(context)
    found = {}
    for key in (made.owner_key, made.therapist_key, made.partner_key):
        assert len(key) == LENGTH
        link = await find_link(context.app, LINK_KIND, key_hash(key.encode()))
        assert link is not None
        assert link.org_id == ORG_ID
        holder = holder_of(link.about)
        found[key] = (holder.actor, holder.id, holder.clinics)
    assert found == {
        made.owner_key: ("staff", made.owner_id, ()),
        made.therapist_key: ("staff", made.therapist_ids[0], made.clinic_ids[:1]),
        made.partner_key: ("partner", made.partner_id, ()),
    }


async def test_names_stand_in_the_vault_alone(context: Context) -> None:
    made = await founded(context)
    assert not any("Garneau" in event.data for event in await context.store.read(ORG_ID))
    async with context.reading(ORG_ID) as db:
        [item] = (await context.vault.open(db, ORG_ID, made.therapist_ids[1])).values()
    assert item == {"name": "Odile Garneau", "email": "odile@west.test"}


async def test_founding_again_after_a_crash_finds_everything_there(context: Context) -> None:
    first = await founded(context)
    head = await context.store.head(ORG_ID)
    assert await founded(context) == first
    assert await context.store.head(ORG_ID) == head
