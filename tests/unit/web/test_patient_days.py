"""A patient's calendar: what was due and done, what was paused, what came beside it, and what nobody can know."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.adherence.explained import Explained, ExplainedDay, ExplainedSlot, ExplainedWeek, MetBy
from domain.patient.hold import Hold
from domain.values import Deficit, Dose, Fixed, Prescription
from domain.zones import FIRST_INSTANT, ZoneChange
from projections.adherence.document import PatientAdherence, Today
from services.http.care import CareAnswer
from services.http.freshness import AsOf
from services.http.patients import AdherenceAnswer, PatientAnswer, TodayAnswer
from services.http.people.programs import ProgramLine, ProgramsAnswer, VersionLine
from services.http.sessions import SessionsAnswer
from services.http.symptom_lines import SymptomsAnswer
from services.web.charts.marks import Table
from services.web.common.vocabulary import Vocabulary
from services.web.patient.days import calendars
from services.web.patient.names import Names
from services.web.patient.told import Frame, Past
from services.web.words import words_in

WHO, PROGRAM, DAILY, WEEKLY, EXERCISE = (UUID(int=number) for number in range(1, 6))
OSLO = ZoneInfo("Europe/Oslo")
TODAY = date(2026, 3, 4)  # a Wednesday
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
AS_OF = AsOf("0" * 32, NOW, 0, False)
DAY = timedelta(days=1)
NONE = "\N{EN DASH}"


def names() -> Names:
    daily, weekly = (
        Prescription(
            prescription_id=each, exercise_id=EXERCISE, deficit=Deficit.STRENGTH, dose=Dose(), schedule=Fixed()
        )
        for each in (DAILY, WEEKLY)
    )
    words = words_in("en")
    return Names(words, Vocabulary(words), {EXERCISE: "Bridge"}, {}, {DAILY: daily, WEEKLY: weekly})


def frame(*holds: Hold) -> Frame:
    care = CareAnswer(WHO, UUID(int=9), None, "en", (), [], [], None, list(holds), None, None, None, 1)
    return Frame(WHO, PatientAnswer(AS_OF, None, None, [], 1), care, OSLO, TODAY, NOW, None)


def due(day: date, expected: int, done: str) -> ExplainedDay:
    slots = (ExplainedSlot(PROGRAM, 1, DAILY, expected, done, ()),)
    return ExplainedDay(day, "Europe/Oslo", NOW, NOW, slots)


def past(*days: ExplainedDay, weeks: tuple[ExplainedWeek, ...] = (), lacks: str | None = None) -> Past:
    today = Today(TODAY, 2, "1", ())
    adherence = PatientAdherence(WHO, None, 3, NOW, "Europe/Oslo", (), None, today)
    explained = Explained(3, (ZoneChange(FIRST_INSTANT, "Europe/Oslo"),), days, weeks, (), ())
    return Past(
        AdherenceAnswer(AS_OF, adherence, explained, None, lacks),
        SymptomsAnswer(AS_OF, [], [], None, None, None, None, None),
        SessionsAnswer(AS_OF, (), None, None),
        TodayAnswer(AS_OF, None, None, None),
    )


def programs(since: date, last_day: date | None = None) -> ProgramsAnswer:
    line = ProgramLine(PROGRAM, last_day, None, (VersionLine(1, since, ()),), (), ())
    return ProgramsAnswer(WHO, 1, [line])


def cells(table: Table) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in table.rows}


def test_each_day_says_what_was_done_of_what_was_due() -> None:
    known = past(due(TODAY - 2 * DAY, 2, "2"), due(TODAY - DAY, 2, "3/2"))
    [chart] = calendars(frame(), known, programs(TODAY - 3 * DAY), names(), 28).whole
    assert cells(chart.table) == {
        "Mon 23 Feb": ("", "", "", "", "", "", NONE),
        "Mon 2 Mar": ("2 of 2", "1.5 of 2", "1 of 2", "", "", "", ""),
    }


def test_weekly_work_is_done_on_a_day_that_expected_none() -> None:
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # half past midnight on Monday in Oslo
    met = MetBy(UUID(int=8), 0, at, "1", ())
    week = ExplainedWeek(TODAY - 2 * DAY, PROGRAM, WEEKLY, (1,), 7, TODAY + 4 * DAY, 3, "1", (met,))
    drawn = calendars(frame(), past(weeks=(week,)), programs(TODAY - 2 * DAY), names(), 28)
    assert cells(drawn.whole[0].table)["Mon 2 Mar"][:3] == ("+", NONE, "1 of 2")
    [(prescription, chart)] = drawn.each
    assert prescription == WEEKLY
    assert cells(chart.table)["Mon 2 Mar"][0] == "+"


def test_a_hold_and_the_time_after_the_end_are_no_missed_days() -> None:
    held = frame(Hold(TODAY - 2 * DAY, TODAY - DAY))
    [chart] = calendars(held, past(), programs(TODAY - 9 * DAY, TODAY - 5 * DAY), names(), 28).whole
    week = cells(chart.table)["Mon 2 Mar"]
    assert (week[0], week[1]) == ("", "")
    [chart] = calendars(held, past(), programs(TODAY - 9 * DAY), names(), 28).whole
    assert cells(chart.table)["Mon 2 Mar"][:2] == ("paused", "paused")


def test_where_a_report_cannot_be_read_what_was_missed_is_not_known() -> None:
    known = past(due(TODAY - 2 * DAY, 2, "2"), due(TODAY - DAY, 2, "0"), lacks="0" * 32)
    [chart] = calendars(frame(), known, programs(TODAY - 2 * DAY), names(), 28).whole
    assert cells(chart.table)["Mon 2 Mar"][:2] == ("2 of 2", "?")


def test_a_year_is_four_calendars_of_thirteen_weeks() -> None:
    drawn = calendars(frame(), past(), programs(TODAY - 500 * DAY), names(), 365)
    assert [len(chart.table.rows) for chart in drawn.whole] == [13, 13, 13, 13]


def test_of_the_past_nobody_knows_what_was_decided_later() -> None:
    then = replace_as_of(frame(Hold(TODAY - 3 * DAY)), NOW - 2 * DAY)
    [chart] = calendars(then, past(due(TODAY - 3 * DAY, 2, "0")), None, names(), 28).whole
    assert "paused" not in [cell for row in chart.table.rows for cell in row]


def replace_as_of(known: Frame, as_of: datetime) -> Frame:
    return known._replace(as_of=as_of)
