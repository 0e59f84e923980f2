"""The invented clinics of a simulation: four zones, each with a lead and three therapists of different temper."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from msgspec import Struct

from services.simulate.lines import Line, command, inbox, wall

DAY = timedelta(days=1)
OPENS, CLOSES = "08:00", "15:30"
WORKDAYS = (1, 2, 3, 4, 5)


class Site(Struct, frozen=True):
    """A clinic, the language of its patients, and a journey of theirs: where to, when they leave, when they return.

    A journey is made in the small hours of both zones, so that the date stays and nothing of it is over yet.
    """

    name: str
    country: str
    zone: str
    language: str
    abroad: str
    leaves: str  # by the clocks at home
    returns: str  # by the clocks abroad


SITES = (
    Site("Praxis am Kanal", "DE", "Europe/Berlin", "de", "America/Toronto", "08:03", "01:03"),
    Site("Clinique du Lac", "CA", "America/Toronto", "fr", "America/Vancouver", "08:03", "02:03"),
    Site("Harbour Physiotherapy", "NZ", "Pacific/Auckland", "en", "Asia/Kolkata", "08:03", "00:13"),
    Site("Banyan Physiotherapy", "IN", "Asia/Kolkata", "en", "Europe/Berlin", "08:03", "01:03"),
)

TEMPERS = ("quick", "slow", "away")
"""Of the therapists of a clinic: one answers every day, one on Fridays, one is away for some days."""


class Clinic(Struct, frozen=True):
    organisation_id: UUID
    number: int
    first_day: date
    days: int

    @property
    def site(self) -> Site:
        return SITES[self.number]

    @property
    def clinic_id(self) -> UUID:
        return uuid5(self.organisation_id, f"simulated clinic {self.number}")

    @property
    def lead_id(self) -> UUID:
        return uuid5(self.clinic_id, "lead")

    @property
    def therapist_ids(self) -> tuple[UUID, ...]:
        return tuple(uuid5(self.clinic_id, temper) for temper in TEMPERS)

    @property
    def dates(self) -> list[date]:
        return [self.first_day + number * DAY for number in range(self.days)]

    @property
    def holiday(self) -> date:
        """In the second week: another weekday for each clinic."""
        return self.first_day + (7 + self.number) * DAY


def opened(clinic: Clinic, at: datetime, owner_id: UUID) -> Iterator[Line]:
    """The clinic is founded, its people invited; one of them is going to be away."""
    site, clinic_id = clinic.site, clinic.clinic_id
    yield command(
        at, owner_id, "open-clinic", clinic_id=clinic_id, name=site.name, country=site.country, zone=site.zone
    )
    staff = {"lead": clinic.lead_id, **dict(zip(TEMPERS, clinic.therapist_ids, strict=True))}
    for place, (name, staff_id) in enumerate(staff.items()):
        private = {
            "name": f"{name} {clinic.number}",
            "email": f"{name}.{clinic.number}@staff.example",
            "phone": f"+4700{clinic.number}{place:05}",
            "push": f"pager-{clinic.number}-{place}",
        }
        who = {"staff_id": staff_id, "role": "therapist", "clinics": [clinic_id]}
        yield command(at, owner_id, "invite-staff", **who, private=private)
    weekly = [{"weekday": weekday, "opens": OPENS, "closes": CLOSES} for weekday in WORKDAYS]
    yield command(at, owner_id, "set-opening-hours", clinic_id=clinic_id, weekly=weekly, holidays=[clinic.holiday])
    yield command(at, owner_id, "name-clinic-lead", clinic_id=clinic_id, staff_id=clinic.lead_id)
    quick, _, away = clinic.therapist_ids
    first, last = clinic.first_day + 2 * DAY, clinic.first_day + 4 * DAY
    yield command(at, owner_id, "set-staff-away", staff_id=away, first_day=first, last_day=last, cover_id=quick)


def rounds(clinic: Clinic) -> Iterator[Line]:
    """What the people of a clinic do about the alerts they find, on its working days."""
    for day in clinic.dates:
        if day.isoweekday() in WORKDAYS and day != clinic.holiday:
            yield from _of_a_day(clinic, day)


def _of_a_day(clinic: Clinic, day: date) -> Iterator[Line]:
    quick, slow, away = clinic.therapist_ids
    place, zone = clinic.clinic_id, clinic.site.zone

    def at(clock: str) -> datetime:
        return wall(day, clock, zone)

    yield inbox(at("10:03"), quick, "acknowledge", place, therapist=quick, status="open")
    yield inbox(at("15:03"), quick, "resolve", place, therapist=quick, status="acknowledged", resolution="called")
    is_away = 2 <= (day - clinic.first_day).days <= 4
    yield inbox(at("10:43"), quick if is_away else away, "acknowledge", place, therapist=away, status="open")
    if not is_away:
        resolved = {"status": "acknowledged", "resolution": "program_changed"}
        yield inbox(at("14:03"), away, "resolve", place, therapist=away, **resolved)
    if day.isoweekday() == 3:
        snoozed = {"grades": ["high", "medium"], "status": "open", "hours": 20}
        yield inbox(at("11:03"), slow, "snooze", place, therapist=slow, **snoozed)
    if day.isoweekday() == 5:
        yield inbox(at("11:13"), slow, "acknowledge", place, therapist=slow, status="open")
        yield inbox(at("14:43"), slow, "resolve", place, therapist=slow, status="acknowledged", resolution="reassured")
    yield inbox(at("13:03"), clinic.lead_id, "acknowledge", place, grades=["critical"], status="open")
