"""Where a try-out of thresholds stands: the door asks for it and reads it, the workers do it part by part."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.decider import Command
from domain.dry_run.decider import TryPolicy
from eventstore.records import NewEffect
from eventstore.walls import Connection

DRY_RUN_PLAN = "dry_run.plan"
DRY_RUN_WORK = "dry_run.work"
"""The stored kinds of the effects: to divide the clinic's patients, and to look at one group of them after another."""

OF_USE_FOR = timedelta(days=1)
KEPT_DAYS = 30
PATIENTS_AT_ONCE = 10


class Work(Struct, frozen=True, omit_defaults=True):
    """The payload of both kinds. Work goes on in turns of some seconds, so that what is due beside it is not kept."""

    run_id: UUID
    hand: int = 0  # who looks at groups, where several do side by side
    turn: int = 0


class ToldAlert(Struct, frozen=True, omit_defaults=True):
    """One alert that would have been raised, or that was."""

    alert_id: UUID  # the same where the very same event or date decides
    patient_id: UUID
    rule: str
    grade: str
    scope: str
    at: datetime
    therapist_id: UUID | None = None
    day: date | None = None  # the date whose end it looked at


class Told(Struct, frozen=True):
    """What came of one group of patients."""

    would: tuple[ToldAlert, ...] = ()
    raised: tuple[ToldAlert, ...] = ()
    unreadable: tuple[UUID, ...] = ()  # patients of whom an event cannot be decoded


class Group(Struct, frozen=True):
    """Some patients, and up to where the log is read for all groups of the run."""

    number: int
    patient_ids: tuple[UUID, ...]
    until_pos: int


class Progress(Struct, frozen=True):
    """How far a run has come. Before the patients are divided nobody knows how many parts there are."""

    parts: int
    parts_done: int
    patients: int


# A run as far as it has been divided.
RUN = """
SELECT r.parts, count(p.told) AS parts_done, coalesce(sum(cardinality(p.patient_ids)), 0) AS patients
FROM rm.dry_run r LEFT JOIN rm.dry_run_part p ON p.org_id = r.org_id AND p.run_id = r.run_id
WHERE r.org_id = $1 AND r.run_id = $2 GROUP BY r.parts
"""

# What came of the parts that are done.
TOLD = "SELECT told FROM rm.dry_run_part WHERE org_id = $1 AND run_id = $2 AND told IS NOT NULL ORDER BY number"

# Whether somebody gave up on any of it.
DEAD = """
SELECT EXISTS (
  SELECT FROM log.effect WHERE org_id = $1 AND kind = ANY ($3::text[]) AND state IN ('dead', 'expired')
    AND payload->>'run_id' = $2::text)
"""

# The patients of a clinic, as far as the log was read for them; nobody is left out for being discharged since.
PATIENTS = """
SELECT patient_id FROM rm.caseload_patient
WHERE org_id = $1 AND build = (SELECT log.live($1, 'caseload')) AND clinic_id = $2 ORDER BY patient_id
"""

# A run and its parts, written once.
BEGIN = """
INSERT INTO rm.dry_run (org_id, run_id, until_pos, parts) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
RETURNING true
"""
BEGIN_PART = "INSERT INTO rm.dry_run_part (org_id, run_id, number, patient_ids) VALUES ($1, $2, $3, $4)"

# The next group at which nobody looks or has looked, and up to where the log is read for all groups of the run.
TAKE_PART = """
SELECT p.number, p.patient_ids, r.until_pos
FROM rm.dry_run_part p JOIN rm.dry_run r ON r.org_id = p.org_id AND r.run_id = p.run_id
WHERE p.org_id = $1 AND p.run_id = $2 AND p.told IS NULL
ORDER BY p.number LIMIT 1 FOR UPDATE OF p SKIP LOCKED
"""
KEEP_PART = "UPDATE rm.dry_run_part SET told = $4 WHERE org_id = $1 AND run_id = $2 AND number = $3"
# Runs of long ago go, with all that came of them.
FORGET = f"""
WITH old AS (
  DELETE FROM rm.dry_run WHERE org_id = $1 AND made_at < now() - interval '{KEPT_DAYS} days' RETURNING run_id
)
DELETE FROM rm.dry_run_part WHERE org_id = $1 AND run_id IN (SELECT run_id FROM old)
"""  # noqa: S608

_told = msgspec.json.Decoder(Told)


def plan_effect(run_id: UUID, at: datetime) -> NewEffect:
    """The effect that divides a run; `at`: the organisation's clock."""
    return _effect(DRY_RUN_PLAN, Work(run_id), at)


def begins_with(wish: Command) -> tuple[NewEffect, ...]:
    """What is written beside a command, where it asks for a run."""
    return (plan_effect(wish.run_id, wish.at),) if isinstance(wish, TryPolicy) else ()


def work_effect(work: Work, at: datetime) -> NewEffect:
    """The effect that looks at groups for one turn."""
    return _effect(DRY_RUN_WORK, work, at)


def _effect(kind: str, work: Work, at: datetime) -> NewEffect:
    key = f"{work.run_id}:{work.hand}:{work.turn}"
    return NewEffect(
        effect_id=uuid5(work.run_id, f"{kind}:{key}"),
        kind=kind,
        dedupe_key=key,
        due_at=at,
        expires_at=at + OF_USE_FOR,
        payload=msgspec.json.encode(work),
    )


async def progress(db: Connection, org_id: UUID, run_id: UUID) -> Progress | None:
    """None where nobody has begun it, or where it was made so long ago that it is forgotten."""
    row = await db.fetchrow(RUN, org_id, run_id)
    return None if row is None else Progress(*row)


async def told(db: Connection, org_id: UUID, run_id: UUID) -> Told:
    """What came of the parts that are done, together."""
    parts = [_told.decode(row["told"]) for row in await db.fetch(TOLD, org_id, run_id)]
    return Told(
        tuple(alert for part in parts for alert in part.would),
        tuple(alert for part in parts for alert in part.raised),
        tuple(patient_id for part in parts for patient_id in part.unreadable),
    )


async def given_up(db: Connection, org_id: UUID, run_id: UUID) -> bool:
    """Whether a part of it will not be done any more, unless an operator lets it."""
    return bool(await db.fetchval(DEAD, org_id, str(run_id), [DRY_RUN_PLAN, DRY_RUN_WORK]))


async def take_part(db: Connection, org_id: UUID, run_id: UUID) -> Group | None:
    """A group to look at, locked until the transaction ends; None where nothing is left to take."""
    row = await db.fetchrow(TAKE_PART, org_id, run_id)
    return None if row is None else Group(row["number"], tuple(row["patient_ids"]), row["until_pos"])


async def keep_part(db: Connection, org_id: UUID, run_id: UUID, number: int, came: Told) -> None:
    """What came of a part; the same where it is kept again."""
    await db.execute(KEEP_PART, org_id, run_id, number, msgspec.json.encode(came).decode())


async def divide(db: Connection, org_id: UUID, run_id: UUID, clinic_id: UUID, until: int) -> None:
    """Puts the clinic's patients into groups, once. Old runs are forgotten."""
    await db.execute(FORGET, org_id)
    patients = [row["patient_id"] for row in await db.fetch(PATIENTS, org_id, clinic_id)]
    groups: list[Sequence[UUID]] = [
        patients[first : first + PATIENTS_AT_ONCE] for first in range(0, len(patients), PATIENTS_AT_ONCE)
    ]
    if await db.fetchval(BEGIN, org_id, run_id, until, len(groups)):
        await db.executemany(BEGIN_PART, [(org_id, run_id, number, group) for number, group in enumerate(groups)])
