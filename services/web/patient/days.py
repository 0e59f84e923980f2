"""The patient's days: what each expected and what of it was done, for all exercises and for one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from domain.adherence.explained import Explained
from domain.zones import local_date
from services.http.people.programs import ProgramsAnswer
from services.web.charts.calendar import CalendarDay, CalendarWords, calendar, sample
from services.web.charts.marks import Chart, Drawing
from services.web.patient.names import Names
from services.web.patient.saying import Saying
from services.web.patient.told import Frame, Past
from services.web.words import Words

DAY = timedelta(days=1)
WEEKS = 13
"""Of a calendar: as many as a phone shows."""


class Doses(NamedTuple):
    expected: int
    done: Fraction


class Calendars(NamedTuple):
    """One for all, and one for each prescription that was in force."""

    whole: list[Chart]  # of thirteen weeks each, the newest last
    each: list[tuple[UUID, Chart]]


class Days(NamedTuple):
    """What is known of each date, by prescription; and the dates on which something else was so."""

    doses: Mapping[date, Mapping[UUID, Doses]]
    extra: Mapping[date, frozenset[UUID]]  # weekly work, and what was done beside what was asked for
    also: frozenset[date]  # dates with a session that counts for nothing
    first: date | None  # the first date of the first program
    last: date | None  # the last one that still expects; None: it goes on
    paused: frozenset[date]
    complete: bool  # False: of what was missed, nobody can tell whether it was


def days_of(frame: Frame, past: Past, programs: ProgramsAnswer | None) -> Days:
    """`programs` is left out of a page about the past, in which nobody knew what was decided later."""
    explained = past.adherence.explained
    if programs is None:
        known = [day.day for day in explained.days] if explained else []
        return _days(past, min(known, default=None), None, frozenset())
    firsts = [program.versions[0].effective for program in programs.programs if program.versions]
    lasts = [program.last_day for program in programs.programs]
    last = max((day for day in lasts if day), default=None) if all(lasts) else None
    return _days(past, min(firsts, default=None), last, frozenset(_paused(frame, programs)))


def _days(past: Past, first: date | None, last: date | None, paused: frozenset[date]) -> Days:
    explained = past.adherence.explained
    return Days(
        doses=_doses(explained),
        extra=_extra(explained),
        also=frozenset(each.day for each in explained.uncounted) if explained else frozenset(),
        first=first,
        last=last,
        paused=paused,
        complete=past.adherence.incomplete_from is None,
    )


def _doses(explained: Explained | None) -> dict[date, dict[UUID, Doses]]:
    found: defaultdict[date, dict[UUID, Doses]] = defaultdict(dict)
    for day in explained.days if explained else ():
        for slot in day.slots:
            found[day.day][slot.prescription_id] = Doses(slot.expected, Fraction(slot.done))
    return found


def _extra(explained: Explained | None) -> dict[date, frozenset[UUID]]:
    found: defaultdict[date, set[UUID]] = defaultdict(set)
    week_zones = explained.zones if explained else ()
    for week in explained.weeks if explained else ():
        for met in week.met_by:
            found[local_date(week_zones, met.at)].add(week.prescription_id)
    return {day: frozenset(prescriptions) for day, prescriptions in found.items()}


def _paused(frame: Frame, programs: ProgramsAnswer) -> Iterable[date]:
    """Dates of holds and of pauses; one on which another program expects work is shown as that one has it."""
    breaks = [(hold.first_day, hold.last_day) for hold in frame.care.holds]
    breaks += [(each.first_day, each.last_day) for program in programs.programs for each in program.pauses]
    for first, last in breaks:
        for number in range(((last or frame.day) - first).days + 1):
            yield first + number * DAY


def calendars(frame: Frame, past: Past, programs: ProgramsAnswer | None, names: Names, days: int) -> Calendars:
    """Of so many days up to the one of the moment that is looked at."""
    told, say = days_of(frame, past, programs), Saying(names.words.language, frame.zone)
    first = _first_monday(frame, told, round(days / 7))
    dates = [first + number * DAY for number in range((frame.day - first).days + 1)]
    pieces = [dates[at : at + WEEKS * 7] for at in range(0, len(dates), WEEKS * 7)]
    whole = [_calendar(piece, told, frame, past, names, say, None) for piece in pieces]
    shown = {prescription for day in dates for prescription in told.doses.get(day, ())}
    weekly = {prescription for day in dates for prescription in told.extra.get(day, ())}
    order = [each for each in names.prescriptions if each in shown | weekly]
    newest = dates[max((len(dates) - 1) // 7 + 1 - WEEKS, 0) * 7 :]
    return Calendars(whole, [(each, _calendar(newest, told, frame, past, names, say, each)) for each in order])


def _first_monday(frame: Frame, told: Days, weeks: int) -> date:
    """So many weeks with the one of today; of who has just begun only those since then, and four at least."""
    this = frame.day - frame.day.weekday() * DAY
    first = this - (weeks - 1) * 7 * DAY
    begun = told.first or this
    return max(first, min(begun - begun.weekday() * DAY, this - 3 * 7 * DAY))


def _calendar(
    dates: Sequence[date], told: Days, frame: Frame, past: Past, names: Names, say: Saying, only: UUID | None
) -> Chart:
    words = names.words
    shown = [_day(day, told, frame, past, words, say, only) for day in dates]
    span = words("%(first)s to %(last)s", first=say.short_day(dates[0]), last=say.short_day(dates[-1]))
    title = words("Doses of each day, %(span)s", span=span) if only is None else names.prescription(only)
    return calendar(
        shown,
        CalendarWords(
            title=title,
            description=span,
            weekdays=say.weekdays(),
            months=say.months(),
            day=words("Day"),
            came_to=words("Done"),
            week=words("Week from"),
            unknown=words("not known"),
        ),
    )


def _day(day: date, told: Days, frame: Frame, past: Past, words: Words, say: Saying, only: UUID | None) -> CalendarDay:
    of_day = told.doses.get(day, {})
    counted = list(of_day.values()) if only is None else [of_day[only]] if only in of_day else []
    expected, done = sum(each.expected for each in counted), sum((each.done for each in counted), Fraction())
    so_far = day == frame.day
    if so_far and only is None and past.adherence.adherence:
        today = past.adherence.adherence.today
        expected, done = today.expected, Fraction(today.done)
    extras = told.extra.get(day, frozenset())
    extra = bool(extras) or day in told.also if only is None else only in extras
    outside = told.first is None or day < told.first or (told.last is not None and day > told.last)
    paused = day in told.paused and not expected
    unknown = (so_far and only is not None) or (not told.complete and done < expected)
    what = _what(expected, done, words, say, extra=extra, paused=paused, so_far=so_far, unknown=unknown)
    return CalendarDay(
        on=day,
        expected=None if unknown else expected,
        done=float(done),
        extra=extra,
        paused=paused,
        so_far=so_far,
        outside=(outside and not expected and not extra) or (so_far and only is not None),
        name=say.day(day),
        what=what,
        brief=_brief(expected, done, words, say, extra=extra, paused=paused, unknown=unknown),
    )


def _brief(
    expected: int, done: Fraction, words: Words, say: Saying, *, extra: bool, paused: bool, unknown: bool
) -> str:
    if unknown:
        return "?"
    if paused:
        return words("paused")
    if not expected:
        return "+" if extra else "\N{EN DASH}"
    return words("%(done)s of %(expected)s", done=say.number(done), expected=expected)


def _what(
    expected: int,
    done: Fraction,
    words: Words,
    say: Saying,
    *,
    extra: bool,
    paused: bool,
    so_far: bool,
    unknown: bool,
) -> str:
    if unknown:
        return words("not known")
    if paused:
        return words("paused")
    if not expected:
        return words("something was done, nothing was expected") if extra else words("nothing was expected")
    said = words.many("%(done)s of %(n)s dose", "%(done)s of %(n)s doses", expected, done=say.number(done))
    return words("%(said)s so far", said=said) if so_far else said


def key_of(words: Words) -> list[tuple[Drawing, str]]:
    """What the boxes mean."""
    samples = (
        (words("all done"), {"expected": 2, "done": 2}),
        (words("a part done"), {"expected": 2, "done": 1}),
        (words("nothing done"), {"expected": 2}),
        (words("nothing was expected"), {"expected": 0}),
        (words("done, though nothing was expected"), {"expected": 0, "extra": True}),
        (words("paused"), {"expected": 0, "paused": True}),
        (words("not known"), {"expected": None}),
        (words("today, so far"), {"expected": 2, "done": 1, "so_far": True}),
    )
    return [(sample(CalendarDay(on=date.min, name=said, what=said, **fields)), said) for said, fields in samples]
