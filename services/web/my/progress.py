"""What a patient has done and felt: days with exercises, how often each, and pain over time. What was not done is not
counted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from babel import dates, numbers
from msgspec import Struct

from domain.symptom.record import Symptom
from domain.values import BodyRegion, Side, SymptomKind
from services.http.sessions import SessionsAnswer, ShownSession
from services.http.symptom_lines import SymptomsAnswer
from services.web.charts.marks import Chart
from services.web.charts.pain_timeline import NARROW, pain_timeline
from services.web.charts.thinning import Point
from services.web.charts.timeline_data import Series, Timeline, TimelineWords
from services.web.common.vocabulary import Vocabulary
from services.web.my.exercises import exercises
from services.web.my.who import framed, who
from services.web.page import Shown
from services.web.view import View

WEEKS = 6
MOST_PLACES = 3  # in one drawing; the therapist sees them all
TENTHS = 10


Place = tuple[BodyRegion, Side]


class Day(Struct, frozen=True):
    on: date
    active: bool
    ahead: bool  # it has not come yet


class Week(Struct, frozen=True):
    monday: date
    days: Sequence[Day]

    @property
    def active(self) -> int:
        """Days with exercises."""
        return sum(day.active for day in self.days)


async def progress(view: View) -> Shown:
    me = await who(view)
    path = {"patient_id": me.patient_id}
    today = view.now.astimezone(ZoneInfo(me.zone)).date()
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    since = datetime.combine(first, datetime.min.time(), ZoneInfo(me.zone))
    done = await view.read("patientSessions", SessionsAnswer, path, **{"from": since})
    felt = await view.read("patientSymptoms", SymptomsAnswer, path, **{"from": since})
    known = await exercises(view)
    often = Counter(
        entry.exercise_id
        for session in done.sessions
        for entry in {(each.exercise_id, each.side): each for each in session.entries}.values()
        if entry.exercise_id is not None
    )
    fields = framed(
        view,
        me,
        done.as_of.position,
        weeks=_weeks(done.sessions, first, today),
        active=len({session.day for session in done.sessions}),
        often=[(known[each].name, n) for each, n in often.most_common() if each in known],
        pain=_pain(view, felt.symptoms, since),
    )
    return Shown("my/progress.html", view.words("Progress"), fields)


def _weeks(sessions: Iterable[ShownSession], first: date, today: date) -> list[Week]:
    """The newest first."""
    active = {session.day for session in sessions}
    days = [first + timedelta(days=n) for n in range(7 * WEEKS)]
    shown = [Day(day, day in active, day > today) for day in days]
    return [Week(shown[start].on, shown[start : start + 7]) for start in range(0, len(shown), 7)][::-1]


def _pain(view: View, symptoms: Sequence[Symptom], since: datetime) -> Chart | None:
    """The places that were told of most often; None where there was no pain."""
    vocabulary, words = Vocabulary(view.words), view.words
    by_place = _by_place([one for one in symptoms if one.felt.kind is SymptomKind.PAIN])
    if not by_place:
        return None
    series = [
        Series(vocabulary.place(*place), [Point(one.felt.felt_at, one.felt.level / TENTHS) for one in reports])
        for place, reports in by_place[:MOST_PLACES]
    ]
    zone, language = view.viewer.zone, view.viewer.language
    said = TimelineWords(
        title=words("Pain over the last weeks"),
        description=words("0 is none, 10 is as strong as you can imagine."),
        ticks=[
            (at, dates.format_skeleton("dMMM", at, tzinfo=zone, locale=language))
            for at in (since + timedelta(days=14 * n) for n in range(WEEKS // 2))
        ],
        when=lambda at: dates.format_datetime(at, "EEE d MMM, HH:mm", tzinfo=zone, locale=language),
        level=lambda level: numbers.format_decimal(level, "0.#", locale=language),
        nothing=words("Nothing was reported"),
        unknown=words("not known"),
        moment=words("When?"),
        what=words("Where?"),
        how_much=words("How strong?"),
    )
    return pain_timeline(Timeline(since=since, until=view.now, series=series, lanes=()), said, NARROW)


def _by_place(pain: Sequence[Symptom]) -> list[tuple[Place, list[Symptom]]]:
    def place(one: Symptom) -> Place:
        return one.felt.region, one.felt.side

    grouped = [(key, list(each)) for key, each in groupby(sorted(pain, key=lambda one: (*place(one), one.when)), place)]
    return sorted(grouped, key=lambda each: -len(each[1]))
