"""Opening a clinic and setting its policy."""

from uuid import UUID

from domain.clinic.events import Policy
from domain.decider import Command
from domain.values import CountryCode, ShortText, ZoneName


class OpenClinic(Command):
    clinic_id: UUID
    name: ShortText
    country: CountryCode
    zone: ZoneName


class SetClinicPolicy(Command):
    clinic_id: UUID
    policy: Policy
