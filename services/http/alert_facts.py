"""What an alert rests on: the events it was raised on, as they were recorded, and the thresholds it went by."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from domain.alert.events import AlertAttached, AlertRaised
from domain.clinic.events import ClinicPolicySet, Policy
from domain.clinic.thresholds import Thresholds, thresholds
from domain.decider import Event
from domain.patient.events import PatientPolicySet
from eventstore.codec import Undecodable
from services.http.alert_history import told_of
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode

# Some events by their ids, in the order of the log.
BY_ID = """
SELECT event_id, type, schema_v, occurred_at, occurred_zone, recorded_at, data FROM log.events
WHERE org_id = $1 AND lane = 0 AND event_id = ANY ($2::uuid[]) ORDER BY pos
"""

POLICIES_SET = ("clinic.policy_set", "patient.policy_set")


class AlertFact(Struct, frozen=True):
    """One event that the alert rests on."""

    event_id: UUID
    type: str  # as stored: symptom.reported, barrier.reported, ...
    occurred_at: datetime  # UTC, by the sender's clock
    occurred_zone: str | None
    recorded_at: datetime  # UTC
    attached: bool  # it matched while the alert was open already
    data: Annotated[Any, Meta(description="As stored, in the newest version.")]


class AlertFactsAnswer(Struct, frozen=True):
    """In the order of the log."""

    alert_id: UUID
    rule: str
    rule_version: int
    policy_version: int  # of the clinic's thresholds; 0 means the rules' own
    patient_policy_version: int  # of the patient's own; 0 where none were in force
    thresholds: Thresholds  # all of them, as they were in force then
    facts: list[AlertFact]


async def alert_facts(asked: Asked) -> Reply:
    """Asked of the log itself: it is never behind."""
    told = [event for _, event in (await told_of(asked)).events]
    [raised, *_] = [event for event in told if isinstance(event, AlertRaised)]
    attached = frozenset(event.fact for event in told if isinstance(event, AlertAttached))
    org_id = asked.actor.org_id
    async with asked.context.reading(org_id) as db:
        rows = await db.fetch(BY_ID, org_id, [*raised.facts, *attached])
    facts = [
        AlertFact(
            row["event_id"],
            row["type"],
            row["occurred_at"],
            row["occurred_zone"],
            row["recorded_at"],
            row["event_id"] in attached,
            _newest(asked, row["type"], row["schema_v"], row["data"]),
        )
        for row in rows
    ]
    answer = AlertFactsAnswer(
        raised.alert_id,
        raised.rule,
        raised.rule_version,
        raised.policy_version,
        raised.patient_policy_version,
        await _in_force(asked, raised),
        facts,
    )
    return Reply(encode(answer))


def _newest(asked: Asked, type_: str, schema_v: int, data: str) -> Any:
    _, _, encoded = asked.context.codec.encode(_decoded(asked, type_, schema_v, data))
    return msgspec.json.decode(encoded)


def _decoded(asked: Asked, type_: str, schema_v: int, data: str | bytes) -> Event:
    try:
        event: Event = asked.context.codec.decode(type_, schema_v, data)
    except Undecodable as error:
        raise Problem("unreadable") from error
    return event


async def _in_force(asked: Asked, raised: AlertRaised) -> Thresholds:
    """The patient's own by the version that the alert names, else the clinic's by its version, else the rules'."""
    stored = await asked.context.store.load(asked.actor.org_id, [raised.clinic_id, raised.patient_id])
    set_ = [_decoded(asked, one.type, one.schema_v, one.data) for one in stored if one.type in POLICIES_SET]
    clinics = {event.version: event.policy for event in set_ if isinstance(event, ClinicPolicySet)}
    own = {event.version: event.policy for event in set_ if isinstance(event, PatientPolicySet)}
    return thresholds(clinics.get(raised.policy_version, Policy()), own.get(raised.patient_policy_version))
