"""What may be said of a patient's reports at a moment: the series asked for, each place, soreness, the mornings after.

It comes from the reports and sessions at hand alone: what a database finds, or what was known at some earlier time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.adherence.facts import SessionFact
from domain.symptom.next_morning import NAMED_WITHIN, Mornings, NextMorning
from domain.symptom.places import PlaceFindings, places_of
from domain.symptom.record import Symptom
from domain.symptom.soreness import SORE, Spell, current_spell, follows
from domain.values import BodyRegion, Side, SymptomKind, Timing
from domain.zones import ZoneHistory, local_date, shifted

LEAD_IN = NAMED_WITHIN + timedelta(days=1)
"""Before a stretch: how far back the levels reach with which its first mornings are compared."""

SORENESS_SINCE = timedelta(days=90)
"""Before the moment of asking: how far back soreness that goes on is followed."""


class Stretch(Struct, frozen=True):
    """What is asked for: reports felt from `since` until just before `until` (UTC), as they look at `now`."""

    since: datetime
    until: datetime
    now: datetime
    region: BodyRegion | None = None  # only there

    @property
    def lead_in(self) -> datetime:
        return _earlier(self.since, LEAD_IN)

    @property
    def sore_since(self) -> datetime:
        return _earlier(self.now, SORENESS_SINCE)

    def has(self, symptom: Symptom) -> bool:
        return self.since <= symptom.felt.felt_at < self.until and self.region in (None, symptom.felt.region)

    def has_morning(self, symptom: Symptom) -> bool:
        """Whether a report is one of its mornings after; what lies ahead waits."""
        felt = symptom.felt
        return felt.timing is Timing.NEXT_MORNING and felt.felt_at <= self.now and self.has(symptom)

    def has_soreness(self, symptom: Symptom) -> bool:
        """Whether a report may be of soreness that goes on, however short the stretch is."""
        felt = symptom.felt
        is_recent = self.sore_since <= felt.felt_at <= self.now
        return felt.kind is SymptomKind.SORENESS and is_recent and self.region in (None, felt.region)


class Soreness(Struct, frozen=True):
    """Soreness of one region and side that goes on."""

    region: BodyRegion
    side: Side
    spell: Spell
    reports: tuple[Symptom, ...]  # that make it, oldest first
    follows: UUID | None  # the session after which it plausibly came


class Findings(Struct, frozen=True):
    """None stands for what takes the patient's local dates, where these are not known."""

    series: list[Symptom]  # oldest first
    places: list[PlaceFindings]
    soreness: list[Soreness] | None
    next_mornings: list[NextMorning] | None  # oldest first


def findings_of(
    reports: Iterable[Symptom], sessions: Sequence[SessionFact], zones: ZoneHistory, stretch: Stretch
) -> Findings:
    """`reports` and `sessions` in any order, each any number of times; more of them than are needed do no harm.

    Needed are the reports of the stretch with its lead-in, the recent ones of soreness, those before the newest of
    each place (`places_of`), and the sessions of `sessions_needed`.
    """
    known = sorted({symptom.symptom_id: symptom for symptom in reports}.values(), key=lambda symptom: symptom.when)
    series = [symptom for symptom in known if stretch.has(symptom)]
    places = places_of(series, known, stretch.now)
    if not zones:
        return Findings(series, places, None, None)
    soreness = _soreness([symptom for symptom in known if stretch.has_soreness(symptom)], sessions, zones, stretch.now)
    mornings = Mornings(known, sessions, zones)
    bound = [mornings.bind(symptom) for symptom in series if stretch.has_morning(symptom)]
    return Findings(series, places, soreness, bound)


def sessions_needed(reports: Iterable[Symptom], stretch: Stretch) -> tuple[datetime, datetime] | None:
    """From when to when, both included, sessions matter; None where no report asks for any."""
    asking = [s.felt.felt_at for s in reports if stretch.has_morning(s) or stretch.has_soreness(s)]
    return (_earlier(min(asking), NAMED_WITHIN), max(asking)) if asking else None


def _soreness(
    recent: Iterable[Symptom], sessions: Sequence[SessionFact], zones: ZoneHistory, now: datetime
) -> list[Soreness]:
    """By region and side, in the order in which each was first reported."""
    parts: dict[tuple[BodyRegion, Side], list[Symptom]] = {}
    for symptom in recent:
        parts.setdefault((symptom.felt.region, symptom.felt.side), []).append(symptom)
    found = []
    for (region, side), part in parts.items():
        dated = [(local_date(zones, symptom.felt.felt_at), symptom) for symptom in part]
        spell = current_spell([(day, symptom.felt.level) for day, symptom in dated], local_date(zones, now))
        if spell is not None:
            reports = tuple(s for day, s in dated if spell.since <= day <= spell.last)
            began = next(symptom.felt.felt_at for symptom in reports if symptom.felt.level >= SORE)
            found.append(Soreness(region, side, spell, reports, follows(began, sessions)))
    return found


def _earlier(instant: datetime, by: timedelta) -> datetime:
    return shifted(instant, -round(by.total_seconds()))
