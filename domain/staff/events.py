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


class StaffInvited(Event):
    staff_id: UUID
    role: Role
    clinics: tuple[UUID, ...]  # where the role holds; empty: in every clinic of the organisation
    private: str | None = None  # keyed digest of the vault's item of this event: name, e-mail


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


StaffEvent = StaffInvited | StaffAwaySet | StaffPreferencesSet

EVENTS: dict[str, type[Event]] = {
    "staff.invited": StaffInvited,
    "staff.away_set": StaffAwaySet,
    "staff.preferences_set": StaffPreferencesSet,
}
