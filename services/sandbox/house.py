"""What a sandbox is made of: two clinics six hours apart, a therapist at each, an app, and a dozen invented people."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from services.demo.people import PEOPLE, Person
from services.provision import Founding, NewClinic, NewStaff

WEEKS = timedelta(weeks=4)
FOUNDED_BEFORE = WEEKS + timedelta(days=4)

TAKEN = (0, 1, 3, 5, 7, 9, 22, 23, 25, 27, 29, 31)
"""Places in the demonstration's list: of each clinic's first therapist, and of how somebody may fare one each."""

CLINICS = (
    NewClinic(
        name="Sandbox clinic Oslo",
        country="NO",
        zone="Europe/Oslo",
        therapists=(NewStaff("Marit Lunde", "therapist@sandbox.invalid"),),
    ),
    NewClinic(
        name="Sandbox clinic Montréal",
        country="CA",
        zone="America/Toronto",
        therapists=(NewStaff("Odile Garneau", "second.therapist@sandbox.invalid"),),
    ),
)


def people() -> list[Person]:
    """A dozen, who came within the last four weeks."""
    return [replace(PEOPLE[place], days=min(PEOPLE[place].days, WEEKS.days)) for place in TAKEN]


def house(organisation_id: UUID, name: str, partner_name: str, now: datetime) -> Founding:
    """The organisation, founded in time for four weeks of history before `now`."""
    return Founding(
        organisation_id=organisation_id,
        name=name,
        clinics=CLINICS,
        at=now - FOUNDED_BEFORE,
        partner_name=partner_name,
        owner=NewStaff("Sigrid Holm", "owner@sandbox.invalid"),
        sandbox=True,
    )
