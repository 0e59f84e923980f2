"""The staff whom somebody may know of: who they are, what they are called, and who may treat."""

from uuid import UUID

from domain.staff.events import Role
from services.http.people.house import StaffAnswer, StaffLine
from services.web.view import View

STAFF_AT_ONCE = 200
"""On one page; an organisation with more is asked for in several."""

TREATING = (Role.THERAPIST, Role.OWNER, Role.ADMIN)
"""Who may answer for patients."""


async def all_staff(view: View) -> list[StaffLine]:
    """Everybody, those who left too: to name them."""
    found: list[StaffLine] = []
    cursor: str | None = None
    while True:
        page = await view.read("listStaff", StaffAnswer, limit=STAFF_AT_ONCE, cursor=cursor)
        found += page.staff
        cursor = page.next_cursor
        if cursor is None:
            return found


async def staff_names(view: View) -> dict[UUID, str]:
    """Of those who have one; who has none is told of as a member of staff."""
    return {member.staff_id: member.name for member in await all_staff(view) if member.name}
