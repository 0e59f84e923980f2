"""/alerts: the inbox, and one alert in full."""

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Meta, Struct

from domain.staff.events import Role
from projections.alert_inbox.queries import InboxAlert
from services.http.alert_facts import AlertFactsAnswer
from services.http.alert_history import AlertHistoryAnswer
from services.http.alerts import AlertAnswer, AlertsAnswer
from services.http.patients import PatientAnswer
from services.http.problems import Problem
from services.http.today.lines import clock_state
from services.web.alerts.exercises import wording_of
from services.web.alerts.facts import Facts
from services.web.alerts.rules import rule_in_words, whose_thresholds
from services.web.alerts.steps import Steps
from services.web.alerts.wording import RULES, Wording
from services.web.common.staff import staff_names
from services.web.page import Page, Shown
from services.web.today.later import laters
from services.web.view import View

MINE, ALL = "mine", "all"


class AlertFilters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in the address. `of`: mine, all, or a clinic's id."""

    of: Annotated[str, Meta(max_length=40)] | None = None
    status: Literal["open", "acknowledged", "resolved"] | None = None
    grade: Literal["critical", "high", "medium"] | None = None
    reason: Annotated[str, Meta(max_length=40)] | None = None
    cursor: Annotated[str, Meta(max_length=400)] | None = None

    def address(self, **changes: object) -> str:
        said = {"of": self.of, "status": self.status, "grade": self.grade, "reason": self.reason, **changes}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"/alerts?{query}" if query else "/alerts"


class Row(NamedTuple):
    """One alert of the inbox."""

    alert: InboxAlert
    name: str | None
    said: str
    clock: str
    owners: list[str]


async def inbox(view: View) -> Shown:
    query: AlertFilters = view.query
    of = query.of or (MINE if view.viewer.role is Role.THERAPIST else ALL)
    found = await view.read(
        "listAlerts",
        AlertsAnswer,
        owner=view.viewer.staff_id if of == MINE and query.status != "resolved" else None,
        therapist=view.viewer.staff_id if of == MINE and query.status == "resolved" else None,
        clinic=None if of in (MINE, ALL) else of,
        status=query.status,
        grade=query.grade,
        reason=query.reason,
        cursor=query.cursor,
    )
    wording, names = await wording_of(view, found.alerts), await staff_names(view)
    rows = [_row(view, wording, one, found.names, names) for one in found.alerts]
    more = query.address(cursor=found.next_cursor) if found.next_cursor else None
    fields = {"query": query, "of": of, "rows": rows, "rules": RULES, "more": more}
    return Shown("alerts/inbox.html", view.words("Alerts"), fields)


def _row(view: View, wording: Wording, one: InboxAlert, patients: Mapping[UUID, str], staff: Mapping[UUID, str]) -> Row:
    owners = [staff[owner] for owner in one.owners if owner in staff]
    return Row(one, patients.get(one.patient_id), wording.of(one), clock_state(one, view.now), owners)


async def one_alert(view: View) -> Shown:
    path = {"alert_id": view.path["alert_id"]}
    alert = (await view.read("oneAlert", AlertAnswer, path)).alert
    facts = await view.read("alertFacts", AlertFactsAnswer, path)
    history = await view.read("alertHistory", AlertHistoryAnswer, path)
    name = await _name(view, alert.patient_id)
    wording, names = await wording_of(view, [alert], facts.facts), await staff_names(view)
    told, steps = Facts(view.words, wording), Steps(view.words, names)
    fields = {
        "alert": alert,
        "clock": clock_state(alert, view.now),
        "name": name,
        "said": wording.of(alert),
        "rule": wording.rule(alert.rule),
        "fires": rule_in_words(alert.rule, facts.thresholds, view.words, wording),
        "whose": whose_thresholds(facts, view.words),
        "facts": [told.told(fact) for fact in facts.facts],
        "steps": [steps.told(step) for step in history.events],
        "owners": [steps.name(owner) for owner in alert.owners],
        "laters": laters(view),
    }
    return Shown("alerts/alert.html", wording.of(alert), fields)


async def _name(view: View, patient_id: UUID) -> str | None:
    """None for one without, and for a restricted record, of which a red flag is told and nothing else."""
    try:
        answer = await view.read("onePatient", PatientAnswer, {"patient_id": patient_id})
    except Problem as problem:
        if problem.code != "unknown_patient":
            raise
        return None
    return answer.person.name if answer.person else None


PAGES = (
    Page(path="/alerts", name="alertsPage", query=AlertFilters, show=inbox),
    Page(path="/alerts/{alert_id}", name="alertPage", show=one_alert),
)
