"""/today: the caseload in the order of who needs somebody."""

from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Meta, Struct

from domain.staff.events import Role
from services.http.today.forms import GradeName, NeedCounts, TodayLine, TodayListAnswer
from services.web.alerts.exercises import wording_of
from services.web.alerts.wording import RULES
from services.web.page import Page, Shown
from services.web.today.later import laters
from services.web.today.rows import Rows
from services.web.view import View

ON_A_PAGE, MORE_AT_ONCE, AT_MOST = 40, 40, 200
MINE, ALL = "mine", "all"
SHORTEST_NAME = 2  # letters that are looked for
KINDS = ("red_flag_hold", "message", "visit", "quiet")


class TodayFilters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in the address. `of`: mine, all, or a clinic's id."""

    of: Annotated[str, Meta(max_length=40)] | None = None
    reason: Annotated[str, Meta(max_length=40)] | None = None
    grade: GradeName | None = None
    q: Annotated[str, Meta(max_length=100)] | None = None
    shown: Annotated[int, Meta(ge=1, le=AT_MOST)] = ON_A_PAGE
    cursor: Annotated[str, Meta(max_length=400)] | None = None

    def address(self, **changes: object) -> str:
        """Of the same page with other filters, from its beginning; None takes one away."""
        said = {"of": self.of, "reason": self.reason, "grade": self.grade, "q": self.q, **changes}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"/today?{query}" if query else "/today"


class Chip(NamedTuple):
    """A number at the head of the page, which filters."""

    address: str
    words: str
    number: int
    shape: str
    here: bool


async def today(view: View) -> Shown:
    query: TodayFilters = view.query
    of = query.of or (MINE if view.viewer.role is Role.THERAPIST else ALL)
    name = query.q if query.q and len(query.q) >= SHORTEST_NAME else None
    found = await view.read(
        "listToday",
        TodayListAnswer,
        therapist=view.viewer.staff_id if of == MINE else None,
        clinic=_clinic(of),
        reason=query.reason,
        grade=query.grade,
        q=name,
        limit=query.shown,
        cursor=query.cursor,
    )
    wording = await wording_of(view, (one.alert for line in found.patients for one in line.alerts))
    fields = {
        "query": query,
        "of": of,
        "found": found,
        "bands": Rows(view.words, wording).bands(found.patients),
        "chips": chips(view, query, found.counts),
        "rules": RULES,
        "kinds": KINDS,
        "laters": laters(view),
        "more": _more(query, found),
        "zone_of": lambda line: _zone_of(view, line),
        "filtered": bool(query.reason or query.grade or name),
    }
    return Shown("today/today.html", view.words("Today"), fields)


def _zone_of(view: View, line: TodayLine) -> str | None:
    """Of the clinic, whose clocks a visit goes by; None where who looks has no such clinic."""
    clinic = view.viewer.clinic(line.patient.clinic_id)
    return None if clinic is None else clinic.zone


def _clinic(of: str) -> UUID | None:
    try:
        return UUID(of)
    except ValueError:
        return None


def chips(view: View, query: TodayFilters, counts: NeedCounts) -> list[Chip]:
    words = view.words
    kinds = [
        ("red_flag_hold", words("On hold"), counts.red_flag_hold, "critical"),
        ("message", words("Waiting messages"), counts.messages, "message"),
        ("visit", words("Visits today"), counts.visits, "today"),
    ]
    grades = [
        ("critical", words("Critical"), counts.critical),
        ("high", words("High"), counts.high),
        ("medium", words("Medium"), counts.medium),
    ]
    by_kind = [
        Chip(query.address(reason=kind, grade=None), said, number, shape, query.reason == kind)
        for kind, said, number, shape in kinds
    ]
    by_grade = [
        Chip(query.address(grade=grade, reason=None), said, number, grade, query.grade == grade)
        for grade, said, number in grades
    ]
    nothing = query.reason is None and query.grade is None
    everybody = Chip(query.address(reason=None, grade=None), words("Everybody"), counts.patients, "people", nothing)
    return [everybody, by_kind[0], *by_grade, *by_kind[1:]]


def _more(query: TodayFilters, found: TodayListAnswer) -> str | None:
    """The address that shows more; None where all are shown."""
    if found.next_cursor is None:
        return None
    if query.cursor is None and query.shown < AT_MOST:
        return query.address(shown=min(query.shown + MORE_AT_ONCE, AT_MOST))
    return query.address(shown=AT_MOST, cursor=found.next_cursor)


PAGES = (Page(path="/today", name="todayPage", query=TodayFilters, show=today),)
