"""All that the page of a patient is made of: the API's own readings of her, asked together."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from domain.zones import ZoneChange, local_date
from services.http.alerts import AlertsAnswer
from services.http.barriers import BarriersAnswer
from services.http.between_visits import BetweenVisitsAnswer
from services.http.care import CareAnswer
from services.http.exercise_pain import PatientExercisePainAnswer
from services.http.messages import MessagesAnswer
from services.http.patients import AdherenceAnswer, PatientAnswer, TodayAnswer
from services.http.people.programs import ProgramsAnswer
from services.http.positions import AT_LEAST_HEADER
from services.http.problems import Problem
from services.http.reminders import RemindersAnswer
from services.http.sessions import SessionsAnswer
from services.http.symptom_lines import SymptomsAnswer
from services.http.visits import ScoresAnswer, VisitsAnswer
from services.web.common.exercises import found
from services.web.common.staff import staff_names
from services.web.patient.names import Names, names_of
from services.web.view import NOTHING, View

T = TypeVar("T")
DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2200
AT_ONCE = 3  # readings of one page
REMINDERS_SHOWN = 14  # days
MESSAGES_SHOWN = 3


class PatientQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many days are looked back upon; and as it was known at the end of which of the patient's dates.

    `at_least`: a position of the log to wait for, of what was just written. `glass`: nobody is looked at; it is asked
    why somebody out of reach should be.
    """

    days: Annotated[int, Meta(ge=7, le=366)] = 90
    as_of: date | None = None
    at_least: str | None = None
    glass: bool = False


class Frame(NamedTuple):
    """Of whom and of when a page tells: what every page about a patient begins with."""

    patient_id: UUID
    who: PatientAnswer
    care: CareAnswer
    zone: ZoneInfo  # the patient's clocks
    today: date  # the patient's local date of now
    now: datetime
    as_of: datetime | None  # the past that is looked at

    @property
    def name(self) -> str | None:
        return self.who.person.name if self.who.person else None

    @property
    def moment(self) -> datetime:
        """Now, or the past that is looked at."""
        return self.as_of or self.now

    @property
    def day(self) -> date:
        """The patient's local date of that moment."""
        return self.moment.astimezone(self.zone).date()

    def start(self, days: int) -> datetime:
        """The first instant of so many of the patient's dates, the one of that moment included."""
        return midnight(self.day - (days - 1) * DAY, self.zone)


class Past(NamedTuple):
    """What can be told as it was known before, too."""

    adherence: AdherenceAnswer
    symptoms: SymptomsAnswer
    sessions: SessionsAnswer
    today: TodayAnswer


class Present(NamedTuple):
    """What is told as it stands."""

    programs: ProgramsAnswer
    visits: VisitsAnswer
    scores: ScoresAnswer
    between: BetweenVisitsAnswer
    barriers: BarriersAnswer
    pain: PatientExercisePainAnswer
    reminders: RemindersAnswer
    alerts: AlertsAnswer
    resolved: AlertsAnswer
    messages: MessagesAnswer


def up_to(view: View, at_least: str | None) -> View:
    """The same, whose readings wait for a position of the log."""
    if not at_least:  # nothing was written
        return view
    headers = {**view.asked.headers, AT_LEAST_HEADER: at_least}
    return view._replace(asked=view.asked._replace(headers=headers))


async def frame_of(view: View, as_of: date | None = None) -> Frame:
    """Raises Problem as the readings do: for one out of reach `unknown_patient`."""
    of = {"patient_id": view.path["patient_id"]}
    care, who = await asyncio.gather(
        view.read("patientCare", CareAnswer, of), view.read("onePatient", PatientAnswer, of)
    )
    zone = ZoneInfo(care.zones[-1].zone)
    past = None if as_of is None else min(midnight(shown_day(as_of) + DAY, zone) - timedelta(microseconds=1), view.now)
    today = local_date([ZoneChange(each.since, each.zone) for each in care.zones], view.now)
    return Frame(care.patient_id, who, care, zone, today, view.now, past)


def shown_day(day: date) -> date:
    """One that a page is asked for. Raises Problem `invalid_parameter` where no patient of anybody's ever was."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Problem("invalid_parameter", f"Days are from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a date by these clocks."""
    return datetime.combine(day, time(), zone)


class Few:
    """Readings asked together, a few at a time: the connections are there for everybody."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def read(self, name: str, answer: type[T], path: Mapping[str, object] = NOTHING, **query: object) -> T:
        async with self._turns:
            return await self._view.read(name, answer, path, **query)


async def past_of(view: Few, frame: Frame, days: int) -> Past:
    """Of the days before the moment that is looked at."""
    of = {"patient_id": frame.patient_id}
    then = {"as_of": frame.as_of, "difference": None if frame.as_of is None else True}
    stretch = {"from": frame.start(days), "to": frame.moment}
    return Past(
        *await asyncio.gather(
            view.read("patientAdherence", AdherenceAnswer, of, explain=True, **then),
            view.read("patientSymptoms", SymptomsAnswer, of, **stretch, **then),
            view.read("patientSessions", SessionsAnswer, of, **stretch, **then),
            view.read("patientToday", TodayAnswer, of, as_of=frame.as_of),
        )
    )


async def present_of(view: Few, frame: Frame, days: int) -> Present:
    of, patient_id = {"patient_id": frame.patient_id}, frame.patient_id
    first_day = frame.today - (REMINDERS_SHOWN - 1) * DAY
    course = asyncio.gather(
        view.read("patientPrograms", ProgramsAnswer, of),
        view.read("patientVisits", VisitsAnswer, of),
        view.read("patientScores", ScoresAnswer, of),
        view.read("patientBetweenVisits", BetweenVisitsAnswer, of),
        view.read("patientBarriers", BarriersAnswer, of),
    )
    rest = asyncio.gather(
        view.read("patientExercisePain", PatientExercisePainAnswer, of, **{"from": frame.start(days)}),
        view.read("patientReminders", RemindersAnswer, of, first_day=first_day),
        view.read("listAlerts", AlertsAnswer, patient=patient_id),
        view.read("listAlerts", AlertsAnswer, patient=patient_id, status="resolved"),
        view.read("patientMessages", MessagesAnswer, of, limit=MESSAGES_SHOWN),
    )
    return Present(*await course, *await rest)


async def named(view: View, programs: ProgramsAnswer | None = None) -> Names:
    """The exercises in the viewer's language, and who works here."""
    exercises, staff = await asyncio.gather(
        found(view, retired=True),
        staff_names(view),
    )
    return names_of(view, exercises, staff, programs)
