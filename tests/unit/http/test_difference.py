"""Two documents are told apart place by place; things in lists go by their ids."""

from typing import Any

import pytest

from services.http.difference import Changed, differences


@pytest.mark.parametrize(
    ("then", "now", "changed"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [Changed("/a", 1, 2)]),
        ({"a": {"b/c~": [1]}}, {"a": {"b/c~": [1, 2]}}, [Changed("/a/b~1c~0", [1], [1, 2])]),
        ({"a": 1}, {"b": 1}, [Changed("/a", 1, None), Changed("/b", None, 1)]),
        (None, {"a": 1}, [Changed("", None, {"a": 1})]),
        (
            {"s": [{"session_id": "x", "sets": 1}, {"session_id": "y", "sets": 2}]},
            {"s": [{"session_id": "z", "sets": 3}, {"session_id": "x", "sets": 9}]},
            [
                Changed("/s/x/sets", 1, 9),
                Changed("/s/y", {"session_id": "y", "sets": 2}, None),
                Changed("/s/z", None, {"session_id": "z", "sets": 3}),
            ],
        ),
        ({"s": []}, {"s": [{"session_id": "x"}]}, [Changed("/s/x", None, {"session_id": "x"})]),
        ({"s": [{"day": "m", "n": 1}] * 2}, {"s": []}, [Changed("/s", [{"day": "m", "n": 1}] * 2, [])]),
        (
            {"r": [{"range_days": None, "n": 1}, {"range_days": 7, "n": 1}]},
            {"r": [{"range_days": None, "n": 2}, {"range_days": 7, "n": 1}]},
            [Changed("/r/null/n", 1, 2)],
        ),
    ],
)
def test_the_smallest_places_are_told(then: Any, now: Any, changed: list[Changed]) -> None:
    assert list(differences(then, now)) == changed
