"""What the alert rules remember, as rows: each patient's history, and each clinic's thresholds and opening hours."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import asyncpg
import msgspec
from msgspec.structs import replace

from domain.alerting.history import History
from domain.alerting.judge import DEFAULTS, Attachment, Decision, judge
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import ClinicPolicySet, OpeningHoursSet, Policy
from domain.clinic.hours import OpeningHours
from eventstore.walls import Connection
from projections.base import Fact, PersonKey
from projections.desk import columns
from workers.alert_remaking import MAKING, made_again

HISTORIES = """
SELECT p.org_id, p.patient_id, p.history, p.making
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.alerting_patient p ON p.org_id = w.org_id AND p.patient_id = w.patient_id
"""

CLINICS = (
    "SELECT org_id, clinic_id, policy, version, hours, zone FROM rm.alerting_clinic WHERE org_id = ANY ($1::uuid[])"
)

# Where the clocks of clinics stand, from the log itself: a clinic may have been opened before the rules read of hours.
ZONES = """
SELECT e.org_id, e.stream_id, e.data->>'zone' AS zone
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, clinic_id)
JOIN log.events e ON e.org_id = w.org_id AND e.stream_id = w.clinic_id AND e.type = 'clinic.opened'
"""

KEEP_HISTORIES = """
INSERT INTO rm.alerting_patient (org_id, patient_id, history, making)
SELECT org_id, patient_id, history::json, $4
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS w(org_id, patient_id, history)
ON CONFLICT (org_id, patient_id) DO UPDATE SET history = excluded.history, making = excluded.making
"""

KEEP_CLINICS = """
INSERT INTO rm.alerting_clinic (org_id, clinic_id, policy, version, hours, zone)
SELECT org_id, clinic_id, policy::json, version, hours::json, zone
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[])
  AS w(org_id, clinic_id, policy, version, hours, zone)
ON CONFLICT (org_id, clinic_id) DO UPDATE
SET policy = excluded.policy, version = excluded.version, hours = excluded.hours, zone = excluded.zone
"""

ClinicKey = tuple[UUID, UUID]
"""Organisation and clinic."""

_HISTORY = msgspec.json.Decoder(History)
_POLICY = msgspec.json.Decoder(Policy)
_HOURS = msgspec.json.Decoder(OpeningHours)
_encode = msgspec.json.Encoder().encode


class Memory:
    """The histories and clinics that some facts need. Judging leaves it as it is and answers a new one."""

    def __init__(
        self,
        histories: Mapping[PersonKey, History],
        policies: Mapping[UUID, Mapping[UUID, PolicyInForce]],
        zones: Mapping[ClinicKey, str],
    ) -> None:
        self.histories = histories
        self.policies = policies  # by organisation and clinic
        self.zones = zones  # of the clinics that say when they are open

    def judged(
        self, facts: Sequence[Fact], turned_away: Collection[Attachment] = ()
    ) -> tuple["Memory", list[tuple[UUID, Decision]]]:
        """The memory after the facts, in the order of each feed, and the decisions with their organisations.

        `turned_away`: what the alerts would not take because they are resolved.
        """
        histories = dict(self.histories)
        policies = {org_id: dict(of_clinics) for org_id, of_clinics in self.policies.items()}
        decided: list[tuple[UUID, Decision]] = []
        for recorded, event in facts:
            of_clinics = policies.setdefault(recorded.org_id, {})
            if isinstance(event, ClinicPolicySet):
                there = of_clinics.get(event.clinic_id, DEFAULTS)
                of_clinics[event.clinic_id] = replace(there, policy=event.policy, version=event.version)
            elif isinstance(event, OpeningHoursSet):
                there = of_clinics.get(event.clinic_id, DEFAULTS)
                zone = self.zones[recorded.org_id, event.clinic_id]
                of_clinics[event.clinic_id] = replace(there, hours=event.hours, zone=zone)
            elif recorded.subject_id is not None:
                key = (recorded.org_id, recorded.subject_id)
                before = histories.get(key, History())
                histories[key], decisions = judge(
                    before, recorded.subject_id, recorded, event, of_clinics, turned_away=turned_away
                )
                decided += [(recorded.org_id, decision) for decision in decisions]
        return Memory(histories, policies, self.zones), decided


async def recall(db: Connection, facts: Sequence[Fact]) -> Memory:
    """What was kept about the patients and organisations of these facts."""
    people = {(fact.recorded.org_id, fact.recorded.subject_id) for fact in facts if fact.recorded.subject_id}
    opening = {(f.recorded.org_id, f.event.clinic_id) for f in facts if isinstance(f.event, OpeningHoursSet)}
    memory = await recall_people(db, people, {fact.recorded.org_id for fact in facts})
    if opening:
        rows = await db.fetch(ZONES, *columns(sorted(opening), 2))
        memory.zones = {(row["org_id"], row["stream_id"]): row["zone"] for row in rows}
    return memory


async def recall_people(db: Connection, people: Collection[PersonKey], org_ids: Collection[UUID]) -> Memory:
    """What was kept about these patients, and about the clinics of these organisations."""
    rows = await db.fetch(HISTORIES, *columns(sorted(people), 2))
    histories = {}
    for row in rows:
        key = (row["org_id"], row["patient_id"])
        is_old = row["making"] != MAKING
        histories[key] = await made_again(db, key, row["history"]) if is_old else _HISTORY.decode(row["history"])
    policies: dict[UUID, dict[UUID, PolicyInForce]] = {}
    for row in await db.fetch(CLINICS, sorted(org_ids)):
        policies.setdefault(row["org_id"], {})[row["clinic_id"]] = _in_force(row)
    return Memory(histories, policies, {})


def _in_force(row: asyncpg.Record) -> PolicyInForce:
    policy = _POLICY.decode(row["policy"])
    if row["hours"] is None:
        return PolicyInForce(policy, row["version"])
    return PolicyInForce(policy, row["version"], _HOURS.decode(row["hours"]), row["zone"])


async def keep(db: Connection, before: Memory, after: Memory) -> None:
    """Write what has changed, within the caller's transaction."""
    histories = [
        (*key, _encode(history).decode())
        for key, history in sorted(after.histories.items())
        if history != before.histories.get(key)
    ]
    if histories:
        await db.execute(KEEP_HISTORIES, *columns(histories, 3), MAKING)
    clinics = [
        (org_id, clinic_id, *_row(in_force))
        for org_id, of_clinics in sorted(after.policies.items())
        for clinic_id, in_force in sorted(of_clinics.items())
        if in_force != before.policies.get(org_id, {}).get(clinic_id)
    ]
    if clinics:
        await db.execute(KEEP_CLINICS, *columns(clinics, 6))


def _row(clinic: PolicyInForce) -> tuple[str, int, str | None, str | None]:
    hours = None if clinic.hours is None else _encode(clinic.hours).decode()
    return _encode(clinic.policy).decode(), clinic.version, hours, clinic.zone
