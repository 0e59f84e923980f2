"""An example of what is answered of what patients felt, each without the place in the log that it reaches."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import BRIDGE, CLINIC, LEG_RAISE, PATIENT, SESSION, SYMPTOM

_MORNING = "2026-06-09T05:30:00Z"
_KNEE = {"region": "knee", "side": "left"}
_FELT = {
    "patient_id": PATIENT,
    "clinic_id": CLINIC,
    "felt_at": _MORNING,
    "kind": "pain",
    "level": 7.5,
    "region": "knee",
    "side": "left",
    "timing": "after",
    "provenance": "patient",
    "zone": "Europe/Berlin",
}

SYMPTOM_ANSWERS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "patientSymptoms": {
            "symptoms": [{"symptom_id": SYMPTOM, "felt": _FELT}],
            "places": [
                {
                    **_KNEE,
                    "kind": "pain",
                    "timing": "after",
                    "number": 1,
                    "highest": 7.5,
                    "newest": {"symptom_id": SYMPTOM, "felt": _FELT},
                    "baseline": 3.55,
                    "trend": {"direction": None, "difference": None, "reason": "too_few"},
                }
            ],
            "soreness": [
                {
                    **_KNEE,
                    "since": "2026-06-05",
                    "last": "2026-06-08",
                    "sore_days": 3,
                    "free_days": 1,
                    "long": False,
                    "follows": SESSION,
                }
            ],
            "next_mornings": [
                {
                    "symptom_id": SYMPTOM,
                    "session_id": SESSION,
                    "level": 4,
                    "level_before": 2.5,
                    "difference": 1.5,
                    "settled": True,
                    "reason": None,
                }
            ],
            "explained": {
                "rules": 1,
                "places": [
                    {**_KNEE, "kind": "pain", "timing": "after", "baseline": [SYMPTOM], "recent": [], "before": []}
                ],
                "soreness": [{**_KNEE, "reports": [SYMPTOM]}],
                "next_mornings": [{"symptom_id": SYMPTOM, "level_before": SYMPTOM}],
            },
            "difference": None,
            "incomplete_from": None,
        },
        "patientNextMorning": {
            "question": {
                "session_id": SESSION,
                "at": "2026-06-08T16:00:00Z",
                "places": [{**_KNEE, "level": 4.5}],
            },
            "difference": None,
            "incomplete_from": None,
        },
        "patientExercisePain": {
            "exercises": [
                {
                    "exercise_id": LEG_RAISE,
                    "side": "left",
                    "sessions": 9,
                    "ratings": 11,
                    "median": 3.5,
                    "highest": 6,
                    "over_band": 2,
                    "last_at": _MORNING,
                }
            ],
            "incomplete_from": None,
        },
        "clinicExercisePain": {
            "exercises": [
                {
                    "exercise_id": LEG_RAISE,
                    "side": "left",
                    "sessions": 160,
                    "patients": 21,
                    "ratings": 180,
                    "median": 2.5,
                    "over_band": "0.0500",
                    "patients_over_band": 4,
                }
            ],
            "too_few": [{"exercise_id": BRIDGE, "side": "none"}],
            "incomplete_of": [],
        },
    }
)
"""By the name of the operation."""
