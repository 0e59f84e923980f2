"""Ratings at the door are points with one decimal, inside tenths; the way there and back loses nothing."""

from typing import Any

import msgspec
import pytest

from domain.clinic.decider import SetClinicPolicy
from domain.program.commands import AssignProgram
from domain.score.decider import RecordScore
from domain.score.instruments import ScoreChange
from domain.symptom.decider import CorrectSymptom
from domain.values import Dose, Level
from domain.visit.decider import RecordVisit
from services.http.forms import fill_form
from services.http.problems import Problem
from services.http.ratings import Unfilled, decode, encode, plan_of, to_points, to_tenths


def test_every_tenth_goes_in_and_comes_out_as_it_was() -> None:
    plan = plan_of(Level)
    points = [tenths / 10 for tenths in range(101)]
    assert [to_tenths(point, plan) for point in points] == list(range(101))
    assert [to_points(tenths, plan) for tenths in range(101)] == points


def test_a_rating_that_was_computed_is_the_nearest_tenth() -> None:
    assert [to_tenths(point, plan_of(Level)) for point in (0.1 + 0.2, 3.5999999046325684, 3, 10.0)] == [3, 36, 30, 100]


@pytest.mark.parametrize("value", [5.75, 10.1, -0.1, 11, -1, True, 9.99999, float("nan"), 10**30, 10.0000001, -1e-9])
def test_what_is_no_rating_is_refused_where_it_stands(value: Any) -> None:
    with pytest.raises(Problem) as refused:
        to_tenths({"entries": [{}, {"pain": value}]}, {"entries": [{"pain": "rating"}]}, "/data")
    assert (refused.value.code, refused.value.at) == ("invalid", "/data/entries/1/pain")


def test_ratings_are_found_through_lists_unions_and_forms_within_forms() -> None:
    assert plan_of(AssignProgram) == {"prescriptions": [{"dose": {"effort": "rating"}}]}
    levels = ("high_pain", "rising_pain_over", "over_the_band", "not_settled_over")
    assert plan_of(SetClinicPolicy) == {"policy": dict.fromkeys(levels, "rating")}
    assert plan_of(CorrectSymptom) == {"level": "rating"}
    assert plan_of(RecordVisit) == {"measures": [{"grade": "rating"}]}
    assert plan_of(RecordScore) == {"value": "score"}


def test_a_score_goes_up_to_a_hundred() -> None:
    assert to_tenths({"value": 99.9}, plan_of(RecordScore)) == {"value": 999}
    with pytest.raises(Problem) as refused:
        to_tenths({"value": 100.1}, plan_of(RecordScore))
    assert (refused.value.detail, refused.value.at) == (
        "A score is a number from 0 to 100 with at most one decimal.",
        "/value",
    )


def test_a_change_is_told_in_points_whichever_way_it_went() -> None:
    assert [to_points(tenths, "score") for tenths in (-23, -20, 0, 7)] == [-2.3, -2, 0, 0.7]


def test_other_numbers_stay_as_they_are() -> None:
    assert fill_form({"sets": 3, "reps": 10, "effort": 6.5}, Dose) == Dose(sets=3, reps=10, effort=65)


def test_an_answer_tells_points() -> None:
    class Line(msgspec.Struct):
        felt: tuple[Level, ...]
        worst: Level | None
        count: int

    class Lines(msgspec.Struct):
        lines: list[Line]

    line = Line((57, 100, 0), None, 57)
    told = b'{"felt":[5.7,10,0],"worst":null,"count":57}'
    assert encode(line) == told
    assert encode(Lines([line, line])) == b'{"lines":[' + told + b"," + told + b"]}"  # the form stays as it was


class Compared(msgspec.Struct):
    """Ratings and a change between two scores."""

    level: Level | None
    by: ScoreChange
    all: list[Level]


@pytest.mark.parametrize(
    "answer", [Compared(57, -235, [0, 100, 5]), Compared(None, 1000, []), Compared(50, -1, [33])], ids=repr
)
def test_an_answer_is_read_back_as_it_was(answer: Compared) -> None:
    assert decode(encode(answer), Compared) == answer


def test_what_is_no_such_answer_is_a_fault_of_ours() -> None:
    with pytest.raises(Unfilled, match="Compared"):
        decode(b'{"level": 3}', Compared)
