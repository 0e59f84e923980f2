"""The morning after: whether what was felt has settled, beside the session it answers and the level before that one.

What comes a day later says more than pain during the exercise (the 24-hour rule).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from domain.adherence.facts import SessionFact
from domain.symptom.record import Symptom
from domain.values import BodyRegion, Level, Provenance, Side, SymptomKind, Timing
from domain.zones import ZoneHistory, happens, local_date

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

_Where = tuple[SymptomKind, BodyRegion, Side]


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


class Mornings:
    """A patient's sessions by their ids and local dates, and the levels before them: what mornings are bound to."""

    def __init__(self, history: Iterable[Symptom], sessions: Iterable[SessionFact], zones: ZoneHistory) -> None:
        self._zones = zones
        self._sessions: dict[UUID, SessionFact] = {}
        self._dates: defaultdict[date, list[SessionFact]] = defaultdict(list)  # the earliest first
        self._levels: defaultdict[_Where, list[Symptom]] = defaultdict(list)  # the earliest first
        for fact in sorted(sessions, key=lambda fact: (fact.happened_at, fact.session_id)):
            self._sessions[fact.session_id] = fact
            if fact.provenance is not Provenance.INFERRED:
                self._dates[local_date(zones, fact.happened_at)].append(fact)
        for symptom in sorted(history, key=lambda symptom: symptom.when):
            if symptom.felt.timing in BEFORE:
                self._levels[_where(symptom)].append(symptom)

    def bind(self, symptom: Symptom) -> NextMorning:
        """What a report with the timing next_morning answers.

        It belongs to the session it names, else to the last one of the local date before. The level before that
        session is of the last report of its kind, region and side with the timing before or at_rest in the 24 hours
        up to it.
        """
        symptom_id, named, level = symptom.symptom_id, symptom.felt.session_id, symptom.felt.level
        fact = self._of_the_day_before(symptom) if named is None else self._named(named, symptom)
        if fact is None:
            return NextMorning(symptom_id, level, named, reason=NO_SESSION if named is None else SESSION_UNKNOWN)
        before = self._level_before(fact, symptom)
        return NextMorning(symptom_id, level, fact.session_id, before, None if before else NO_LEVEL_BEFORE)

    def _named(self, session_id: UUID, symptom: Symptom) -> SessionFact | None:
        fact = self._sessions.get(session_id)
        near = fact is not None and timedelta() <= symptom.felt.felt_at - fact.happened_at <= NAMED_WITHIN
        return fact if near else None

    def _of_the_day_before(self, symptom: Symptom) -> SessionFact | None:
        """In the clinic too, but none that is inferred; nor one that came later, where the date happened twice."""
        day = local_date(self._zones, symptom.felt.felt_at)
        if day == date.min:
            return None
        known = self._dates[_date_before(day, self._zones)]
        return next((fact for fact in reversed(known) if fact.happened_at < symptom.felt.felt_at), None)

    def _level_before(self, fact: SessionFact, symptom: Symptom) -> Symptom | None:
        levels = self._levels[_where(symptom)]
        up_to_it = bisect_right(levels, fact.happened_at, key=lambda before: before.felt.felt_at)
        last = levels[up_to_it - 1] if up_to_it else None
        return last if last is not None and fact.happened_at - last.felt.felt_at <= BEFORE_WITHIN else None


def _where(symptom: Symptom) -> _Where:
    return symptom.felt.kind, symptom.felt.region, symptom.felt.side


def _date_before(day: date, zones: ZoneHistory) -> date:
    """The last date that happened before: a flight over the date line may skip one."""
    before = day - _DAY
    return before if happens(zones, before) or before == date.min else _date_before(before, zones)
