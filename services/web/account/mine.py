"""Who one is here, in which language, how one is reached, and when one is away."""

from datetime import date

from msgspec import Struct

from domain.patient.events import Channel
from domain.staff.decider import DIGEST_AT
from domain.staff.events import Role
from services.http.people.house import MemberAnswer
from services.http.sign_in.answers import AccountAnswer, OwnPreferences
from services.web.account.tabs import tabs
from services.web.common.staff import all_staff
from services.web.page import Shown
from services.web.view import View


class AwayLine(Struct, frozen=True):
    """`cover`: who answers meanwhile; none: the clinic lead."""

    first_day: date
    last_day: date
    day_before: date  # with this as the last one it is called off
    cover: str | None
    now: bool


async def show(view: View) -> Shown:
    member = (await view.read("oneMember", MemberAnswer, {"staff_id": view.viewer.staff_id})).member
    account = await view.read("ownAccount", AccountAnswer)
    colleagues = await _colleagues(view)
    today = view.now.astimezone(view.viewer.zone).date()
    away = [
        AwayLine(
            each.first_day,
            each.last_day,
            date.fromordinal(each.first_day.toordinal() - 1),
            colleagues.get(str(each.cover_id)),
            each.first_day <= today,
        )
        for each in sorted(member.away, key=lambda each: each.first_day)
        if each.last_day >= max(today, each.first_day)
    ]
    fields = {
        "tabs_of_account": tabs(view.words),
        "member": member,
        "clinics": _clinics(view, member.clinics),
        "preferences": account.preferences or _unsaid(view),
        "away": away,
        "colleagues": colleagues,
        "today": today,
    }
    return Shown("account/mine.html", view.words("Account"), fields)


def _unsaid(view: View) -> OwnPreferences:
    return OwnPreferences(
        language=view.viewer.language,
        digest_at=DIGEST_AT,
        channels=tuple(Channel),
        email=None,
        phone=None,
        push=None,
    )


def _clinics(view: View, of: tuple[object, ...]) -> list[str]:
    """The names of those where the role holds; of all where it holds everywhere."""
    return [clinic.name for clinic in view.viewer.clinics if not of or clinic.clinic_id in of]


async def _colleagues(view: View) -> dict[str, str]:
    """Who may cover: those who answer alerts, by id, in order of their names."""
    answering = [one for one in await all_staff(view) if not one.removed and one.role is not Role.ASSISTANT]
    others = {str(one.staff_id): one.name or str(one.staff_id)[:8] for one in answering}
    others.pop(str(view.viewer.staff_id), None)
    return dict(sorted(others.items(), key=lambda each: each[1]))
