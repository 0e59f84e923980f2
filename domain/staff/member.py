"""A member of staff as other decisions see them: what they are, where, and when they are away."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.decider import Seen
from domain.rejections import refused
from domain.staff.events import Role, StaffAwaySet, StaffInvited, StaffPreferencesSet


class Staff(Struct, frozen=True):
    invited: StaffInvited | None = None
    away: tuple[StaffAwaySet, ...] = ()  # as they were told; of two about one date the later one counts
    preferences: StaffPreferencesSet | None = None

    @property
    def clinics(self) -> tuple[UUID, ...]:
        """Where the role holds; empty: in every clinic, or nowhere before an invitation."""
        return self.invited.clinics if self.invited else ()

    def away_on(self, day: date) -> StaffAwaySet | None:
        """What was said last about being away on a date of the clinic's; None while there."""
        told = (away for away in reversed(self.away) if away.first_day <= day <= away.last_day)
        return next(told, None)


def known_staff(seen: Seen, staff_id: UUID) -> Staff:
    """Refuses a member of staff who was never invited."""
    staff = seen[staff_id]  # may be of another kind, where a wish names one id twice
    if not isinstance(staff, Staff) or staff.invited is None:
        raise refused("unknown_staff")
    return staff


def answers_alerts(staff: Staff, clinic_id: UUID | None = None) -> bool:
    """Whether they may take alerts on; where a clinic is given, alerts of that one."""
    if staff.invited is None or staff.invited.role is Role.ASSISTANT:
        return False
    return clinic_id is None or not staff.clinics or clinic_id in staff.clinics
