"""Opening a clinic, and setting its policy, its opening hours and who leads it."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.clinic.events import (
    EVENTS,
    ClinicEvent,
    ClinicLeadNamed,
    ClinicOpened,
    ClinicPolicySet,
    OpeningHoursSet,
    Policy,
)
from domain.clinic.hours import Opening, OpeningHours, make_sense
from domain.clinic.thresholds import check_policy
from domain.decider import Command, Decider, Need, Seen
from domain.rejections import only_once, refused
from domain.staff.member import answers_alerts, known_staff
from domain.values import CountryCode, ShortText, ZoneName
from domain.zones import known_zone


class OpenClinic(Command):
    clinic_id: UUID
    name: ShortText
    country: CountryCode
    zone: ZoneName


class SetClinicPolicy(Command):
    clinic_id: UUID
    policy: Policy


class SetOpeningHours(Command):
    """Replaces the week and all holidays. An empty week: alert clocks run day and night."""

    clinic_id: UUID
    weekly: tuple[Opening, ...]
    holidays: tuple[date, ...] = ()


class NameClinicLead(Command):
    clinic_id: UUID
    staff_id: UUID


ClinicCommand = OpenClinic | SetClinicPolicy | SetOpeningHours | NameClinicLead


class Clinic(Struct, frozen=True):
    opened: ClinicOpened | None = None
    policy: Policy = Policy()
    policy_version: int = 0
    hours: OpeningHours | None = None
    lead_id: UUID | None = None

    @property
    def clinic_id(self) -> UUID | None:
        """None before it was opened."""
        return self.opened.clinic_id if self.opened else None


def known_clinic(seen: Seen, clinic_id: UUID) -> None:
    """Refuses a clinic that was never opened."""
    clinic = seen[clinic_id]  # may be of another kind, where a wish names one id twice
    if not isinstance(clinic, Clinic) or clinic.opened is None:
        raise refused("unknown_clinic")


def decide(command: ClinicCommand, clinic: Clinic, seen: Seen) -> Sequence[ClinicEvent]:
    match command:
        case OpenClinic():
            return open_clinic(command, clinic)
        case SetClinicPolicy():
            return set_policy(command, clinic)
        case SetOpeningHours():
            return set_opening_hours(command, clinic)
        case NameClinicLead():
            return name_lead(command, clinic, seen)
        case _:
            assert_never(command)


def open_clinic(command: OpenClinic, clinic: Clinic) -> Sequence[ClinicOpened]:
    if not known_zone(command.zone):
        raise refused("unknown_zone")
    wanted = ClinicOpened(clinic_id=command.clinic_id, name=command.name, country=command.country, zone=command.zone)
    return only_once(clinic.opened, wanted, "already_open")


def set_policy(command: SetClinicPolicy, clinic: Clinic) -> Sequence[ClinicPolicySet]:
    if clinic.opened is None:
        raise refused("unknown_clinic")
    check_policy(command.policy)
    if command.policy == clinic.policy:
        return []
    return [ClinicPolicySet(clinic_id=command.clinic_id, policy=command.policy, version=clinic.policy_version + 1)]


def set_opening_hours(command: SetOpeningHours, clinic: Clinic) -> Sequence[OpeningHoursSet]:
    if clinic.opened is None:
        raise refused("unknown_clinic")
    hours = OpeningHours(weekly=command.weekly, holidays=command.holidays)
    if not make_sense(hours):
        raise refused("bad_hours")
    return [] if hours == clinic.hours else [OpeningHoursSet(clinic_id=command.clinic_id, hours=hours)]


def name_lead(command: NameClinicLead, clinic: Clinic, seen: Seen) -> Sequence[ClinicLeadNamed]:
    if clinic.opened is None:
        raise refused("unknown_clinic")
    if not answers_alerts(known_staff(seen, command.staff_id), command.clinic_id):
        raise refused("cannot_answer")
    if command.staff_id == clinic.lead_id:
        return []
    return [ClinicLeadNamed(clinic_id=command.clinic_id, staff_id=command.staff_id)]


def evolve(clinic: Clinic, event: ClinicEvent) -> Clinic:
    match event:
        case ClinicOpened():
            return replace(clinic, opened=event)
        case ClinicPolicySet():
            return replace(clinic, policy=event.policy, policy_version=event.version)
        case OpeningHoursSet():
            return replace(clinic, hours=event.hours)
        case ClinicLeadNamed():
            return replace(clinic, lead_id=event.staff_id)
        case _:
            assert_never(event)


def needs(command: ClinicCommand) -> Sequence[Need]:
    return [Need("staff", command.staff_id)] if isinstance(command, NameClinicLead) else []


CLINIC = Decider(
    kind="clinic",
    empty=Clinic(),
    commands=(OpenClinic, SetClinicPolicy, SetOpeningHours, NameClinicLead),
    events=EVENTS,
    stream=lambda command: command.clinic_id,
    decide=decide,
    evolve=evolve,
    needs=needs,
    opens=frozenset({OpenClinic}),
)
