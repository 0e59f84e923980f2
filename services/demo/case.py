"""One patient's case: who treats them, what time it is for them, and how what they say reaches the log."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.decider import Command, Report
from domain.partner.events import Scope
from domain.staff.events import Role
from domain.values import Provenance
from services.actor import Actor, ActorKind
from services.demo.complaints import COMPLAINTS, Complaint
from services.demo.people import Kind, Person
from services.provision import Founding

DAY = timedelta(days=1)
FIRST_HOUR = 9.0  # of the appointments
ABROAD = "Asia/Tokyo"
SLOW_PHONE = timedelta(minutes=23)


class Wish(Struct, frozen=True):
    """A command, who gives it, and the words that are sealed with it."""

    by: Actor
    command: Command
    words: dict[str, str] = {}


class Case(Struct, frozen=True, kw_only=True):
    number: int  # place in the list of people
    person: Person
    founding: Founding
    now: datetime

    @property
    def patient_id(self) -> UUID:
        return uuid5(self.founding.organisation_id, f"patient {self.number}")

    @property
    def program_id(self) -> UUID:
        return uuid5(self.patient_id, "program")

    @property
    def clinic_id(self) -> UUID:
        return self.founding.clinic_ids[self.person.clinic]

    @property
    def therapist_id(self) -> UUID:
        return self.founding.therapist_ids(self.person.clinic)[self.person.therapist]

    @property
    def complaint(self) -> Complaint:
        return COMPLAINTS[self.person.complaint]

    @property
    def therapist(self) -> Actor:
        return Actor(
            kind=ActorKind.STAFF,
            org_id=self.founding.organisation_id,
            id=self.therapist_id,
            role=Role.THERAPIST,
            clinics=(self.clinic_id,),
        )

    @property
    def app(self) -> Actor:
        return Actor(
            kind=ActorKind.PARTNER,
            org_id=self.founding.organisation_id,
            id=self.founding.partner_id,
            scopes=tuple(Scope),
        )

    @property
    def home(self) -> str:
        return self.founding.clinics[self.person.clinic].zone

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.home)).date()

    @property
    def first_day(self) -> date:
        """Of the enrolment; the clinic is closed on Saturday and Sunday."""
        return workday_before(self.ago(self.person.days))

    @property
    def hour(self) -> float:
        """Of the appointments: each patient has their own, 9 to 15 o'clock."""
        return FIRST_HOUR + (self.number * 7 % 13) / 2

    @property
    def abroad(self) -> tuple[date, date] | None:
        """The days of departure and of return."""
        return (self.ago(13), self.ago(4)) if self.person.kind is Kind.TRAVELLING else None

    @property
    def journey(self) -> tuple[datetime, datetime] | None:
        """When the clocks around the patient were others: from and until."""
        return (self.moment(self.abroad[0] + DAY, 0.0), self.moment(self.abroad[1], 12.0)) if self.abroad else None

    @property
    def offline(self) -> tuple[datetime, datetime] | None:
        """When the phone reached nobody; what was logged came all at once afterwards."""
        if self.number % 7 != 3 or self.person.days < 20:
            return None
        return self.moment(self.ago(15), 6.0), self.moment(self.ago(13), 18.2)

    @property
    def phone_is_behind(self) -> timedelta:
        return SLOW_PHONE if self.number % 11 == 6 else timedelta()

    def ago(self, days: int) -> date:
        return self.today - days * DAY

    def zone(self, day: date) -> str:
        if self.abroad and self.abroad[0] < day < self.abroad[1]:
            return ABROAD
        return self.home

    def day(self, at: datetime) -> date:
        """The patient's local date."""
        return at.astimezone(ZoneInfo(self._zone_at(at))).date()

    def moment(self, day: date, hour: float) -> datetime:
        """The instant in UTC of an hour on the patient's wall clock, to the second."""
        clock = datetime.combine(day, time(), UTC) + timedelta(seconds=round(hour * 3600))
        return clock.replace(tzinfo=ZoneInfo(self.zone(day))).astimezone(UTC)

    def told(self, form: type[Report], name: str, happened_at: datetime, /, *, words: str = "", **what: Any) -> Wish:
        """A report of the patient through the app, which sends it at once when it has a connection.

        `what` are the fields of the command; `name` is one of a kind among the patient's reports.
        """
        at = self._arrival(happened_at)
        command = form(
            command_id=self.id(name),
            at=at,
            patient_id=self.patient_id,
            occurred_at=happened_at - self.phone_is_behind,
            occurred_zone=self._zone_at(happened_at),
            sent_at=at - self.phone_is_behind,
            provenance=Provenance.CARER if self.person.carer else Provenance.PATIENT,
            **what,
        )
        return Wish(self.app, command, {"note": words} if words else {})

    def decided(self, form: type[Command], name: str, at: datetime, /, *, words: str = "", **what: Any) -> Wish:
        """Something the therapist decides, or writes down."""
        return Wish(self.therapist, form(command_id=self.id(name), at=at, **what), {"note": words} if words else {})

    def id(self, name: str) -> UUID:
        return uuid5(self.patient_id, name)

    def _zone_at(self, at: datetime) -> str:
        return ABROAD if self.journey and self.journey[0] <= at < self.journey[1] else self.home

    def _arrival(self, happened_at: datetime) -> datetime:
        if self.offline and self.offline[0] <= happened_at < self.offline[1]:
            seconds = (happened_at - self.offline[0]) // timedelta(minutes=10)
            return self.offline[1] + timedelta(seconds=seconds)
        return happened_at + timedelta(seconds=4)


def workday_before(day: date) -> date:
    """The day itself, or the Friday before it."""
    return day - max(0, day.isoweekday() - 5) * DAY


def workday_after(day: date) -> date:
    """The next day on which the clinic is open."""
    following = day + DAY
    return following + (8 - following.isoweekday()) * DAY if following.isoweekday() > 5 else following
