"""What is asked about the day, and what is answered."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from domain.adherence.calendar import CalendarDay
from domain.patient.events import RedFlagSign
from domain.symptom.pain_line import PainLine
from domain.values import BodyRegion
from projections.adherence.queries import RangeNumbers
from projections.alert_inbox.queries import InboxAlert
from projections.caseload.queries import InCare
from projections.course.queries import ClinicVisit
from services.http.freshness import AsOf, FreshQuery

NeedKind = Literal["red_flag_hold", "alert", "message", "visit", "quiet"]
GradeName = Literal["critical", "high", "medium"]
Clock = Literal["running", "overdue", "put_off"]
"""Of an alert: it wants an answer by an instant that is to come or is over, or it was put off and its clock stands."""

NewsKind = Literal[
    "sessions", "symptoms", "barriers", "red_flags", "messages", "scores", "alerts", "programs", "visits"
]


class TodayQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose patients; without therapist and clinic everybody's whom the key reaches."""

    therapist_id: UUID | None = field(name="therapist", default=None)
    clinic_id: UUID | None = field(name="clinic", default=None)
    reason: Annotated[str, Meta(max_length=40)] | None = None  # a kind of need, or the name of an alert rule
    grade: GradeName | None = None
    q: Annotated[str, Meta(min_length=2, max_length=100)] | None = None  # a part of the name
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 40


class NeedReason(Struct, frozen=True, kw_only=True):
    """Why somebody is needed, with what it takes to say so in words. What does not belong to the kind is left empty."""

    kind: NeedKind
    at: datetime  # UTC: since when it is so; of a visit when it begins; of a quiet one the last session or enrolment
    signs: tuple[RedFlagSign, ...] = ()  # of the red flags
    alert_id: UUID | None = None
    rule: str | None = None
    grade: str | None = None
    region: BodyRegion | None = None  # what the rule is one per
    exercise_id: UUID | None = None  # the same
    program_id: UUID | None = None  # the same
    figures: dict[
        str, str
    ] = {}  # what the alert was raised or graded on, by names fixed for each rule; levels in tenths
    unread: int | None = None  # messages that wait for an answer


class TodaysAlert(Struct, frozen=True):
    """An alert that nobody has closed, and how its clock stands."""

    alert: InboxAlert
    clock: Clock


class TodayLine(Struct, frozen=True, kw_only=True):
    """One patient. The first reason is what the place in the list comes from."""

    patient: InCare
    name: str | None  # null for one without, and after an erasure
    why: list[NeedReason]
    alerts: list[TodaysAlert]  # critical first, then the soonest to be answered
    days: tuple[CalendarDay, ...]  # the last fourteen closed dates of the patient's own; empty while nothing is known
    today: CalendarDay | None  # so far
    last_7_days: RangeNumbers | None
    pain: PainLine | None  # of 28 days; null where none was reported
    programs: int  # that run today
    next_visit: ClinicVisit | None
    news: dict[NewsKind, int]  # what happened since the asker's visit here before
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


class NeedCounts(Struct, frozen=True, kw_only=True):
    """How many patients there are of each kind, whatever reason, grade or name is asked for."""

    patients: int  # in care
    red_flag_hold: int
    critical: int  # with an open alert of that grade that was not put off
    high: int
    medium: int
    messages: int
    visits: int


class LastTodayVisit(Struct, frozen=True):
    """When somebody's visit here before this one ended (UTC), and how far the log was."""

    at: datetime
    position: str


class TodayListAnswer(Struct, frozen=True):
    """One page, who needs somebody most comes first. It may be short and yet not the last: then it has a cursor."""

    as_of: AsOf
    counts: NeedCounts
    looked: LastTodayVisit | None  # since when there are news; null for one who never looked
    patients: list[TodayLine]
    changed: list[TodayLine]  # behind the first page: who changed since that one was asked for, as they are now
    next_cursor: str | None  # of the page behind this one


class TodayLookedBody(Struct, frozen=True, forbid_unknown_fields=True):
    """How far the answer reached that somebody has seen."""

    position: str


class TodayLookedAnswer(Struct, frozen=True):
    """Since when there are news now; null on somebody's first visit here."""

    looked: LastTodayVisit | None
