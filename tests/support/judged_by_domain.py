"""A patient's adherence as the platform's own domain judges it, in the shape in which the API answers.

The one place in which the definition's recount meets `domain.adherence`: what the domain learns to say is added here,
and taken out of `NOT_YET`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from domain.adherence.facts import SessionFact, SessionRecord, merge, session_id_of, settle
from domain.adherence.figures import Rate, figures, last_closed_dates, shown, so_far
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan, evolve_plan
from domain.adherence.sums import sums_of
from domain.adherence.week import ProgramWeek, Week, monday_of
from domain.deciders import EVENTS
from domain.patient.events import PatientEnrolled, PatientEvent
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from domain.upcasters import UPCASTERS
from domain.zones import day_bounds, local_date, zone_at
from eventstore.codec import Codec
from tests.support.feed import Told
from tests.support.worked_cases import Line

NOT_YET = frozenset({"answered", "prescriptions", "run_days", "definition", "met_by", "versions", "active_days"})
"""Members of the answer that the domain does not say, wherever they stand."""

RANGES = (7, 28, 90, None)

_codec = Codec(EVENTS, UPCASTERS)


def decoded(line: Line) -> Any:
    """The event of a line of an export."""
    return _codec.decode(line["type"], line.get("schema_v", _codec.newest[line["type"]]), json.dumps(line["data"]))


def exported(told: Told) -> Line:
    """An event as a line of an export, without the members that only the log knows."""
    name, schema_v, data = _codec.encode(told.event)
    return {
        "event_id": str(told.event_id),
        "type": name,
        "schema_v": schema_v,
        "occurred_at": told.occurred_at.isoformat(),
        "data": json.loads(data),
    }


def judged(events: Iterable[Line], at: datetime) -> dict[str, Any]:
    """The members `adherence` and `explained`, as of `at`, without what `NOT_YET` leaves out."""
    lines = {line["event_id"]: line for line in events if line["type"] in EVENTS}  # the log has each event once
    plan, patient_id, facts = _told(lines.values())
    today = local_date(plan.zones, at)
    mondays = {monday_of(local_date(plan.zones, fact.happened_at)) for fact in facts}
    weeks = {monday: judge_week(plan, monday, facts) for monday in mondays}
    return {
        "adherence": {
            "patient_id": str(patient_id),
            "at": _instant(at),
            "zone": zone_at(plan.zones, at),
            "ranges": [_range(plan, weeks, at, n) for n in RANGES],
            "today": _today(plan, weeks, at),
        },
        "explained": {
            "zones": [{"since": _instant(zone.since), "zone": zone.zone} for zone in plan.zones],
            **_explained(plan, weeks, today),
        },
    }


def without(answer: Any, names: frozenset[str] = NOT_YET) -> Any:
    """An answer, or what is expected of one, without these members."""
    if isinstance(answer, dict):
        return {key: without(value, names) for key, value in answer.items() if key not in names}
    return [without(item, names) for item in answer] if isinstance(answer, list) else answer


def _told(lines: Iterable[Line]) -> tuple[Plan, UUID | None, list[SessionFact]]:
    plan, patient_id = Plan(), None
    records: dict[UUID, SessionRecord] = {}
    for line in lines:
        event, event_id = decoded(line), UUID(line["event_id"])
        if isinstance(event, PatientEvent | ProgramEvent):
            plan = evolve_plan(plan, event)
            patient_id = event.patient_id if isinstance(event, PatientEnrolled) else patient_id
        elif isinstance(event, SessionEvent):
            session_id = session_id_of(event, event_id)
            record = records.get(session_id, SessionRecord(session_id))
            records[session_id] = merge(record, event, event_id, datetime.fromisoformat(line["occurred_at"]))
    own = [record for record in records.values() if record.logged and record.logged.patient_id == patient_id]
    return plan, patient_id, [fact for fact in map(settle, own) if fact is not None]


def _range(plan: Plan, weeks: Mapping[date, Week], at: datetime, days: int | None) -> dict[str, Any]:
    sums = {monday: sums_of(week) for monday, week in weeks.items()}
    first, last = _since_the_start(plan, at) if days is None else last_closed_dates(plan, at, days)
    found = figures(plan, sums, first, last)
    return {
        "range_days": days,
        "first": str(found.first),
        "last": str(found.last),
        "days": _number(found.days),
        "doses": _number(found.doses),
        "programs": [
            {"program_id": str(each.program_id), "days": _number(each.days), "doses": _number(each.doses)}
            for each in found.programs
        ],
    }


def _since_the_start(plan: Plan, at: datetime) -> tuple[date, date]:
    yesterday, _ = last_closed_dates(plan, at, 1)
    begun = (program.begins for program in plan.programs if plan.runs_between(program, program.begins, yesterday))
    return min(begun, default=yesterday), yesterday


def _number(rate: Rate) -> dict[str, Any]:
    return {
        "done": str(rate.done),
        "expected": rate.expected,
        "exact": None if rate.value is None else str(rate.value),
        "value": None if rate.value is None else shown(rate.value),
        "reason": rate.reason,
        "too_little": rate.too_little,
    }


def _today(plan: Plan, weeks: Mapping[date, Week], at: datetime) -> dict[str, Any]:
    found = so_far(plan, weeks, at)
    return {
        "day": str(found.day),
        "expected": found.expected,
        "done": str(found.done),
        "weekly": [
            {
                "prescription_id": str(count.prescription_id),
                "judged_on": str(count.judged_on),
                "target": count.target,
                "done": count.done,
                "worked": [{"day": str(worked.day), "done": worked.done} for worked in count.worked],
            }
            for count in found.weekly
        ],
    }


def _explained(plan: Plan, weeks: Mapping[date, Week], today: date) -> dict[str, Any]:
    begins = min((program.begins for program in plan.programs), default=today)
    planned = {monday_of(begins) + timedelta(n) for n in range(0, (today - begins).days + 7, 7)}
    in_order = [weeks.get(monday) or judge_week(plan, monday, ()) for monday in sorted({*planned, *weeks})]
    uncounted = [each for week in in_order for each in week.uncounted if each.day < today]
    return {
        "days": [
            day for week in in_order for day in _days(plan, week.programs) if date.fromisoformat(day["day"]) < today
        ],
        "weeks": [
            {
                "monday": str(week.monday),
                "program_id": str(program.program_id),
                "prescription_id": str(count.prescription_id),
                "judged_on": str(count.judged_on),
                "target": count.target,
                "done": count.done,
            }
            for week in in_order
            for program in week.programs
            for count in program.weekly
            if count.judged_on < today
        ],
        "uncounted": [
            {
                "day": str(each.day),
                "session_id": str(each.session_id),
                "entry": each.entry,
                "because": str(each.because),
            }
            for each in sorted(uncounted, key=lambda each: each.day)
        ],
    }


def _days(plan: Plan, programs: Sequence[ProgramWeek]) -> Iterator[dict[str, Any]]:
    for day in sorted({day.day for program in programs for day in program.days}):
        bounds = day_bounds(plan.zones, day)
        assert bounds is not None
        yield {
            "day": str(day),
            "zone": zone_at(plan.zones, bounds[0]),
            "starts": _instant(bounds[0]),
            "ends": _instant(bounds[1]),
            "slots": [
                {
                    "program_id": str(program.program_id),
                    "version": _version(plan, program.program_id, day),
                    "prescription_id": str(slot.prescription_id),
                    "expected": slot.expected,
                    "done": slot.done,
                }
                for program in programs
                for known in program.days
                if known.day == day
                for slot in known.slots
            ],
        }


def _version(plan: Plan, program_id: UUID, day: date) -> int:
    [program] = [program for program in plan.programs if program.program_id == program_id]
    version = program.version_on(day)
    assert version is not None
    return version.number


def _instant(instant: datetime) -> str:
    return msgspec.json.decode(msgspec.json.encode(instant), type=str)
