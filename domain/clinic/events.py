"""What happens to a clinic, a site of an organisation."""

from uuid import UUID

from msgspec import Struct

from domain.clinic.hours import OpeningHours
from domain.decider import Event
from domain.values import CountryCode, Level, ShortText, ZoneName


class Policy(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A clinic's own thresholds; what is not given is the rule's default (product.md, Alert rules)."""

    high_pain: Level = 70
    high_pain_age_hours: int = 24
    hurts_age_hours: int = 168


class ClinicOpened(Event):
    clinic_id: UUID
    name: ShortText
    country: CountryCode
    zone: ZoneName


class ClinicPolicySet(Event):
    clinic_id: UUID
    policy: Policy
    version: int  # 1 for the first policy of the clinic, then one more each time; 0 means the defaults


class OpeningHoursSet(Event):
    clinic_id: UUID
    hours: OpeningHours


class ClinicLeadNamed(Event):
    """Who answers where the therapist and whoever covers do not."""

    clinic_id: UUID
    staff_id: UUID


ClinicEvent = ClinicOpened | ClinicPolicySet | OpeningHoursSet | ClinicLeadNamed

EVENTS: dict[str, type[Event]] = {
    "clinic.opened": ClinicOpened,
    "clinic.policy_set": ClinicPolicySet,
    "clinic.opening_hours_set": OpeningHoursSet,
    "clinic.lead_named": ClinicLeadNamed,
}
