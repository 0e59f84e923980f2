"""A member of staff as other decisions see them: what they are, where, and when they are away."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.decider import Seen
from domain.rejections import refused
from domain.staff.events import Role, StaffAwaySet, StaffInvited, StaffPreferencesSet, StaffRemoved, StaffRoleChanged


class Staff(Struct, frozen=True):
    invited: StaffInvited | None = None
    away: tuple[StaffAwaySet, ...] = ()  # as they were told; of two about one date the later one counts
    preferences: StaffPreferencesSet | None = None
    changed: StaffRoleChanged | None = None  # what was said last of role and clinics, after the invitation
    gone: StaffRemoved | None = None
    ownerships: int = 0  # how often they became an owner

    @property
    def removed(self) -> bool:
        """Whether they hold no role any more."""
        return self.gone is not None

    @property
    def role(self) -> Role | None:
        """What they are now, or were last; None before an invitation."""
        said = self.changed or self.invited
        return said.role if said else None

    @property
    def clinics(self) -> tuple[UUID, ...]:
        """Where the role holds; empty: in every clinic, or nowhere before an invitation."""
        said = self.changed or self.invited
        return said.clinics if said else ()

    @property
    def is_owner(self) -> bool:
        return self.role is Role.OWNER and not self.removed

    def away_on(self, day: date) -> StaffAwaySet | None:
        """What was said last about being away on a date of the clinic's; None while there."""
        told = (away for away in reversed(self.away) if away.first_day <= day <= away.last_day)
        return next(told, None)


def known_staff(seen: Seen, staff_id: UUID) -> Staff:
    """Refuses a member of staff who was never invited, or is gone."""
    staff = seen[staff_id]  # may be of another kind, where a wish names one id twice
    if not isinstance(staff, Staff) or staff.invited is None or staff.removed:
        raise refused("unknown_staff")
    return staff


def known_staff_at(seen: Seen, staff_id: UUID, clinic_id: UUID) -> Staff:
    """Refuses who is not there, as `known_staff`, and who works elsewhere: they would not even see whom they treat."""
    staff = known_staff(seen, staff_id)
    if staff.clinics and clinic_id not in staff.clinics:
        raise refused("works_elsewhere")
    return staff


def answers_alerts(staff: Staff, clinic_id: UUID | None = None) -> bool:
    """Whether they may take alerts on; where a clinic is given, alerts of that one."""
    if staff.role in (None, Role.ASSISTANT) or staff.removed:
        return False
    return clinic_id is None or not staff.clinics or clinic_id in staff.clinics
