"""A patient's adherence as the platform judges it from the events of an export, in the shape of the API's answer."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.adherence.explained import explain
from domain.deciders import EVENTS
from eventstore.records import Recorded
from projections.adherence import replay as adherence
from projections.adherence.document import published
from projections.base import Fact
from projections.reading import codec
from projections.symptoms import replay as symptoms
from tests.support.feed import Told
from tests.support.worked_cases import Line

OUR_OWN = frozenset({"clinic_id", "events"})
"""Members of the answer that the definition does not speak of, wherever they stand."""

ORGANISATION = UUID(int=9)


def decoded(line: Line) -> Any:
    """The event of a line of an export."""
    version = line.get("schema_v", codec().newest[line["type"]])
    return codec().decode(line["type"], version, json.dumps(line["data"]))


def exported(told: Told) -> Line:
    """An event as a line of an export, without the members that only the log knows."""
    name, schema_v, data = codec().encode(told.event)
    return {
        "event_id": str(told.event_id),
        "type": name,
        "schema_v": schema_v,
        "occurred_at": told.occurred_at.isoformat(),
        "data": json.loads(data),
    }


def judged(events: Iterable[Line], at: datetime) -> dict[str, Any]:
    """The members `adherence` and `explained`, as of `at`, without what is `OUR_OWN`."""
    lines = {line["event_id"]: line for line in reversed(list(events)) if line["type"] in EVENTS}  # each once
    facts = [_fact(pos, line) for pos, line in enumerate(reversed(lines.values()), 1)]
    [patient_id] = {fact.recorded.subject_id for fact in facts if fact.recorded.type == "patient.enrolled"}
    assert patient_id is not None
    own = [fact for fact in facts if fact.recorded.subject_id == patient_id]  # whose feed a replay is given
    replayed = adherence.replay(patient_id, own, complete=True)
    assert replayed is not None
    reports = [(symptom.symptom_id, symptom.felt) for symptom in symptoms.replay(own)]
    plan, moment = replayed.known.plan, at.astimezone(UTC)
    answer = {
        "adherence": published(replayed.known, reports, moment),
        "explained": explain(plan, replayed.sessions, reports, replayed.events, moment),
    }
    found: dict[str, Any] = without(msgspec.to_builtins(answer), OUR_OWN)
    return found


def without(answer: Any, names: frozenset[str]) -> Any:
    """An answer, or what is expected of one, without these members."""
    if isinstance(answer, dict):
        return {key: without(value, names) for key, value in answer.items() if key not in names}
    return [without(item, names) for item in answer] if isinstance(answer, list | tuple) else answer


def _fact(pos: int, line: Line) -> Fact:
    event = decoded(line)
    recorded = Recorded(
        org_id=ORGANISATION,
        lane=0,
        pos=pos,
        stream_id=event.patient_id,
        version=pos,
        event_id=UUID(line["event_id"]),
        type=line["type"],
        schema_v=1,
        occurred_at=datetime.fromisoformat(line["occurred_at"]),
        occurred_zone=line.get("occurred_zone"),
        recorded_at=datetime.fromisoformat(line["occurred_at"]),
        subject_id=event.patient_id,
        target_event_id=None,
        actor="system:case",
        correlation_id=None,
        causation_id=None,
        data=json.dumps(line["data"]),
        hash=b"",
    )
    return Fact(recorded, event)
