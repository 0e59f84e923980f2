"""What happens to a member of staff. Names and addresses are in the vault."""

from enum import StrEnum
from uuid import UUID

from domain.decider import Event


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


StaffEvent = StaffInvited

EVENTS: dict[str, type[Event]] = {"staff.invited": StaffInvited}
