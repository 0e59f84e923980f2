"""What happens to a member of staff. Names and addresses are in the vault."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.decider import Event
from domain.patient.events import Channel
from domain.values import Language, WallTime


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    THERAPIST = "therapist"
    ASSISTANT = "assistant"


MANAGERS = frozenset({Role.OWNER, Role.ADMIN})
"""Who manages an organisation."""


class StaffInvited(Event):
    staff_id: UUID
    role: Role
    clinics: tuple[UUID, ...]  # where the role holds; empty: in every clinic of the organisation
    private: str | None = None  # keyed digest of the vault's item of this event: name, e-mail


class StaffRoleChanged(Event):
    """Both take the place of what was said before."""

    staff_id: UUID
    role: Role
    clinics: tuple[UUID, ...]  # where the role holds; empty: in every clinic of the organisation


class StaffRemoved(Event):
    """They hold no role any more."""

    staff_id: UUID
    hand_over_to: UUID | None = None  # who treats their patients from now on; nobody in particular where none is named


class StaffAwaySet(Event):
    """Away on these dates of the clinic's, both included; who covers answers for their patients."""

    staff_id: UUID
    first_day: date
    last_day: date  # the day before `first_day`: not away after all
    cover_id: UUID | None = None


class StaffPreferencesSet(Event):
    staff_id: UUID
    language: Language
    digest_at: WallTime  # by the clocks of the clinic
    channels: tuple[Channel, ...]  # beside the inbox and e-mail
    private: str | None = None  # keyed digest of the vault's item of this event: e-mail, phone, push


StaffEvent = StaffInvited | StaffAwaySet | StaffPreferencesSet | StaffRoleChanged | StaffRemoved

EVENTS: dict[str, type[Event]] = {
    "staff.invited": StaffInvited,
    "staff.away_set": StaffAwaySet,
    "staff.preferences_set": StaffPreferencesSet,
    "staff.role_changed": StaffRoleChanged,
    "staff.removed": StaffRemoved,
}
