"""The staff: who they are and where, who is away, inviting them, and one of them by themselves."""

from datetime import date, timedelta
from typing import NamedTuple

from domain.staff.events import Role
from services.http.people.house import Absence, MemberAnswer, StaffAnswer, StaffLine
from services.rank import MAY_INVITE
from services.web.common.staff import TREATING, all_staff
from services.web.house.lists import MOST, clinic_names
from services.web.house.tabs import tabs_of
from services.web.page import Shown
from services.web.view import View


class Away(NamedTuple):
    """Days on which somebody is away. `day_before`: as the last day it calls the absence off."""

    absence: Absence
    covered_by: str | None
    day_before: date


async def staff(view: View) -> Shown:
    page = await view.read("listStaff", StaffAnswer, limit=MOST, cursor=view.query.cursor)
    today = view.now.astimezone(view.viewer.zone).date()
    return Shown(
        "house/staff.html",
        view.words("Staff"),
        {
            "tabs_here": tabs_of(view),
            "there": [line for line in page.staff if not line.removed],
            "gone": [line for line in page.staff if line.removed],
            "names": clinic_names(view),
            "away": {line.staff_id: _away_on(line, today) for line in page.staff},
            "roles": given_roles(view),
            "next_cursor": page.next_cursor,
            "cursor": view.query.cursor,
        },
    )


async def member(view: View) -> Shown:
    """Raises Problem `unknown_staff`."""
    line = (await view.read("oneMember", MemberAnswer, view.path)).member
    everybody = await all_staff(view)
    names = {each.staff_id: each.name or view.words("Without a name") for each in everybody}
    today = view.now.astimezone(view.viewer.zone).date()
    away = [
        Away(each, names.get(each.cover_id) if each.cover_id else None, each.first_day - timedelta(days=1))
        for each in line.away
        if each.last_day >= max(today, each.first_day)
    ]
    others = [each for each in everybody if not each.removed and each.staff_id != line.staff_id]
    return Shown(
        "house/member.html",
        line.name or view.words("Without a name"),
        {
            "tabs_here": tabs_of(view),
            "line": line,
            "clinics": clinic_names(view),
            "away": sorted(away, key=lambda each: each.absence.first_day),
            "today": today,
            "roles": given_roles(view),
            "may_change": not line.removed and line.role in given_roles(view),
            "is_me": line.staff_id == view.viewer.staff_id,
            "successors": [each for each in others if each.role in TREATING],
        },
    )


def given_roles(view: View) -> list[Role]:
    """The roles that the viewer may give, and whose holders they may change."""
    return [] if view.viewer.role is None else [role for role in Role if role in MAY_INVITE[view.viewer.role]]


def _away_on(line: StaffLine, today: date) -> Absence | None:
    """The absence that lasts, else the next one."""
    coming = [each for each in line.away if each.last_day >= max(today, each.first_day)]
    return min(coming, key=lambda each: each.first_day, default=None)
