"""Soreness is not pain: it comes 12 to 72 hours after exercise and fades within a week. How long has it been there?"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.adherence.facts import SessionFact
from domain.values import Level, Provenance

SORE = 10
"""Tenths of a point, from which on a date is a sore one; a date with less is one on which it was gone."""

LONG_DAYS = 7
"""More dates running than these is longer than soreness lasts (product.md, long soreness)."""

SOONEST, LATEST = timedelta(hours=12), timedelta(hours=72)
"""After exercise: when soreness begins."""

NEW_AFTER_DAYS = 3
"""Soreness felt more dates than these after the last may come from another session: 72 hours are over."""


class Spell(Struct, frozen=True):
    """Soreness of one region and side that goes on, by the patient's local dates."""

    since: date  # the first sore date
    last: date
    sore_days: int
    free_days: int  # dates between them of which nothing was said
    long: bool  # it was reported again after seven days (or `long_days`), with no free day between


def current_spell(felt: Iterable[tuple[date, Level]], today: date, long_days: int = LONG_DAYS) -> Spell | None:
    """The spell to which soreness felt today would belong; None where there is none, or it is over.

    `felt`: what was reported of one region and side, in any order; what is dated after today waits. A spell ends with
    a date on which the soreness was said to be gone, and after three dates of which nothing was said.
    """
    worst: dict[date, Level] = {}
    for day, level in felt:
        if day <= today:
            worst[day] = max(level, worst.get(day, 0))
    spell: list[date] = []
    following = today
    for day in sorted(worst, reverse=True):
        if worst[day] < SORE or (following - day).days > NEW_AFTER_DAYS:
            break
        spell.append(day)
        following = day
    if not spell:
        return None
    since, last = spell[-1], spell[0]
    free = (last - since).days + 1 - len(spell)
    return Spell(since, last, len(spell), free, _longest_run(spell) > long_days)


def _longest_run(days: Iterable[date]) -> int:
    """The most dates running, of some in falling order."""
    longest = run = 0
    following: date | None = None
    for day in days:
        run = run + 1 if following is not None and (following - day).days == 1 else 1
        longest, following = max(longest, run), day
    return longest


def follows(began: datetime, sessions: Iterable[SessionFact]) -> UUID | None:
    """The last session 12 to 72 hours before soreness began, after which it plausibly came. Inferred ones are none."""
    candidates = [
        (fact.happened_at, fact.session_id)
        for fact in sessions
        if SOONEST <= began - fact.happened_at <= LATEST and fact.provenance is not Provenance.INFERRED
    ]
    return max(candidates)[1] if candidates else None
