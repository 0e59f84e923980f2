"""The morning after: whether what was felt has settled, beside the session it answers and the level before that one.

What comes a day later says more than pain during the exercise (the 24-hour rule).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from domain.adherence.facts import SessionFact
from domain.symptom.record import Symptom
from domain.values import Level, Provenance, Timing
from domain.zones import ZoneHistory, local_date

UNSETTLED = 20
"""Tenths of a point over the level before the session (product.md, not settled)."""

BEFORE = frozenset({Timing.BEFORE, Timing.AT_REST})
BEFORE_WITHIN = timedelta(hours=24)
NAMED_WITHIN = timedelta(days=7)
"""A session that a report names and that lies further back, or after it, is not the one it answers."""

NO_SESSION = "no_session"
SESSION_UNKNOWN = "session_unknown"
NO_LEVEL_BEFORE = "no_level_before"
_DAY = timedelta(days=1)


class NextMorning(Struct, frozen=True):
    """A report of the morning after, bound to its session. Levels are in tenths of a point."""

    symptom_id: UUID
    level: Level
    session_id: UUID | None = None
    before: Symptom | None = None  # what was felt last before the session
    reason: str | None = None  # why there is no level before

    @property
    def over(self) -> int | None:
        """How far it lies over the level before the session, in tenths of a point; below 0 it is less."""
        return None if self.before is None else self.level - self.before.felt.level

    @property
    def settled(self) -> bool | None:
        return None if self.over is None else self.over < UNSETTLED


class Sessions:
    """A patient's sessions, found by their ids, and the last one of each local date."""

    def __init__(self, facts: Iterable[SessionFact], zones: ZoneHistory) -> None:
        self.zones = zones
        self._by_id: dict[UUID, SessionFact] = {}
        self._last_of: dict[date, SessionFact] = {}
        for fact in sorted(facts, key=lambda fact: (fact.happened_at, fact.session_id)):
            self._by_id[fact.session_id] = fact
            if fact.provenance is not Provenance.INFERRED:
                self._last_of[local_date(zones, fact.happened_at)] = fact

    def named(self, symptom: Symptom) -> SessionFact | None:
        """The session that a report names, where it was in the seven days before it."""
        fact = self._by_id.get(symptom.felt.session_id) if symptom.felt.session_id else None
        near = fact is not None and timedelta() <= symptom.felt.felt_at - fact.happened_at <= NAMED_WITHIN
        return fact if near else None

    def of_the_day_before(self, symptom: Symptom) -> SessionFact | None:
        """The last session of the local date before a report's: in the clinic too, but none that is inferred."""
        day = local_date(self.zones, symptom.felt.felt_at)
        return None if day == date.min else self._last_of.get(day - _DAY)


def next_morning(symptom: Symptom, history: Sequence[Symptom], sessions: Sessions) -> NextMorning:
    """What a report with the timing next_morning answers.

    It belongs to the session it names, else to the last one of the local date before. The level before that session
    is of the last report of its kind, region and side with the timing before or at_rest in the 24 hours up to it.
    """
    symptom_id, named, level = symptom.symptom_id, symptom.felt.session_id, symptom.felt.level
    fact = sessions.named(symptom) if named else sessions.of_the_day_before(symptom)
    if fact is None:
        return NextMorning(symptom_id, level, named, reason=SESSION_UNKNOWN if named else NO_SESSION)
    before = _level_before(fact, symptom, history)
    return NextMorning(symptom_id, level, fact.session_id, before, None if before else NO_LEVEL_BEFORE)


def _level_before(fact: SessionFact, symptom: Symptom, history: Iterable[Symptom]) -> Symptom | None:
    of_what = symptom.felt.kind, symptom.felt.region, symptom.felt.side
    known = (
        other
        for other in history
        if other.felt.timing in BEFORE
        and (other.felt.kind, other.felt.region, other.felt.side) == of_what
        and timedelta() <= fact.happened_at - other.felt.felt_at <= BEFORE_WITHIN
    )
    return max(known, key=lambda other: other.when, default=None)
