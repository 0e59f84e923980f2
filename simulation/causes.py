"""The alert rules that a report fires, each as the product has it: what a patient tells, and which alert follows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from simulation.dates import DAY, Zones, date_at
from simulation.doing import Session
from simulation.programs import Care

HIGH, BAND, HURT, RISING, UNSETTLED, SORE = 70, 50, 40, 20, 20, 10
"""Tenths of a point."""

WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)


class Symptom(NamedTuple):
    at: datetime
    report_id: str
    kind: str
    level: int  # tenths of a point
    region: str
    side: str
    timing: str
    session_id: str | None
    exercise_id: str | None

    @property
    def place(self) -> tuple[str, str, str, str]:
        return self.kind, self.region, self.side, self.timing


class Barrier(NamedTuple):
    at: datetime
    report_id: str
    reason: str
    exercise_id: str | None


class Match(NamedTuple):
    """A rule fires: on these reports, the deciding one last."""

    rule: str
    grade: str
    scope: str
    causes: list[str]


@dataclass
class Told:
    """What a patient has said so far, in order of time."""

    symptoms: list[Symptom] = field(default_factory=list)
    barriers: list[Barrier] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)


def hurt_on(told: Told, day: date, zones: Zones) -> bool:
    """Whether a session of the date hurt: by its entries, or by what was told of it afterwards."""
    sessions = [session for session in told.sessions if session.day == day]
    if any((entry.pain or 0) >= HURT for session in sessions for entry in session.entries):
        return True
    for one in told.symptoms:
        if one.kind == "pain" and one.level >= HURT and one.timing in ("during", "after"):
            spoken_of = [session for session in sessions if one.session_id in (None, session.report_id)]
            if date_at(zones, one.at) == day and any(session.at <= one.at for session in spoken_of):
                return True
    return False


def of_symptom(told: Told, now: Symptom, care: Care, zones: Zones) -> Iterator[Match]:
    """`now` is the last of `told.symptoms`."""
    if now.kind == "soreness":
        yield from _long_soreness(told, now, zones)
    if now.kind != "pain":
        return
    if now.level >= HIGH:
        yield Match("high_pain", "critical", now.region, [now.report_id])
    yield from _rising(told, now)
    if now.timing == "during" and now.exercise_id and now.level > BAND:
        yield Match("over_the_band", "high", now.exercise_id, [now.report_id])
    if now.timing == "next_morning":
        yield from _not_settled(told, now, care, zones)


def of_session(now: Session, care: Care) -> Iterator[Match]:
    seen: set[str] = set()
    for entry in now.entries:
        scope = care.prescription(entry.prescription_id)[1]["exercise_id"]
        if entry.pain is not None and entry.pain > BAND and scope not in seen:
            seen.add(scope)
            yield Match("over_the_band", "high", scope, [now.report_id])


def of_barrier(told: Told, now: Barrier, care: Care, zones: Zones) -> Iterator[Match]:
    if now.reason == "hurts":
        yield Match("hurts", "high", now.exercise_id or "", [now.report_id])
    before = [one for one in told.barriers if one.reason in ("no_time", "forgot") and one is not now]
    lately = [one for one in before if now.at - one.at <= WEEK]
    if now.reason in ("no_time", "forgot") and lately:
        active = {program.program_id for program, _ in care.active(date_at(zones, now.at))}
        scope = active.pop() if len(active) == 1 else ""
        yield Match("blocked", "medium", scope, [lately[-1].report_id, now.report_id])


def _rising(told: Told, now: Symptom) -> Iterator[Match]:
    if not _over_its_usual(told, now):
        return
    for other in reversed(told.symptoms[:-1]):
        alike = other.kind == "pain" and other.region == now.region and now.at - other.at <= WEEK
        if alike and _over_its_usual(told, other):
            yield Match("rising_pain", "high", now.region, [other.report_id, now.report_id])
            return


def _over_its_usual(told: Told, symptom: Symptom) -> bool:
    before = [other.level for other in told.symptoms if other.place == symptom.place and other.at < symptom.at][-5:]
    if len(before) < 3:
        return False
    ordered = sorted(before)
    middle = len(ordered) // 2
    usual = Fraction(ordered[middle] if len(ordered) % 2 else ordered[middle - 1] + ordered[middle])
    return symptom.level - (usual if len(ordered) % 2 else usual / 2) >= RISING


def _not_settled(told: Told, now: Symptom, care: Care, zones: Zones) -> Iterator[Match]:
    answered = _answered(told, now, zones)
    if answered is None or not _worse(told, now, answered):
        return
    for other in reversed(told.symptoms[:-1]):
        if other.kind != "pain" or other.timing != "next_morning" or now.at - other.at > FORTNIGHT:
            continue
        session = _answered(told, other, zones)
        if session is not None and session.report_id != answered.report_id and _worse(told, other, session):
            scope = care.prescription(answered.entries[0].prescription_id)[0].program_id if answered.entries else ""
            yield Match("not_settled", "high", scope, [other.report_id, now.report_id])
            return


def _answered(told: Told, morning: Symptom, zones: Zones) -> Session | None:
    """The session it names, else the last one of the date before."""
    if morning.session_id is not None:
        return next((one for one in told.sessions if one.report_id == morning.session_id), None)
    yesterday = date_at(zones, morning.at) - DAY
    return next((one for one in reversed(told.sessions) if one.day == yesterday), None)


def _worse(told: Told, morning: Symptom, session: Session) -> bool:
    """Two points or more over the level last told before the session, in the day up to it."""
    before = [
        one
        for one in told.symptoms
        if (one.kind, one.region, one.side) == (morning.kind, morning.region, morning.side)
        and one.timing in ("before", "at_rest")
        and timedelta() <= session.at - one.at <= DAY
    ]
    return bool(before) and morning.level - before[-1].level >= UNSETTLED


def _long_soreness(told: Told, now: Symptom, zones: Zones) -> Iterator[Match]:
    """More than seven dates running, the last one today."""
    alike = [one for one in told.symptoms if (one.kind, one.region, one.side) == ("soreness", now.region, now.side)]
    sore = {date_at(zones, one.at) for one in alike if one.level >= SORE}
    day, running = date_at(zones, now.at), 0
    while day in sore:
        running += 1
        day -= DAY
    if running > 7:
        yield Match("long_soreness", "medium", now.region, [now.report_id])
