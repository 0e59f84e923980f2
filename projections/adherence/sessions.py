"""A patient's sessions of a stretch of time as they stand, and the zones that give them their dates."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.adherence.facts import SessionFact, SessionRecord, settle
from domain.adherence.week import monday_of
from domain.zones import ZoneChange, shifted
from eventstore.walls import Connection

DAY_SECONDS = 86_400  # a local date is at most one day from the one in UTC

# A patient's plan; the sessions of the weeks between two Mondays, and those of them that stand by themselves.
DATED = """
SELECT p.plan,
  (
    SELECT json_agg(sessions) FROM rm.adherence_week
    WHERE org_id = $1 AND build = p.build AND patient_id = $2 AND monday BETWEEN $3 AND $4
  ) AS weeks,
  (
    SELECT json_agg(record) FROM rm.adherence_apart
    WHERE org_id = $1 AND build = p.build AND patient_id = $2 AND monday BETWEEN $3 AND $4
  ) AS apart
FROM rm.adherence_patient p
WHERE p.org_id = $1 AND p.build = (SELECT log.live($1, 'adherence')) AND p.patient_id = $2
"""


# When some patients' sessions were, of the weeks between two Mondays; those that stand by themselves are told apart.
WHEN = """
SELECT p.patient_id, w.weeks, a.apart
FROM unnest($2::uuid[]) AS p(patient_id)
CROSS JOIN LATERAL (
  SELECT json_agg(sessions) AS weeks FROM rm.adherence_week
  WHERE org_id = $1 AND build = (SELECT log.live($1, 'adherence')) AND patient_id = p.patient_id
    AND monday BETWEEN $3 AND $4
) w
CROSS JOIN LATERAL (
  SELECT json_agg(record) AS apart FROM rm.adherence_apart
  WHERE org_id = $1 AND build = (SELECT log.live($1, 'adherence')) AND patient_id = p.patient_id
    AND monday BETWEEN $3 AND $4
) a
"""


class _Zones(Struct, frozen=True):
    """Of a plan the part that makes the dates."""

    zones: tuple[ZoneChange, ...] = ()


class _When(Struct, frozen=True, array_like=True):
    """Of a session the part that says when it was."""

    session_id: UUID
    happened_at: datetime


class Dated(NamedTuple):
    zones: tuple[ZoneChange, ...]
    sessions: list[SessionFact]  # in no order


_zones = msgspec.json.Decoder(_Zones)
_weeks = msgspec.json.Decoder(list[tuple[SessionFact, ...]])
_when = msgspec.json.Decoder(list[tuple[_When, ...]])
_apart = msgspec.json.Decoder(list[SessionRecord])


def mondays(since: datetime, until: datetime) -> tuple[date, date]:
    """The Mondays of the first and the last week that may hold a session of a stretch of time, whatever the zones."""
    return monday_of(shifted(since, -DAY_SECONDS).date()), monday_of(shifted(until, DAY_SECONDS).date())


async def sessions(db: Connection, org_id: UUID, patient_id: UUID, since: datetime, until: datetime) -> Dated | None:
    """The sessions from `since` to `until`, both included; None for a patient whom nobody enrolled."""
    row = await db.fetchrow(DATED, org_id, patient_id, *mondays(since, until))
    if row is None:
        return None
    facts = [fact for week in _weeks.decode(row["weeks"] or "[]") for fact in week]
    facts += [fact for record in _apart.decode(row["apart"] or "[]") if (fact := settle(record)) is not None]
    return Dated(_zones.decode(row["plan"]).zones, [fact for fact in facts if since <= fact.happened_at <= until])


async def when_done(
    db: Connection, org_id: UUID, patient_ids: Collection[UUID], since: datetime, until: datetime
) -> dict[UUID, list[datetime]]:
    """When the sessions of some patients were, about from `since` to `until`: those of whole weeks, in no order."""
    found = {}
    for patient_id, weeks, apart in await db.fetch(WHEN, org_id, list(patient_ids), *mondays(since, until)):
        done = [session.happened_at for week in _when.decode(weeks or "[]") for session in week]
        facts = map(settle, _apart.decode(apart or "[]"))
        found[patient_id] = [*done, *(fact.happened_at for fact in facts if fact is not None)]
    return found
