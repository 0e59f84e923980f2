"""What was felt, drawn: on the body as it is now, and over time with all that happened meanwhile."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.symptom.record import Symptom
from domain.values import BodyRegion, Side, SymptomKind
from services.http.people.programs import BreakLine
from services.http.sessions import ShownSession
from services.http.symptom_lines import PlaceLine
from services.web.charts.body_map import BodyWords, body_map
from services.web.charts.marks import Chart, Drawing
from services.web.charts.pain_timeline import NARROW, WIDE, pain_timeline, timeline_drawing
from services.web.charts.thinning import Point
from services.web.charts.timeline_data import Lane, Mark, Series, Sign, Span, Timeline, TimelineWords
from services.web.patient.names import Names
from services.web.patient.saying import Saying, points
from services.web.patient.told import Frame, Past, Present, midnight

DAY = timedelta(days=1)
TICKS = 5  # dates written below a timeline
LEAST_DAYS = 28  # of a timeline
EACH_SESSION = 100  # days up to which each session is a mark of its own
RATED = (SymptomKind.PAIN, SymptomKind.SORENESS, SymptomKind.STIFFNESS)
SIGNS = {"critical": Sign.CRITICAL, "high": Sign.HIGH}


class Felt(NamedTuple):
    body: Chart
    narrow: Drawing
    wide: Chart


def felt_of(frame: Frame, past: Past, present: Present | None, names: Names, days: int) -> Felt:
    """`present` is left out of a page about the past: programs, visits and alerts are known as they are now alone."""
    say, days = Saying(names.words.language, frame.zone), days_told(frame, past, days)
    timeline = Timeline(
        since=frame.start(days),
        until=frame.moment,
        series=_series(past.symptoms.symptoms, past.symptoms.places, names),
        lanes=_lanes(frame, past, present, names, days),
        guides=[] if present is None else [at for at, _ in _visits(present)],
    )
    words = _timeline_words(frame, names, say, days)
    return Felt(
        _body(past.symptoms.places, names, say),
        timeline_drawing(timeline, words, NARROW),
        pain_timeline(timeline, words, WIDE),
    )


def days_told(frame: Frame, past: Past, days: int) -> int:
    """So many days, or those since there is something to tell of, and four weeks at least."""
    told = [session.day for session in past.sessions.sessions[:1]]
    told += [symptom.felt.felt_at.astimezone(frame.zone).date() for symptom in past.symptoms.symptoms[:1]]
    if frame.who.patient:
        told.append(frame.who.patient.enrolled_at.astimezone(frame.zone).date())
    since = (frame.day - min(told, default=frame.day)).days
    return min(days, max(LEAST_DAYS, since + 2))


def _body(places: Sequence[PlaceLine], names: Names, say: Saying) -> Chart:
    """The newest pain of each place."""
    words, v = names.words, names.vocabulary
    pain = {(each.region, each.side): each.newest.felt.level for each in places if each.kind is SymptomKind.PAIN}
    return body_map(
        {place: points(level) for place, level in pain.items()},
        BodyWords(
            title=words("Newest pain by region"),
            description=words("The number in a region is the newest report of pain there, 0 to 10."),
            front=words("From the front"),
            back=words("From behind"),
            place=v.place,
            level=say.level,
            where=words("Where"),
            how_much=words("Newest pain"),
        ),
    )


def _series(symptoms: Sequence[Symptom], places: Sequence[PlaceLine], names: Names) -> list[Series]:
    """One for each place and kind, in the order of the places: pain first, the newest first."""
    found: defaultdict[tuple[SymptomKind, BodyRegion, Side], list[Point]] = defaultdict(list)
    for symptom in symptoms:
        felt = symptom.felt
        found[felt.kind, felt.region, felt.side].append(Point(felt.felt_at, points(felt.level)))
    order = [(each.kind, each.region, each.side) for each in places if each.kind in RATED]
    order += [place for place in found if place not in order]
    v = names.vocabulary
    return [
        Series(f"{v.symptom(kind)}: {v.place(region, side)}", found[kind, region, side], kind is SymptomKind.PAIN)
        for kind, region, side in order
        if (kind, region, side) in found
    ]


def _lanes(frame: Frame, past: Past, present: Present | None, names: Names, days: int) -> list[Lane]:
    words = names.words
    lanes = [Lane(words("Sessions"), marks=_sessions(past.sessions.sessions, names, by_day=days > EACH_SESSION))]
    if present is None:
        return lanes
    for number, program in enumerate(present.programs.programs, start=1):
        starts = [version.effective for version in program.versions]
        ends: list[date | None] = [*starts[1:], None if program.last_day is None else program.last_day + DAY]
        spans = [
            Span(
                midnight(version.effective, frame.zone),
                None if end is None else midnight(end, frame.zone),
                str(version.version),
                words(
                    "Program %(number)s, version %(version)s: %(exercises)s",
                    number=number,
                    version=version.version,
                    exercises=words.many("%(n)s exercise", "%(n)s exercises", len(version.prescriptions)),
                ),
            )
            for version, end in zip(program.versions, ends, strict=True)
            if end is None or end > version.effective
        ]
        many = len(present.programs.programs) > 1
        name = words("Program %(number)s, versions", number=number) if many else words("Program versions")
        if any(span.until is None or span.until > frame.start(366) for span in spans):
            lanes.append(Lane(name, spans=[*spans, *_breaks(program.pauses, frame, words("Paused"))]))
    lanes.append(
        Lane(words("Visits"), marks=[Mark(at, Sign.VISIT, name) for at, name in _named_visits(present, names)])
    )
    lanes.append(Lane(words("Alerts"), marks=_alerts(present, names)))
    return lanes


def _breaks(pauses: Sequence[BreakLine], frame: Frame, name: str) -> list[Span]:
    return [
        Span(
            midnight(pause.first_day, frame.zone),
            None if pause.last_day is None else midnight(pause.last_day + DAY, frame.zone),
            "",
            name,
            still=True,
        )
        for pause in pauses
    ]


def _sessions(sessions: Sequence[ShownSession], names: Names, *, by_day: bool) -> list[Mark]:
    """Each of them; over a long time one mark for each day."""
    if not by_day:
        return [_session(each, names) for each in sessions]
    days: defaultdict[date, list[ShownSession]] = defaultdict(list)
    for session in sessions:
        days[session.day].append(session)
    return [
        Mark(each[0].at, Sign.SESSION, names.words.many("%(n)s session", "%(n)s sessions", len(each)))
        for each in days.values()
    ]


def _session(session: ShownSession, names: Names) -> Mark:
    words = names.words
    said = words.many("Session, %(n)s exercise", "Session, %(n)s exercises", len(session.entries))
    if session.in_clinic:
        said = words("%(said)s, in the clinic", said=said)
    return Mark(session.at, Sign.SESSION, said)


def _visits(present: Present) -> list[tuple[datetime, str]]:
    return [(visit.happened_at, visit.kind) for visit in present.visits.visits if visit.happened_at]


def _named_visits(present: Present, names: Names) -> list[tuple[datetime, str]]:
    return [(at, names.vocabulary.visit(kind)) for at, kind in _visits(present)]


def _alerts(present: Present, names: Names) -> list[Mark]:
    v = names.vocabulary
    return [
        Mark(
            each.raised_at,
            SIGNS.get(each.grade, Sign.MEDIUM),
            names.words("Alert, %(grade)s: %(rule)s", grade=v.grade(each.grade), rule=v.rule(each.rule)),
        )
        for each in (*present.alerts.alerts, *present.resolved.alerts)
    ]


def _timeline_words(frame: Frame, names: Names, say: Saying, days: int) -> TimelineWords:
    words, step = names.words, max(days // TICKS, 1)
    first = frame.start(days)
    ticks = [midnight((first + number * DAY).date(), frame.zone) for number in range(step // 2, days, step)]
    return TimelineWords(
        title=words("Pain and what happened meanwhile"),
        description=words(
            "Levels from 0 to 10 over %(days)s days; below them sessions, programs, visits and alerts.", days=days
        ),
        ticks=[(at, say.short_day(at.date())) for at in ticks],
        when=say.moment,
        level=say.level,
        nothing=words("Nothing was reported"),
        unknown=words("not known"),
        moment=words("When"),
        what=words("What"),
        how_much=words("Level"),
    )
