"""What happens to a partner, an application that sends what patients do and feel."""

from enum import StrEnum
from uuid import UUID

from domain.decider import Event
from domain.values import ShortText


class Scope(StrEnum):
    REPORTS = "reports"  # send sessions, symptoms, barriers, scores, red flags
    ENROLMENT = "enrolment"  # send patient.enrolled
    PROGRAMS = "programs"  # send program.assigned, visit.recorded
    READ = "read"  # ask for adherence, symptoms, today's program, visits, scores


class PartnerRegistered(Event):
    partner_id: UUID
    name: ShortText
    scopes: tuple[Scope, ...]
    clinics: tuple[UUID, ...]  # empty: every clinic of the organisation


PartnerEvent = PartnerRegistered

EVENTS: dict[str, type[Event]] = {"partner.registered": PartnerRegistered}
