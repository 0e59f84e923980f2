"""What a patient did: each session as it stands after its corrections, and what of it counts for nothing and why."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from domain.adherence.facts import SessionFact
from domain.adherence.week import NotCounted
from domain.values import Entry, Instant, Level, Provenance
from domain.zones import local_date
from projections.adherence.replay import Replayed
from services.http.difference import Difference, differing
from services.http.freshness import AsOf
from services.http.operation import Asked, Reply
from services.http.past import PastQuery
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.http.stretch import stretch
from services.http.view import FromLog, opened


class SessionsQuery(PastQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From one instant until just before another; without them the last 90 days."""

    since: Instant | None = field(name="from", default=None)
    until: Instant | None = field(name="to", default=None)


class NotCountedEntry(Struct, frozen=True):
    """What counts for nothing, and why."""

    entry: int | None  # from 0; null: the whole session
    because: NotCounted


class ShownSession(Struct, frozen=True):
    """One bout of exercise."""

    session_id: UUID
    at: datetime  # UTC, by a clock set right
    day: date  # the patient's local date
    zone: str | None  # where the sender's clock stood: shown, never used
    shifted_by: Annotated[int, Meta(description="Seconds added to the sender's times, whose clock was wrong.")]
    provenance: Provenance
    in_clinic: bool
    duration_seconds: int | None
    effort: Level | None
    entries: tuple[Entry, ...]
    not_counted: tuple[NotCountedEntry, ...]
    events: tuple[UUID, ...]  # the log of it and its corrections


class Sessions(Struct, frozen=True):
    sessions: tuple[ShownSession, ...]  # oldest first


class SessionsAnswer(Struct, frozen=True):
    """What was done in a stretch of time."""

    as_of: AsOf
    sessions: tuple[ShownSession, ...]  # oldest first
    difference: Difference | None  # what is known otherwise now, where it is asked for
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_sessions(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    async with opened(asked, patient_id, "adherence") as (view, known_now):
        found = _between(view, asked.query)
        difference = None if known_now is None else differing(known_now.as_of, found, _between(known_now, asked.query))
        answer = SessionsAnswer(view.as_of, found.sessions, difference, await view.lacks_from())
    return Reply(encode(answer))


def _between(view: FromLog, query: SessionsQuery) -> Sessions:
    since, until = stretch(query.since, query.until, view.as_of.at)
    replayed = view.replayed
    if replayed is None:
        return Sessions(())
    facts = [fact for fact in replayed.sessions if since <= fact.happened_at < until]
    not_counted = _not_counted(replayed)
    facts.sort(key=lambda fact: (fact.happened_at, fact.session_id))
    return Sessions(tuple(_shown(fact, replayed, not_counted.get(fact.session_id, ())) for fact in facts))


def _not_counted(replayed: Replayed) -> Mapping[UUID, Sequence[NotCountedEntry]]:
    found: dict[UUID, list[NotCountedEntry]] = {}
    for week in replayed.known.weeks.values():
        for each in week.uncounted:
            found.setdefault(each.session_id, []).append(NotCountedEntry(each.entry, each.because))
    return found


def _shown(fact: SessionFact, replayed: Replayed, not_counted: Sequence[NotCountedEntry]) -> ShownSession:
    return ShownSession(
        session_id=fact.session_id,
        at=fact.happened_at,
        day=local_date(replayed.known.plan.zones, fact.happened_at),
        zone=fact.zone,
        shifted_by=fact.shifted_by,
        provenance=fact.provenance,
        in_clinic=fact.in_clinic,
        duration_seconds=fact.duration_seconds,
        effort=fact.effort,
        entries=fact.entries,
        not_counted=tuple(not_counted),
        events=replayed.events[fact.session_id],
    )
