"""Alerts in sentences: each rule with the figures it is raised on, in every language."""

from uuid import UUID, uuid4

import pytest

from domain.alerting.rules import CLOSING_RULES, RULES
from domain.clinic.thresholds import DEFAULTS
from domain.exercise.common import LIBRARY
from services.web.alerts import wording
from services.web.alerts.rules import rule_in_words
from services.web.alerts.wording import Wording
from services.web.words import LANGUAGES, words_in

BRIDGE = next(exercise for exercise in LIBRARY if exercise.slug == "bridge")
EVERY_RULE = [*(rule.name for rule in RULES), *(rule.name for rule in CLOSING_RULES)]


@pytest.mark.parametrize(
    ("rule", "figures", "of", "said"),
    [
        ("red_flag", {}, {}, "A red flag was reported"),
        ("high_pain", {"level": "75"}, {"region": "knee"}, "Pain of 7.5 out of 10: knee"),
        ("rising_pain", {"level": "60", "baseline": "55/2"}, {"region": "knee"}, "Pain rose by 3.2 to 6: knee"),
        ("over_the_band", {"level": "60"}, {"exercise_id": BRIDGE.exercise_id}, "Pain of 6 during “Bridge”"),
        ("over_the_band", {"level": "60"}, {}, "Pain of 6 while exercising"),
        ("hurts", {}, {"exercise_id": BRIDGE.exercise_id}, "Left out because it hurts: “Bridge”"),
        ("hurts", {}, {}, "The program was left out because it hurts"),
        ("not_settled", {"over": "25"}, {}, "Still 2.5 worse the morning after, twice"),
        ("long_soreness", {"sore_days": "9", "since": "2026-06-01"}, {"region": "hip"}, "Sore for 9 days: hip"),
        ("silent", {"silent_days": "7"}, {}, "Nothing logged on 7 expected days running"),
        (
            "silent",
            {"silent_days": "21", "dropped_out": "true"},
            {},
            "Nothing logged on 21 expected days: may have given up",
        ),
        ("low", {"done": "7/2", "expected": "9"}, {}, "3.5 of 9 doses done"),
        (
            "drop",
            {"done": "3", "expected": "10", "done_before": "9", "expected_before": "10"},
            {},
            "30 % of the doses done, 90 % before",
        ),
        ("early_slip", {"expected_day": "2"}, {}, "Nothing done on day 2 of the new program"),
        ("blocked", {"times": "2"}, {}, "Had no time or forgot, 2 times"),
        ("high_pain", {}, {"region": "knee"}, "high pain"),  # of a version without figures
        ("one_to_come", {}, {}, "one to come"),
    ],
)
def test_each_rule_says_what_it_was_raised_on(
    rule: str, figures: dict[str, str], of: dict[str, object], said: str
) -> None:
    region, exercise_id = of.get("region"), of.get("exercise_id")
    assert region is None or isinstance(region, str)
    assert exercise_id is None or isinstance(exercise_id, UUID)
    assert Wording(words_in("en")).alert(rule, figures, region=region, exercise_id=exercise_id) == said


def test_of_an_own_exercise_the_clinics_name_and_what_it_is_where_that_is_not_known() -> None:
    own = uuid4()
    told = [Wording(words_in("en"), names).exercise(own) for names in ({own: "Stairs, sideways"}, {})]
    assert told == ["Stairs, sideways", "an exercise of the clinic's own"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_explained_with_its_thresholds_and_can_be_looked_for(language: str) -> None:
    words = words_in(language)
    said = [rule_in_words(rule, DEFAULTS, words, Wording(words)) for rule in EVERY_RULE]
    assert all(said)
    assert len(set(said)) == len(EVERY_RULE)
    assert not [each for each in said if "%(" in each or "%%" in each]
    assert sorted(wording.RULES) == sorted(EVERY_RULE)
