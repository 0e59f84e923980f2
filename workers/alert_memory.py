"""What the alert rules remember, as rows: each patient's history and each clinic's thresholds."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec

from domain.alerting.history import History
from domain.alerting.judge import Attachment, Decision, judge
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import ClinicPolicySet, Policy
from eventstore.walls import Connection
from projections.base import Fact, PersonKey
from projections.desk import columns

HISTORIES = """
SELECT p.org_id, p.patient_id, p.history
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.alerting_patient p ON p.org_id = w.org_id AND p.patient_id = w.patient_id
"""

POLICIES = "SELECT org_id, clinic_id, policy, version FROM rm.alerting_clinic WHERE org_id = ANY ($1::uuid[])"

KEEP_HISTORIES = """
INSERT INTO rm.alerting_patient (org_id, patient_id, history)
SELECT org_id, patient_id, history::json
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS w(org_id, patient_id, history)
ON CONFLICT (org_id, patient_id) DO UPDATE SET history = excluded.history
"""

KEEP_POLICIES = """
INSERT INTO rm.alerting_clinic (org_id, clinic_id, policy, version)
SELECT org_id, clinic_id, policy::json, version
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[]) AS w(org_id, clinic_id, policy, version)
ON CONFLICT (org_id, clinic_id) DO UPDATE SET policy = excluded.policy, version = excluded.version
"""

_HISTORY = msgspec.json.Decoder(History)
_POLICY = msgspec.json.Decoder(Policy)
_encode = msgspec.json.Encoder().encode


class Memory:
    """The histories and thresholds that some facts need. Judging leaves it as it is and answers a new one."""

    def __init__(
        self, histories: Mapping[PersonKey, History], policies: Mapping[UUID, Mapping[UUID, PolicyInForce]]
    ) -> None:
        self.histories = histories
        self.policies = policies  # by organisation and clinic

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
                of_clinics[event.clinic_id] = PolicyInForce(event.policy, event.version)
            elif recorded.subject_id is not None:
                key = (recorded.org_id, recorded.subject_id)
                before = histories.get(key, History())
                histories[key], decisions = judge(
                    before, recorded.subject_id, recorded, event, of_clinics, turned_away=turned_away
                )
                decided += [(recorded.org_id, decision) for decision in decisions]
        return Memory(histories, policies), decided


async def recall(db: Connection, facts: Sequence[Fact]) -> Memory:
    """What was kept about the patients and organisations of these facts."""
    people = sorted({(fact.recorded.org_id, fact.recorded.subject_id) for fact in facts if fact.recorded.subject_id})
    return await recall_people(db, people, {fact.recorded.org_id for fact in facts})


async def recall_people(db: Connection, people: Collection[PersonKey], org_ids: Collection[UUID]) -> Memory:
    """What was kept about these patients, and these organisations' clinics."""
    rows = await db.fetch(HISTORIES, *columns(list(people), 2))
    histories = {(row["org_id"], row["patient_id"]): _HISTORY.decode(row["history"]) for row in rows}
    policies: dict[UUID, dict[UUID, PolicyInForce]] = {}
    for row in await db.fetch(POLICIES, sorted(org_ids)):
        in_force = PolicyInForce(_POLICY.decode(row["policy"]), row["version"])
        policies.setdefault(row["org_id"], {})[row["clinic_id"]] = in_force
    return Memory(histories, policies)


async def keep(db: Connection, before: Memory, after: Memory) -> None:
    """Write what has changed, within the caller's transaction."""
    histories = [
        (*key, _encode(history).decode())
        for key, history in sorted(after.histories.items())
        if history != before.histories.get(key)
    ]
    if histories:
        await db.execute(KEEP_HISTORIES, *columns(histories, 3))
    policies = [
        (org_id, clinic_id, _encode(in_force.policy).decode(), in_force.version)
        for org_id, of_clinics in sorted(after.policies.items())
        for clinic_id, in_force in sorted(of_clinics.items())
        if in_force != before.policies.get(org_id, {}).get(clinic_id)
    ]
    if policies:
        await db.execute(KEEP_POLICIES, *columns(policies, 4))
