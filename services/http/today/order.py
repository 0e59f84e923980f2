"""Who needs somebody, and in which order: on hold, alerts, messages, visits of the day, and then the longest quiet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct, field

from domain.zones import FIRST_INSTANT, ZoneChange, day_bounds, local_date
from eventstore.walls import Connection
from projections.alert_inbox.queries import GRADES, InboxAlert, Pressing, pressing
from projections.alert_inbox.staffing import Staffing
from projections.caseload.order import Among, Scope, among, number_in_care
from projections.course.queries import ClinicVisit, Stretch, visits_to_be
from projections.messages.queries import Unanswered, unanswered
from services.http.today.forms import NeedCounts

HOLD, ALERT, MESSAGE, VISIT, QUIET = range(5)
"""The bands of the list, one below the other."""


class Place(NamedTuple):
    """Where in the list somebody stands: the lesser comes first."""

    band: int
    rank: int  # of alerts: by grade, and of one grade what nobody has taken on first
    at: datetime
    patient_id: UUID


class Need(Struct, kw_only=True, dict=True):
    """All that somebody is needed for."""

    patient_id: UUID
    held: Among | None = None
    alerts: list[Pressing] = field(default_factory=list)  # but for those that were put off
    waits: Unanswered | None = None
    visit: ClinicVisit | None = None  # of today

    @cached_property
    def place(self) -> Place | None:
        """None: for nothing, as of now. Asked once all is in."""
        if self.held and self.held.held_since:
            return Place(HOLD, 0, self.held.held_since, self.patient_id)
        if self.alerts:
            first, at = min((rank(alert), alert.answer_by) for alert in self.alerts)
            return Place(ALERT, first, at, self.patient_id)
        if self.waits:
            return Place(MESSAGE, 0, self.waits.since, self.patient_id)
        return Place(VISIT, 0, self.visit.at, self.patient_id) if self.visit else None

    def answers(self, reason: str | None, grade: str | None) -> bool:
        """Whether it is what is asked for."""
        if grade is not None and all(alert.grade != grade for alert in self.alerts):
            return False
        match reason:
            case None:
                return True
            case "red_flag_hold":
                return self.held is not None and self.held.held_since is not None
            case "alert":
                return bool(self.alerts)
            case "message":
                return self.waits is not None
            case "visit":
                return self.visit is not None
            case _:
                return any(alert.rule == reason for alert in self.alerts)


def rank(alert: Pressing | InboxAlert) -> int:
    """By grade, and of one grade what nobody has taken on first."""
    return 2 * GRADES.index(alert.grade) + (alert.status == "acknowledged")


async def needs(db: Connection, scope: Scope, reader: UUID, house: Staffing, now: datetime) -> dict[UUID, Need]:
    """Everybody in the scope who needs somebody; messages are those that `reader`, of staff, has not read."""
    found: dict[UUID, Need] = {}

    def of(patient_id: UUID) -> Need:
        return found.setdefault(patient_id, Need(patient_id=patient_id))

    for alert in await pressing(db, scope.org_id, scope.therapist_id):
        if alert.snoozed_until is None or alert.snoozed_until <= now:
            of(alert.patient_id).alerts.append(alert)
    for thread in await unanswered(db, scope.org_id, reader, scope.therapist_id):
        of(thread.patient_id).waits = thread
    for visit in await visits_to_be(db, scope.org_id, _today_at(house, scope.clinic_ids, now)):
        need = of(visit.patient_id)
        need.visit = need.visit or visit
    needed: dict[UUID, Need] = {}
    for one in await among(db, scope, found.keys()):
        needed[one.patient_id] = of(one.patient_id)
        needed[one.patient_id].held = one
    return {patient_id: need for patient_id, need in needed.items() if need.place is not None}


def _today_at(house: Staffing, clinic_ids: Iterable[UUID] | None, now: datetime) -> list[Stretch]:
    """The day that each clinic's clocks show at this instant."""
    shown = house.clinics.keys() if clinic_ids is None else [each for each in clinic_ids if each in house.clinics]
    days = []
    for clinic_id in shown:
        zones = (ZoneChange(FIRST_INSTANT, house.clinics[clinic_id].zone),)
        if bounds := day_bounds(zones, local_date(zones, now)):
            days.append(Stretch(clinic_id, *bounds))
    return days


async def counted(db: Connection, scope: Scope, needed: Mapping[UUID, Need], now: datetime) -> NeedCounts:
    """For the head of the list."""
    by_grade = {
        grade: sum(any(alert.grade == grade for alert in need.alerts) for need in needed.values()) for grade in GRADES
    }
    return NeedCounts(
        patients=await number_in_care(db, scope, now),
        red_flag_hold=sum(need.answers("red_flag_hold", None) for need in needed.values()),
        critical=by_grade["critical"],
        high=by_grade["high"],
        medium=by_grade["medium"],
        messages=sum(need.waits is not None for need in needed.values()),
        visits=sum(need.visit is not None for need in needed.values()),
    )
