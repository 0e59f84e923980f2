"""Keeps each patient's plan, sessions and judged weeks. A week is recomputed from its sessions, never counted up."""

from collections.abc import Mapping, Sequence
from typing import get_args

import msgspec

from domain.adherence.facts import SessionFact, SessionRecord, as_logged, session_id_of
from domain.adherence.plan import DayEvent, Plan
from domain.adherence.sums import by_program
from domain.decider import Event
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent, SessionLogged
from eventstore.records import Recorded
from projections.adherence import statements
from projections.adherence.chart import Apart, Chart, JudgedWeek
from projections.adherence.fold import Patient
from projections.base import Fact, PersonKey
from projections.desk import Desk, Row
from projections.lookup import Asked, reports_before

PlanEvent = DayEvent | ProgramEvent
Charts = Mapping[PersonKey, Chart]
Told = Sequence[tuple[Recorded, PlanEvent | SessionEvent]]

_plan = msgspec.json.Decoder(Plan)
_record = msgspec.json.Decoder(SessionRecord)
_sessions = msgspec.json.Decoder(list[SessionFact])
_json = msgspec.json.Encoder()


class Adherence:
    name = "adherence"
    version = 3
    wants: frozenset[type[Event]] = frozenset((*get_args(PlanEvent), *get_args(SessionEvent)))
    tables = (statements.WEEK, statements.APART, statements.PATIENT)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        told = _by_patient(facts)
        charts = await _charts(desk, told)
        await _look_up(desk, charts, told)
        for person, events in told.items():
            charts[person].sessions_told(events)
        await _complete(desk, charts)
        await _keep(desk, charts)


def _by_patient(facts: Sequence[Fact]) -> dict[PersonKey, list[tuple[Recorded, PlanEvent | SessionEvent]]]:
    told: dict[PersonKey, list[tuple[Recorded, PlanEvent | SessionEvent]]] = {}
    for recorded, event in facts:
        if isinstance(event, SessionEvent | PlanEvent):
            told.setdefault((recorded.org_id, event.patient_id), []).append((recorded, event))
    return told


async def _charts(desk: Desk, told: Mapping[PersonKey, Told]) -> dict[PersonKey, Chart]:
    """Everybody's plan, as it was and as it is after what is told."""
    before = {
        (row["org_id"], row["patient_id"]): Patient(
            row["clinic_id"], row["patient_version"], row["programs_version"], _plan.decode(row["plan"])
        )
        for row in await desk.find(statements.PATIENT, told)
    }
    charts = {}
    for person, events in told.items():
        chart = charts[person] = Chart(person[1], before.get(person, Patient()))
        for recorded, event in events:
            if not isinstance(event, SessionEvent):
                chart.plan_told(recorded, event)
    return charts


async def _look_up(desk: Desk, charts: Charts, told: Mapping[PersonKey, Told]) -> None:
    """What is known of the sessions that are spoken of, and of those to which a first zone gives a date."""
    reports = [(person, r, e) for person, events in told.items() for r, e in events if isinstance(e, SessionEvent)]
    apart = await desk.find(statements.APART, [(*p, session_id_of(e, r.event_id)) for p, r, e in reports])
    apart += await desk.rows(statements.UNDATED, [person for person, chart in charts.items() if chart.dates_begin()])
    for row in apart:
        known = Apart(_record.decode(row["record"]), row["monday"])
        charts[row["org_id"], row["patient_id"]].apart[row["session_id"]] = known
    asked = [
        Asked(*person, event.session_id, recorded.pos)
        for person, recorded, event in reports
        if not isinstance(event, SessionLogged) and event.session_id not in charts[person].apart
    ]
    for recorded, event in await reports_before(desk, asked):
        if isinstance(event, SessionLogged):
            fact = as_logged(event, recorded.event_id, recorded.occurred_at, recorded.occurred_zone)
            charts[recorded.org_id, event.patient_id].known_as_logged(fact)


async def _complete(desk: Desk, charts: Charts) -> None:
    """The weeks that are touched, with all their sessions."""
    changed = [(*person, day) for person, chart in charts.items() if (day := chart.judged_otherwise_since())]
    for row in await desk.rows(statements.WEEKS_SINCE, changed):
        charts[row["org_id"], row["patient_id"]].touched.add(row["monday"])
    weeks = [(*person, monday) for person, chart in charts.items() for monday in chart.touched]
    for row in await desk.rows(statements.SESSIONS, weeks):
        charts[row["org_id"], row["patient_id"]].complete(row["monday"], _sessions.decode(row["sessions"]))
    for row in await desk.rows(statements.APART_BY_WEEK, weeks):
        charts[row["org_id"], row["patient_id"]].complete_apart(row["monday"], _record.decode(row["record"]))


async def _keep(desk: Desk, charts: Charts) -> None:
    patients, apart, joined, weeks, emptied = list[Row](), list[Row](), list[Row](), list[Row](), list[Row]()
    for person, chart in charts.items():
        if chart.patient != chart.before:
            patient = chart.patient
            versions = patient.patient_version, patient.programs_version
            patients.append((*person, patient.clinic_id, *versions, _text(patient.plan)))
        apart += ((*person, session_id, known.monday, _text(known.record)) for session_id, known in chart.apart.items())
        joined += ((*person, session_id) for session_id in chart.joined)
        weeks += (_week_row(person, judged) for judged in chart.judged())
        emptied += ((*person, monday) for monday in chart.emptied())
    await desk.keep(statements.PATIENT, patients)
    await desk.keep(statements.APART, apart)
    await desk.drop(statements.APART, joined)
    await desk.keep(statements.WEEK, weeks)
    await desk.drop(statements.WEEK, emptied)


def _week_row(person: PersonKey, judged: JudgedWeek) -> Row:
    monday, waits, sessions, week, pain = judged
    said = _text(pain) if pain else None
    return (*person, monday, waits, _text(sessions), _text(week), _text(by_program(week)), said)


def _text(value: object) -> str:
    return _json.encode(value).decode()


ADHERENCE = Adherence()
