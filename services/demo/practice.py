"""How the invented clinics are run: when they are open, who leads them, and a therapist who has just gone away."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from domain.clinic.decider import NameClinicLead, SetOpeningHours
from domain.clinic.hours import Opening
from domain.staff.decider import SetStaffAway
from domain.staff.events import Role
from services.actor import Actor, ActorKind
from services.demo.case import Wish
from services.provision import Founding

HOUR = timedelta(hours=1)
AWAY_FOR = timedelta(days=9)
WEEK = (
    *(Opening(weekday=weekday, opens="08:00", closes="18:00") for weekday in (1, 2, 3, 4)),
    Opening(weekday=5, opens="08:00", closes="16:00"),
)
LEADS = (0, 0)
"""For each clinic the place of the therapist who leads it."""

AWAY = (0, 1)
"""The clinic, and the place of the therapist, who is away today; the lead covers."""


def practice(founding: Founding, now: datetime) -> Iterator[Wish]:
    """What the owner settled an hour after the founding, and what a therapist said this morning."""
    settled_at = founding.at + HOUR
    for number, clinic_id in enumerate(founding.clinic_ids):
        holidays = tuple(_holidays(founding.at.year, now.year + 1))
        yield _decided(
            founding,
            SetOpeningHours(
                command_id=uuid5(clinic_id, "hours"),
                at=settled_at,
                clinic_id=clinic_id,
                weekly=WEEK,
                holidays=holidays,
            ),
        )
        lead_id = founding.therapist_ids(number)[LEADS[number]]
        yield _decided(
            founding,
            NameClinicLead(command_id=uuid5(clinic_id, "lead"), at=settled_at, clinic_id=clinic_id, staff_id=lead_id),
        )
    if len(founding.clinics[AWAY[0]].therapists) > AWAY[1]:
        yield _away(founding, now)


def _holidays(first: int, last: int) -> Iterator[date]:
    """Those that both countries keep on the same date."""
    for year in range(first, last + 1):
        yield date(year, 1, 1)
        yield date(year, 12, 25)


def _away(founding: Founding, now: datetime) -> Wish:
    clinic, place = AWAY
    therapists = founding.therapist_ids(clinic)
    today = now.astimezone(ZoneInfo(founding.clinics[clinic].zone)).date()
    command = SetStaffAway(
        command_id=uuid5(therapists[place], "away"),
        at=now - HOUR,
        staff_id=therapists[place],
        first_day=today,
        last_day=today + AWAY_FOR,
        cover_id=therapists[LEADS[clinic]],
    )
    return _decided(founding, command, by=therapists[place], role=Role.THERAPIST)


def _decided(
    founding: Founding,
    command: SetOpeningHours | NameClinicLead | SetStaffAway,
    *,
    by: UUID | None = None,
    role: Role = Role.OWNER,
) -> Wish:
    actor = Actor(kind=ActorKind.STAFF, org_id=founding.organisation_id, id=by or founding.owner_id, role=role)
    return Wish(actor, command)
