"""Opening a clinic and setting its policy."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.clinic.events import EVENTS, ClinicEvent, ClinicOpened, ClinicPolicySet, Policy
from domain.clinic.thresholds import check_policy
from domain.decider import Command, Decider, Seen
from domain.rejections import only_once, refused
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


ClinicCommand = OpenClinic | SetClinicPolicy


class Clinic(Struct, frozen=True):
    opened: ClinicOpened | None = None
    policy: Policy = Policy()
    policy_version: int = 0

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


def evolve(clinic: Clinic, event: ClinicEvent) -> Clinic:
    match event:
        case ClinicOpened():
            return replace(clinic, opened=event)
        case ClinicPolicySet():
            return replace(clinic, policy=event.policy, policy_version=event.version)
        case _:
            assert_never(event)


CLINIC = Decider(
    kind="clinic",
    empty=Clinic(),
    commands=(OpenClinic, SetClinicPolicy),
    events=EVENTS,
    stream=lambda command: command.clinic_id,
    decide=decide,
    evolve=evolve,
    opens=frozenset({OpenClinic}),
)
