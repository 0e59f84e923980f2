"""What happens to a clinic, a site of an organisation."""

from uuid import UUID

from msgspec import Struct

from domain.clinic.hours import OpeningHours
from domain.decider import Event
from domain.values import CountryCode, Level, ShortText, WallTime, ZoneName


class Policy(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The thresholds that a clinic or a patient has of their own; None is not given (domain.clinic.thresholds)."""

    high_pain: Level | None = None
    high_pain_age_hours: int | None = None
    hurts_age_hours: int | None = None
    rising_pain_over: Level | None = None
    rising_pain_days: int | None = None
    rising_pain_age_hours: int | None = None
    over_the_band: Level | None = None
    over_the_band_age_hours: int | None = None
    not_settled_over: Level | None = None
    not_settled_days: int | None = None
    not_settled_age_hours: int | None = None
    long_soreness_days: int | None = None
    long_soreness_age_hours: int | None = None
    blocked_days: int | None = None
    blocked_age_hours: int | None = None
    silent_nudge_days: int | None = None
    silent_days: int | None = None
    silent_high_days: int | None = None
    silent_dropped_out_days: int | None = None
    low_percent: int | None = None
    low_days: int | None = None
    drop_points: int | None = None
    drop_days: int | None = None
    drop_before_days: int | None = None
    early_slip_days: int | None = None
    most_reminders_a_day: int | None = None
    quiet_from: WallTime | None = None
    quiet_until: WallTime | None = None


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
