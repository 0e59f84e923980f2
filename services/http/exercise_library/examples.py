"""An example of what each reading of the library answers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import AS_OF, BRIDGE, LEG_RAISE, OWN_EXERCISE, PRESCRIPTION, PROGRAM, TEMPLATE

_TOWEL_PULL = {
    "exercise_id": OWN_EXERCISE,
    "slug": "",
    "name": "Towel pull",
    "region": "foot",
    "deficit": "strength",
    "sided": True,
    "instructions": "Pull the towel towards you with your toes.",
    "dose": {"sets": 2, "reps": 10},
    "equipment": ["towel"],
    "cautions": [],
    "own": True,
    "retired": False,
    "version": 1,
    "photo": f"/v1/exercises/{OWN_EXERCISE}/photo",
    "film": None,
}
_LINE = {
    "exercise_id": LEG_RAISE,
    "deficit": "strength",
    "dose": {"sets": 3, "reps": 10, "effort": 6},
    "schedule": {"kind": "weekly", "times_a_week": 3, "most_a_day": 1},
    "side": "left",
}
_WORK = {
    "program_id": PROGRAM,
    "here": True,
    "prescription_id": PRESCRIPTION,
    "exercise_id": LEG_RAISE,
    "side": "left",
}

LIBRARY_ANSWERS: Mapping[str, Any] = MappingProxyType(
    {
        "listExercises": {"as_of": AS_OF, "language": "en", "exercises": [_TOWEL_PULL], "next_cursor": None},
        "oneExercise": {"language": "en", "exercise": _TOWEL_PULL},
        "listTemplates": {
            "as_of": AS_OF,
            "templates": [
                {
                    "template_id": TEMPLATE,
                    "name": "Knee, the first weeks",
                    "prescriptions": [_LINE],
                    "note": "Before the steps.",
                    "retired": False,
                    "version": 1,
                }
            ],
            "next_cursor": None,
        },
        "previewProgram": {
            "first_day": "2026-06-10",
            "changes": True,
            "version": 4,
            "days": [
                {"day": "2026-06-10", "doses": 2, "expected": [{"work": _WORK, "doses": 2, "times": []}]},
                {"day": "2026-06-11", "doses": 0, "expected": []},
            ],
            "weekly": [
                {
                    "work": {**_WORK, "here": False, "exercise_id": BRIDGE, "side": "none"},
                    "times_a_week": 3,
                    "most_a_day": 1,
                }
            ],
            "as_needed": [],
        },
    }
)
