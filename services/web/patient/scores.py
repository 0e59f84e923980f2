"""Scores of questionnaires as small lines, each on its own scale."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.score.change import Scored
from domain.score.instruments import Instrument, InstrumentName
from services.http.visits import ScoresAnswer
from services.web.charts.marks import Chart
from services.web.charts.sparkline import SparkWords, sparkline
from services.web.charts.thinning import Point
from services.web.patient.saying import Saying, points
from services.web.words import Words

SELDOM = timedelta(days=120)
"""Scores further apart are not joined by a line."""


class Questionnaire(NamedTuple):
    name: InstrumentName
    about: Instrument
    newest: Scored
    chart: Chart


def questionnaires_of(answer: ScoresAnswer, words: Words, zone: ZoneInfo) -> list[Questionnaire]:
    """Those that have a score."""
    say = Saying(words.language, zone)
    found = []
    for each in answer.questionnaires:
        scores = [scored for scored in answer.scores if scored.taken.instrument is each.name]
        found.append(Questionnaire(each.name, each.about, scores[-1], _line(each.about, scores, words, say)))
    return found


def _line(about: Instrument, scores: list[Scored], words: Words, say: Saying) -> Chart:
    taken = [(scored.taken.at, points(scored.taken.value)) for scored in scores]
    since, until = _around(taken[0][0], taken[-1][0])
    better = words("Higher is better.") if about.more_is_better else words("Lower is better.")
    return sparkline(
        [Point(at, value) for at, value in taken],
        since,
        until,
        SparkWords(
            title=about.title,
            description=better,
            last=say.level(taken[-1][1]),
            when=words("When"),
            level=words("Score"),
            unknown=words("not known"),
            rows=tuple((say.moment(at), say.level(value)) for at, value in taken),
        ),
        highest=points(about.highest),
        gap=SELDOM,
    )


def _around(first: datetime, last: datetime) -> tuple[datetime, datetime]:
    return (first, last) if last > first else (first - timedelta(days=1), last)
