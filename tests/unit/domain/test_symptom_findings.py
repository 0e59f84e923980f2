"""What is said of a stretch of time: place by place, what is sore, and the mornings after."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.adherence.facts import SessionFact
from domain.symptom.findings import Findings, Soreness, Stretch, findings_of, sessions_needed
from domain.symptom.next_morning import NextMorning
from domain.symptom.places import PlaceFindings
from domain.symptom.record import Symptom
from domain.symptom.soreness import Spell
from domain.symptom.trend import Direction, Trend
from domain.values import BodyRegion, Provenance, Side, SymptomKind, Timing
from domain.zones import FIRST_INSTANT, ZoneChange
from tests.support.felt import daily, felt, on

BERLIN = (ZoneChange(FIRST_INSTANT, "Europe/Berlin"),)
SORE = SymptomKind.SORENESS


def stretch(since: datetime, until: datetime, now: datetime, region: BodyRegion | None = None) -> Stretch:
    return Stretch(since, until, now, region)


ALL = stretch(on(1, 0), on(30), on(10, 23))


def session(number: int, at: datetime) -> SessionFact:
    return SessionFact(UUID(int=number), at, (), Provenance.PATIENT, False)


def said(reports: Sequence[Symptom], asked: Stretch = ALL, sessions: Sequence[SessionFact] = ()) -> Findings:
    return findings_of(reports, sessions, BERLIN, asked)


def test_a_place_has_its_newest_its_highest_their_number_and_the_trend_of_the_newest_ones_timing() -> None:
    at_rest = daily(20, 20, 20, 50, 50, 50)
    after = [felt(20 + day, 90, on(day), timing=Timing.AFTER) for day in (2, 3)]
    found = said([*at_rest, *after])
    assert found.places == [
        PlaceFindings(
            at_rest[-1],
            8,
            90,
            tuple(at_rest[:-1]),
            Trend(Direction.WORSE, found.places[0].trend.change, None, tuple(at_rest[3:]), tuple(at_rest[:3])),
        )
    ]
    assert (found.places[0].baseline, found.places[0].trend.change) == (Fraction(20), Fraction(30))


def test_pain_comes_apart_from_soreness_apart_from_the_others_each_where_it_was_felt_last_first() -> None:
    reports = [
        felt(1, 10, on(9), kind=SymptomKind.STIFFNESS),
        felt(2, 20, on(8), kind=SORE),
        felt(3, 30, on(1)),
        felt(4, 40, on(2), side=Side.LEFT),
        felt(5, 50, on(3), region=BodyRegion.HIP),
    ]
    assert [place.newest.symptom_id.int for place in said(reports).places] == [5, 4, 3, 2, 1]


def test_the_baseline_looks_back_beyond_the_stretch_and_the_trend_does_not() -> None:
    reports = daily(10, 20, 30, 40, 50, 60)
    (place,) = said(reports, stretch(on(6), on(7), on(10))).places
    assert (place.number, place.baseline, place.trend) == (1, Fraction(30), Trend(reason="too_few"))


def test_what_lies_ahead_is_in_the_series_alone() -> None:
    here, ahead = felt(1, 10, on(10)), felt(2, 90, on(11))
    found = said([here, ahead])
    assert found.series == [here, ahead]
    assert [(place.newest, place.highest) for place in found.places] == [(here, 10)]


def test_only_one_region_may_be_asked_for() -> None:
    hip = felt(9, 30, on(9), region=BodyRegion.HIP, kind=SORE)
    found = said([*daily(20, 20, kind=SORE), hip], stretch(on(1), on(30), on(9), BodyRegion.HIP))
    assert (found.series, [place.newest for place in found.places]) == ([hip], [hip])
    assert [sore.region for sore in found.soreness or ()] == [BodyRegion.HIP]


def test_soreness_goes_on_by_the_patients_own_dates_and_names_its_reports_and_its_session() -> None:
    reports = [
        felt(1, 0, on(7, 23), kind=SORE),  # in Berlin the night of the 8th
        felt(2, 30, on(8, 23), kind=SORE, side=Side.LEFT),  # the 9th
        felt(3, 50, on(9, 12), kind=SORE, side=Side.LEFT),
        felt(4, 20, on(10, 12), kind=SORE, side=Side.LEFT),
    ]
    found = said(reports, sessions=[session(11, on(7, 16)), session(12, on(8, 16))])
    assert found.soreness == [
        Soreness(
            BodyRegion.KNEE,
            Side.LEFT,
            Spell(date(2026, 6, 9), date(2026, 6, 10), 2, 0, False),
            tuple(reports[1:]),
            UUID(int=11),
        )
    ]


def test_soreness_is_followed_back_beyond_the_stretch() -> None:
    reports = daily(*[30] * 9, kind=SORE)
    soreness = said(reports, stretch(on(9), on(30), on(9, 13))).soreness
    assert [sore.spell for sore in soreness or ()] == [Spell(date(2026, 6, 1), date(2026, 6, 9), 9, 0, True)]


def test_the_mornings_of_the_stretch_are_bound_to_sessions_and_levels_before_it() -> None:
    before, morning = felt(1, 20, on(4, 15)), felt(2, 50, on(5, 6), timing=Timing.NEXT_MORNING)
    earlier = felt(3, 50, on(4, 6), timing=Timing.NEXT_MORNING)
    found = said([before, morning, earlier], stretch(on(5, 0), on(6), on(10)), [session(11, on(4, 16))])
    assert found.next_mornings == [NextMorning(morning.symptom_id, 50, UUID(int=11), before, None)]


def test_while_nobody_knows_the_patients_dates_nothing_is_said_that_takes_them() -> None:
    reports = daily(20, 30, kind=SORE)
    found = findings_of(reports, (), (), ALL)
    assert (found.series, found.soreness, found.next_mornings) == (reports, None, None)


def test_sessions_are_needed_from_a_week_before_the_first_morning_or_soreness() -> None:
    mornings = [felt(day, 10, on(day, 6), timing=Timing.NEXT_MORNING) for day in (8, 9)]
    assert sessions_needed([*daily(10, 20), *mornings], ALL) == (on(1, 6), on(9, 6))
    assert sessions_needed(daily(10, 20, kind=SORE), ALL) == (on(1) - timedelta(days=7), on(2))
    assert sessions_needed(daily(10, 20), ALL) is None


REPORTS = [
    *daily(20, 30, 20, 50, 60, 70),
    *(felt(30 + day, 10 * day, on(day, 7), kind=SORE, timing=Timing.NEXT_MORNING) for day in (8, 9, 10)),
    felt(41, 10, on(9, 14), kind=SORE),
]
SESSIONS = [session(50 + day, on(day, 16)) for day in (7, 8, 9)]


@given(st.permutations([*REPORTS, *REPORTS[::2]]), st.permutations(SESSIONS))
def test_any_order_of_reports_and_sessions_any_number_of_times_says_the_same(
    reports: list[Symptom], sessions: list[SessionFact]
) -> None:
    assert said(reports, sessions=[*sessions, *sessions]) == said(REPORTS, sessions=SESSIONS)
