"""How a number of adherence comes about, in words: the slots, what met them, by which version, zone and definition."""

from datetime import date, timedelta
from typing import Literal, NamedTuple

from msgspec import Struct, field

from domain.adherence.answered import Asked
from domain.adherence.explained import Explained, ExplainedDay, ExplainedWeek
from domain.adherence.week import Uncounted
from projections.adherence.document import Number, RangeInFull
from services.http.patients import AdherenceAnswer
from services.http.people.programs import ProgramsAnswer
from services.http.problems import Problem
from services.web.page import Shown
from services.web.patient.overview import about
from services.web.patient.told import frame_of, named, shown_day
from services.web.view import View

DAYS_SHOWN = 92
DAY = timedelta(days=1)


class ExplainQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which number; `before` pages back through its days."""

    range_: Literal["7", "28", "90", "all"] = field(name="range", default="7")
    number: Literal["doses", "days", "answered"] = "doses"
    as_of: date | None = None
    before: date | None = None


class Opened(NamedTuple):
    """The part of what an adherence is made of that one number rests on; the newest first."""

    days: list[ExplainedDay]
    weeks: list[ExplainedWeek]
    asked: list[Asked]
    uncounted: list[Uncounted]
    earlier: date | None  # pass as `before`, where there are more


async def explain_adherence(view: View) -> Shown:
    query: ExplainQuery = view.query
    frame = await frame_of(view, query.as_of)
    of = {"patient_id": frame.patient_id}
    answer = await view.read("patientAdherence", AdherenceAnswer, of, explain=True, as_of=frame.as_of)
    programs = await view.read("patientPrograms", ProgramsAnswer, of)
    names = await named(view, programs)
    ranges = answer.adherence.ranges if answer.adherence else ()
    found = next((each for each in ranges if str(each.range_days or "all") == query.range_), None)
    if found is None or answer.explained is None:
        raise Problem("not_found")
    fields = {
        **about(view, frame, names),
        "query": query,
        "range": found,
        "number_of": number_of(found, query.number),
        "explained": answer.explained,
        "opened": opened(answer.explained, found, query),
        "as_of": answer.as_of,
        "incomplete": answer.incomplete_from is not None,
    }
    return Shown("patient/explain_adherence.html", view.words("How this number comes about"), fields)


def number_of(found: RangeInFull, name: str) -> Number:
    match name:
        case "days":
            return found.days
        case "answered":
            return found.answered
        case _:
            return found.doses


def opened(explained: Explained, found: RangeInFull, query: ExplainQuery) -> Opened:
    """Of the range alone, up to `before`."""
    last = found.last if query.before is None else min(found.last, shown_day(query.before) - DAY)
    first = max(found.first, last - (DAYS_SHOWN - 1) * DAY)

    def within(day: date) -> bool:
        return first <= day <= last

    return Opened(
        days=[day for day in reversed(explained.days) if within(day.day)],
        weeks=[week for week in reversed(explained.weeks) if within(week.judged_on)],
        asked=[asked for asked in reversed(explained.answered) if within(asked.day)],
        uncounted=[each for each in reversed(explained.uncounted) if within(each.day)],
        earlier=first if first > found.first else None,
    )
