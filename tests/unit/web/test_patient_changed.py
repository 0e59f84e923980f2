"""What is known otherwise by now is told in numbers: which shares moved, what came later, was corrected or went."""

from datetime import UTC, datetime
from typing import Any

from services.http.difference import Changed as Place
from services.http.difference import Difference
from services.http.freshness import AsOf
from services.http.patients import AdherenceAnswer, TodayAnswer
from services.http.sessions import SessionsAnswer
from services.http.symptom_lines import SymptomsAnswer
from services.web.patient.changed import Moved, changed_since
from services.web.patient.told import Past

THEN = AsOf("0" * 32, datetime(2026, 3, 1, tzinfo=UTC), 0, False)


def past(numbers: list[Place] | None, sessions: list[Place], symptoms: list[Place]) -> Past:
    def known(places: list[Place] | None) -> Difference | None:
        return None if places is None else Difference(THEN, tuple(places))

    return Past(
        AdherenceAnswer(THEN, None, None, known(numbers), None),
        SymptomsAnswer(THEN, [], [], None, None, None, known(symptoms), None),
        SessionsAnswer(THEN, (), known(sessions), None),
        TodayAnswer(THEN, None, None, None),
    )


def place(at: str, then: Any, now: Any) -> Place:
    return Place(at, then, now)


def test_a_page_about_now_has_nothing_to_tell() -> None:
    assert changed_since(past(None, [], [])) is None


def test_shares_that_moved_are_told_and_their_parts_are_not() -> None:
    found = changed_since(
        past(
            [
                place("/ranges/7/doses/value", "0.5000", "0.7500"),
                place("/ranges/7/doses/done", "2", "3"),
                place("/ranges/null/days/value", None, "1.0000"),
                place("/ranges/28/programs/0/doses/value", "0.1", "0.2"),
            ],
            [],
            [],
        )
    )
    assert found is not None
    assert found.numbers == [Moved(7, "doses", "0.5000", "0.7500"), Moved(None, "days", None, "1.0000")]


def test_each_session_and_report_is_counted_once() -> None:
    sessions = [
        place("/sessions/a", None, {}),
        place("/sessions/b/effort", 3, 4),
        place("/sessions/b/day", "2026-03-01", "2026-03-02"),
        place("/sessions/c", {}, None),
    ]
    found = changed_since(past([], sessions, [place("/symptoms", [], [{}, {}]), place("/places", [], [{}])]))
    assert found is not None
    assert (found.sessions, found.symptoms, found.nothing) == ((1, 1, 1), (2, 0, 0), False)


def test_the_same_is_nothing() -> None:
    found = changed_since(past([], [], []))
    assert found is not None
    assert found.nothing
