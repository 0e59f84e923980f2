"""Trying a clinic's thresholds on its past: dividing its patients into groups, and looking at one group."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import get_args
from uuid import UUID

import asyncpg
import msgspec

from domain.alert.decider import RaiseAlert
from domain.alert.events import AlertRaised, AlertResolved
from domain.alerting.rule import PolicyInForce
from domain.alerting.tried import tried
from domain.adherence.plan import DayEvent
from domain.decider import Event, fold
from domain.dry_run.decider import DRY_RUN
from domain.dry_run.events import DryRunAsked
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from eventstore.walls import Connection, Pool, walled
from projections.base import Fact
from projections.reading import Unreadable, item_of, names_of
from projections.story import head_of
from services.context import Context
from services.dry_runs import KEEP_PART, PART, Told, ToldAlert, Work, divide, work_effect
from workers.effects import Claim, End
from workers.reactor import Alerting

WANTED: frozenset[type[Event]] = Alerting.wants.union(
    get_args(DayEvent), get_args(ProgramEvent), get_args(SessionEvent), (AlertRaised, AlertResolved)
)

# All that the rules look at, of some patients, one after the other, each in the order of the feed.
STORIES = """
SELECT e.* FROM unnest($2::uuid[]) AS p(patient_id)
CROSS JOIN LATERAL (
  SELECT * FROM log.events
  WHERE org_id = $1 AND subject_id = p.patient_id AND lane = 0 AND pos <= $3 AND type = ANY ($4::text[])
  ORDER BY pos
) e
"""

_work = msgspec.json.Decoder(Work)


class NoSuchRun(LookupError):
    """The log has no such run."""


async def plan_dry_run(context: Context, pool: Pool, claimed: Claim) -> tuple[End, str | None]:
    """Divides the patients; each group is an effect of its own, written together with it."""
    ...
