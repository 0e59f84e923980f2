"""Levels on the body: each region once by its id, the patient's own sides, and nothing felt is not 0."""

from domain.values import BodyRegion, Side
from services.web.charts.body_map import BodyWords, body_map
from services.web.charts.body_shapes import SIDED, WIDTH, Aspect, shapes
from tests.support.drawn import Drawn

WORDS = BodyWords(
    title="Where it hurts",
    description="",
    front="Front",
    back="Back",
    place=lambda region, side: f"{side} {region}",
    level=lambda level: f"{level:g}",
    where="Where",
    how_much="How much",
)


def test_every_region_but_the_whole_body_is_on_the_figures() -> None:
    seen = {region for aspect in Aspect for region, _ in shapes(aspect)}
    assert seen == set(BodyRegion) - {BodyRegion.WHOLE_BODY}
    for region in SIDED:
        assert {side for each, side in shapes(Aspect.FRONT) if each is region} == {Side.LEFT, Side.RIGHT}


def test_the_patients_left_is_on_the_viewers_right_from_the_front_and_left_from_behind() -> None:
    front, back = (shapes(aspect)[BodyRegion.KNEE, Side.LEFT].middle[0] for aspect in Aspect)
    assert front > WIDTH / 2 > back


def test_ids_stay_and_are_each_there_once() -> None:
    drawn = Drawn(body_map({}, WORDS, control=True).svg)
    ids = [each.get("id") for each in drawn.of("region")]
    assert len(ids) == len(set(ids))
    assert {"region-knee-left", "region-knee-left-back", "region-low_back-none", "region-jaw-none"} <= set(ids)
    left_knees = [each for each in drawn.of("region") if each.get("data-region") == "knee"]
    assert [(each.get("data-side"), each.get("role")) for each in left_knees] == [
        ("left", "button"),
        ("right", "button"),
        ("right", "button"),
        ("left", "button"),
    ]


def test_a_level_is_told_by_its_number_and_its_colour() -> None:
    drawn = Drawn(body_map({(BodyRegion.KNEE, Side.LEFT): 5.7, (BodyRegion.HAND, Side.RIGHT): 0}, WORDS).svg)
    told = {
        each.get("id"): each.get("class") for each in drawn.of("region") if "level-none" not in each.get("class", "")
    }
    assert told == {
        "region-knee-left": "region level-3",
        "region-knee-left-back": "region level-3",
        "region-hand-right": "region level-0",
        "region-hand-right-back": "region level-0",
    }
    assert sorted(drawn.words("region-level")) == ["0", "0", "5.7", "5.7"]


def test_what_is_told_of_both_sides_or_of_none_shows_on_both() -> None:
    for side in (Side.BOTH, Side.NONE):
        drawn = Drawn(body_map({(BodyRegion.SHOULDER, side): 2}, WORDS, aspects=(Aspect.FRONT,)).svg)
        assert [each.get("id") for each in drawn.of("level-1")] == ["region-shoulder-left", "region-shoulder-right"]


def test_the_whole_body_is_a_frame_around_it() -> None:
    chart = body_map({(BodyRegion.WHOLE_BODY, Side.NONE): 6}, WORDS)
    assert Drawn(chart.svg).words("chart-strong") == ["none whole_body 6"]
    assert len(Drawn(chart.svg).of("whole-body")) == 1


def test_the_table_begins_with_the_highest() -> None:
    chart = body_map({(BodyRegion.HAND, Side.LEFT): 1, (BodyRegion.LOW_BACK, Side.NONE): 7}, WORDS)
    assert chart.table.rows == (("none low_back", "7"), ("left hand", "1"))
