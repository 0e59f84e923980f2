"""Inviting staff."""

from uuid import UUID

from domain.decider import Command
from domain.staff.events import Role


class InviteStaff(Command):
    staff_id: UUID
    role: Role
    clinics: tuple[UUID, ...] = ()
    private: str | None = None
