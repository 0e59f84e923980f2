"""What the doors of sandboxes take and give."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.values import Instant, ShortText


class SandboxBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the organisation and its app are to be called."""

    name: ShortText = "Sandbox"
    partner_name: ShortText = "My app"


class ClockBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of both: by how many hours, or until which instant, 720 hours away at the most."""

    forward: Annotated[int, Meta(ge=1, le=720, description="Hours.")] | None = None
    until: Instant | None = None


class SandboxKeys(Struct, frozen=True, kw_only=True):
    """Each shown this once."""

    owner: str
    therapist: str  # of the first clinic
    partner: str  # with all scopes, at both clinics


class SandboxMade(Struct, frozen=True, kw_only=True):
    """An organisation with invented people, and what opens it."""

    organisation_id: UUID
    clinic_ids: tuple[UUID, ...]
    owner_id: UUID
    therapist_ids: tuple[UUID, ...]  # one of each clinic
    partner_id: UUID
    patient_ids: tuple[UUID, ...]
    api_keys: SandboxKeys
    now: datetime  # by its clock
    api: str  # where this service is reached
    documentation: str


class ClockMoved(Struct, frozen=True, kw_only=True):
    """What the sandbox's clock shows now."""

    now: datetime
