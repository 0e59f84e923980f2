"""The invented organisation of the demonstration: two clinics six hours apart, four therapists, one app."""

from datetime import datetime, timedelta
from uuid import UUID

from services.provision import Founding, NewClinic, NewStaff

ORGANISATION_ID = UUID("3f0c8f5e-7d0a-5c61-9d55-7a1f0c2b6e11")
"""Always the same: so that seeding again after a crash meets what is there."""

FOUNDED_BEFORE = timedelta(days=60)
"""The first patients come four days later: eight weeks before now."""

CLINICS = (
    NewClinic(
        name="Harbour Physiotherapy Oslo",
        country="NO",
        zone="Europe/Oslo",
        therapists=(
            NewStaff("Marit Lunde", "marit.lunde@harbour.example"),
            NewStaff("Henrik Aas", "henrik.aas@harbour.example"),
        ),
    ),
    NewClinic(
        name="Physiothérapie du Port Montréal",
        country="CA",
        zone="America/Toronto",
        therapists=(
            NewStaff("Odile Garneau", "odile.garneau@harbour.example"),
            NewStaff("Mathieu Roy", "mathieu.roy@harbour.example"),
        ),
    ),
)


def house(now: datetime) -> Founding:
    """The organisation, founded in time for eight weeks of history before `now`."""
    return Founding(
        organisation_id=ORGANISATION_ID,
        name="Harbour Physiotherapy",
        clinics=CLINICS,
        at=now - FOUNDED_BEFORE,
        partner_name="Tidewater App",
        owner=NewStaff("Sigrid Holm", "sigrid.holm@harbour.example"),
    )
