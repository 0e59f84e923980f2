"""The drawings of a clinic: how its patients' week went, which exercises hurt, what reminders came to."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from babel.numbers import format_percent

from services.http.clinic_load import TherapistLoad
from services.http.dry_runs import DryRunAnswer
from services.http.exercise_pain import ClinicExercisePain
from services.http.reminders import ClinicRemindersAnswer
from services.web.charts.bars import Bar, BarWords, bars
from services.web.charts.marks import Chart
from services.web.charts.spread import Group, SpreadWords, spread
from services.web.common.vocabulary import Vocabulary
from services.web.words import Words

FEW = 5  # patients or alerts under which a figure is hatched
TENTHS = 10
WIDE, WIDER = 340, 640  # pixels: a card on a phone, and one that has the page to itself


def percent(words: Words, part: float) -> str:
    return format_percent(part, "#,##0 %", locale=words.language)


def week_of_doses(words: Words, groups: Sequence[tuple[str, TherapistLoad]]) -> Chart:
    """Doses done of expected, a patient a figure, by therapist."""
    return spread(
        [Group(name, [float(each) for each in load.doses]) for name, load in groups],
        0,
        1,
        _spread_words(words, words("Doses done in the last seven days"), words("Each patient's share, by therapist")),
        WIDE,
    )


def week_of_pain(words: Words, groups: Sequence[tuple[str, TherapistLoad]]) -> Chart:
    """The highest pain of the week, a patient a figure, by therapist."""
    told = _spread_words(
        words, words("Highest pain in the last seven days"), words("Of each patient who told of any, by therapist")
    )
    shown = SpreadWords(**{**{name: getattr(told, name) for name in told.__struct_fields__}, "value": _points})
    return spread([Group(name, [each / TENTHS for each in load.pain]) for name, load in groups], 0, 10, shown, WIDE)


def _points(value: float) -> str:
    return f"{value:g}"


def _spread_words(words: Words, title: str, description: str) -> SpreadWords:
    return SpreadWords(
        title=title,
        description=description,
        many=lambda n: words.many("%(n)s patient", "%(n)s patients", n),
        value=lambda part: percent(words, part),
        nobody=words("nobody"),
        group=words("Therapist"),
        number=words("Patients"),
        lower=words("A quarter is below"),
        middle=words("Middle"),
        upper=words("A quarter is above"),
    )


def pain_bars(words: Words, pain: Sequence[ClinicExercisePain], named: Mapping[UUID, str]) -> Chart:
    """The share of ratings above 5 during each exercise, with how many patients rated it."""
    v = Vocabulary(words)

    def bar(one: ClinicExercisePain) -> Bar:
        name, side = named.get(one.exercise_id, words("An exercise of your own")), v.side(one.side)
        share = float(one.over_band)
        return Bar(
            name=f"{name}, {side}" if side else name,
            value=share,
            told=words(
                "%(share)s of %(ratings)s ratings, %(patients)s",
                share=percent(words, share),
                ratings=one.ratings,
                patients=words.many("%(n)s patient", "%(n)s patients", one.patients),
            ),
        )

    title = words("Exercises that hurt")
    description = words("How often pain during the exercise was rated above 5")
    told = BarWords(title=title, description=description, name=words("Exercise"), value=words("Above 5"))
    return bars([bar(one) for one in pain], 1, told, WIDE)


def reminder_bars(words: Words, found: ClinicRemindersAnswer) -> Chart:
    """Of the reminders that were sent: how many arrived, were opened, and were followed by a session."""

    def bar(name: str, number: int) -> Bar:
        told = words(
            "%(number)s of %(sent)s (%(share)s)",
            number=number,
            sent=found.sent,
            share=percent(words, number / found.sent),
        )
        return Bar(name=name, value=number, told=told, few=found.sent < FEW)

    title, description = words("What reminders came to"), words("Of those sent in the last 28 days")
    told = BarWords(title=title, description=description, name=words("What happened"), value=words("Reminders"))
    steps = [
        bar(words("Delivered"), found.delivered),
        bar(words("Opened"), found.opened),
        bar(words("A session followed within four hours"), found.followed),
    ]
    return bars(steps, found.sent, told, WIDE)


def run_bars(words: Words, run: DryRunAnswer) -> Chart:
    """Alerts a rule: how many there would have been, and how many there were as a line across."""
    v = Vocabulary(words)
    title = words("Alerts by rule")
    description = words("The bar is what there would have been, the line is what there was")
    told = BarWords(
        title=title,
        description=description,
        name=words("Rule"),
        value=words("Would have been"),
        beside=words("There were"),
    )
    rows = [
        Bar(
            name=v.rule(line.rule),
            value=line.would,
            told=words("%(would)s instead of %(raised)s", would=line.would, raised=line.raised),
            beside=line.raised,
            beside_told=str(line.raised),
        )
        for line in run.rules
    ]
    return bars(rows, max((max(line.would, line.raised) for line in run.rules), default=1), told, WIDER)
