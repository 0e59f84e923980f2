"""Long soreness: reported again after seven days with no free day between, on whichever side of the region."""

from datetime import timedelta

from domain.alert.events import WithheldBecause
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import Policy
from domain.values import BodyRegion, Provenance, Side, SymptomKind
from tests.support.patient_story import Fired, Story

DAY = timedelta(days=1)


def sore(story: Story, name: str, level: int = 30, **how: object) -> None:
    said: dict[str, object] = {"kind": SymptomKind.SORENESS, "wait": DAY, **how}
    story.pain(name, level, **said)  # type: ignore[arg-type]


def sore_for(days: int) -> Story:
    story = Story()
    for number in range(1, days + 1):
        sore(story, f"day {number}")
    return story


def test_the_eighth_day_running_fires_and_names_all_of_them() -> None:
    assert sore_for(7).fired("long_soreness") == []
    assert sore_for(8).fired("long_soreness") == [
        Fired("knee", tuple(f"day {number}" for number in range(1, 9)), {"since": "2026-03-03", "sore_days": "8"})
    ]


def test_further_days_attach_and_after_the_answer_the_next_one_raises_again() -> None:
    story = sore_for(9)
    assert story.attached() == ["day 9"]
    story.resolved("answered", story.decisions()[0].alert_id)
    sore(story, "day 10")
    assert [fired.facts[-1] for fired in story.fired("long_soreness")] == ["day 8", "day 10"]


def test_a_day_without_a_word_or_one_on_which_it_was_gone_begins_anew() -> None:
    silent, gone = sore_for(4), sore_for(4)
    sore(gone, "gone", level=9)
    for story, wait in ((silent, 2 * DAY), (gone, DAY)):
        sore(story, "back", wait=wait)
        for number in range(6):
            sore(story, f"then {number}")
        assert story.fired("long_soreness") == []
        sore(story, "the eighth since")
        assert len(story.fired("long_soreness")) == 1


def test_either_side_of_the_region_is_the_same_soreness_and_another_region_is_not() -> None:
    story = Story()
    for number in range(8):
        sore(story, f"day {number}", side=Side.LEFT if number % 2 else Side.RIGHT)
    assert len(story.fired("long_soreness")) == 1
    other = sore_for(7)
    sore(other, "hip", region=BodyRegion.HIP)
    assert other.fired("long_soreness") == []


def test_pain_is_no_soreness() -> None:
    story = sore_for(7)
    story.pain("pain", 30, wait=DAY)
    assert story.fired("long_soreness") == []


def test_a_day_told_late_closes_the_gap_and_fires() -> None:
    story = sore_for(5)
    sore(story, "day 7", wait=2 * DAY)
    sore(story, "day 8")
    sore(story, "day 6, told late", wait=timedelta(minutes=1), happened=2 * DAY)
    [fired] = story.fired("long_soreness")
    assert (fired.facts[-1], fired.withheld) == ("day 6, told late", None)


def test_a_correction_that_makes_the_eighth_day_fires_and_one_of_the_side_does_not() -> None:
    story = sore_for(7)
    sore(story, "day 8", level=5)
    story.corrected("it was sore", "day 8", level=20)
    story.corrected("on the left", "day 8", side="left")
    assert [fired.facts[-1] for fired in story.fired("long_soreness")] == ["it was sore"]
    assert story.attached() == []


def test_a_day_taken_back_is_free_and_what_is_imported_is_no_alert() -> None:
    story = sore_for(7)
    story.retracted("never", "day 4")
    sore(story, "day 8")
    assert story.fired("long_soreness") == []
    imported = sore_for(7)
    sore(imported, "imported", provenance=Provenance.IMPORTED)
    assert [fired.withheld for fired in imported.fired("long_soreness")] == [WithheldBecause.IMPORTED]


def test_a_clinics_own_number_of_days_counts() -> None:
    assert len(sore_for(4).fired("long_soreness", PolicyInForce(Policy(long_soreness_days=3), 1))) == 1
