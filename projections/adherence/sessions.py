"""A patient's sessions of a stretch of time as they stand, and the zones that give them their dates."""

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


class _Zones(Struct, frozen=True):
    """Of a plan the part that makes the dates."""

    zones: tuple[ZoneChange, ...] = ()


class Dated(NamedTuple):
    zones: tuple[ZoneChange, ...]
    sessions: list[SessionFact]  # in no order


_zones = msgspec.json.Decoder(_Zones)
_weeks = msgspec.json.Decoder(list[tuple[SessionFact, ...]])
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
