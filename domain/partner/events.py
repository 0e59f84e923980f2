"""What happens to a partner, an application that sends what patients do and feel."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.decider import Event
from domain.partner.key_set import KeySetAddress, PublicKey
from domain.values import ShortText


class Scope(StrEnum):
    REPORTS = "reports"  # send sessions, symptoms, barriers, scores, red flags
    ENROLMENT = "enrolment"  # send patient.enrolled
    PROGRAMS = "programs"  # send program.assigned, visit.recorded
    READ = "read"  # ask for adherence, symptoms, today's program, visits, scores


EventKind = Annotated[
    str,
    Meta(max_length=60, pattern=r"^org\.carryover(\.[a-z_]+)+$", description="The type of a CloudEvent."),
]
Quota = Annotated[int, Meta(ge=1, le=1_000_000)]
"""Requests a minute, over all keys and tokens of a partner."""


class PartnerRegistered(Event):
    """With it its first key is given (`first_key`)."""

    partner_id: UUID
    name: ShortText
    scopes: tuple[Scope, ...]
    clinics: tuple[UUID, ...]  # empty: every clinic of the organisation
    kinds: tuple[EventKind, ...] = ()  # of the events that its scopes let it send; empty: all of them
    requests_a_minute: Quota | None = None  # none: what the service gives everybody


class PartnerChanged(Event):
    """All of it as it is from now on."""

    partner_id: UUID
    scopes: tuple[Scope, ...]
    clinics: tuple[UUID, ...]
    kinds: tuple[EventKind, ...] = ()
    requests_a_minute: Quota | None = None


class PartnerKeyAdded(Event):
    partner_id: UUID
    key_id: UUID
    expires_at: datetime | None = None


class PartnerKeyRevoked(Event):
    partner_id: UUID
    key_id: UUID
    ends_at: datetime | None = None  # none: at once


class PartnerSuspended(Event):
    partner_id: UUID


class PartnerResumed(Event):
    partner_id: UUID


class PartnerKeySetSet(Event):
    """Where the keys stand with which it asks for tokens: here, or at its own address. Neither: it has no tokens."""

    partner_id: UUID
    keys: tuple[PublicKey, ...] = ()
    url: KeySetAddress | None = None


PartnerEvent = (
    PartnerRegistered
    | PartnerChanged
    | PartnerKeyAdded
    | PartnerKeyRevoked
    | PartnerSuspended
    | PartnerResumed
    | PartnerKeySetSet
)

EVENTS: dict[str, type[Event]] = {
    "partner.registered": PartnerRegistered,
    "partner.changed": PartnerChanged,
    "partner.key_added": PartnerKeyAdded,
    "partner.key_revoked": PartnerKeyRevoked,
    "partner.suspended": PartnerSuspended,
    "partner.resumed": PartnerResumed,
    "partner.key_set_set": PartnerKeySetSet,
}
