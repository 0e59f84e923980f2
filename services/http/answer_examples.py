"""An example of what each reading answers; shown in the description of the API, and tried by the tests."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import (
    ALERT,
    BRIDGE,
    CLINIC,
    LEG_RAISE,
    PATIENT,
    PRESCRIPTION,
    PROGRAM,
    SESSION,
    SYMPTOM,
    THERAPIST,
)

_PLACE = "00000000000004d29c1185a5c5e9fc54"
_AS_OF = {"position": _PLACE, "lag_events": 0, "stale": False}
_NOON = "2026-06-09T12:00:00Z"
_MORNING = "2026-06-09T05:30:00Z"
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
_KNEE = {"region": "knee", "side": "left"}
_IN_CARE = {
    "patient_id": PATIENT,
    "clinic_id": CLINIC,
    "therapist_id": THERAPIST,
    "status": "active",
    "enrolled_at": "2026-04-14T08:15:00Z",
    "discharged_last_day": None,
    "language": "de",
    "last_session_at": _MORNING,
    "last_symptom": {"at": _MORNING, "kind": "pain", "level": 7.5, "region": "knee", "side": "left"},
    "last_barrier": None,
}
_DAYS = {"done": "2", "expected": 3, "exact": "2/3", "value": "0.6667", "reason": None, "too_little": True}
_DOSES = {"done": "11/6", "expected": 3, "exact": "11/18", "value": "0.6111", "reason": None, "too_little": True}
_WEEK = {
    "range_days": 7,
    "first": "2026-06-02",
    "last": "2026-06-08",
    "days": _DAYS,
    "doses": _DOSES,
    "programs": [{"program_id": PROGRAM, "days": _DAYS, "doses": _DOSES}],
}
_PRESCRIBED = {
    "prescription_id": PRESCRIPTION,
    "exercise_id": LEG_RAISE,
    "deficit": "strength",
    "dose": {"sets": 3, "reps": 10, "effort": 6},
    "schedule": {"kind": "fixed", "times_a_day": 1, "weekdays": [2, 4, 6]},
    "side": "left",
}
_ALERT = {
    "alert_id": ALERT,
    "patient_id": PATIENT,
    "clinic_id": CLINIC,
    "therapist_id": THERAPIST,
    "rule": "high_pain",
    "rule_version": 1,
    "grade": "critical",
    "scope": "knee",
    "status": "open",
    "raised_at": "2026-06-09T05:31:12Z",
    "answer_by": "2026-06-09T09:31:12Z",
    "acknowledged_at": None,
    "acknowledged_by": None,
    "resolved_at": None,
    "resolved_by": None,
    "resolution": None,
    "facts": [SYMPTOM],
    "channels": ["email"],
    "version": 2,
}

ANSWERS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "listCaseload": {
            "as_of": _AS_OF,
            "patients": [{"patient": _IN_CARE, "name": "Ada Example", "last_7_days": _WEEK, "incomplete_from": None}],
            "next_cursor": None,
        },
        "onePatient": {
            "as_of": _AS_OF,
            "patient": _IN_CARE,
            "person": {"name": "Ada Example", "phone": "+49 30 000000"},
            "set_aside": [{"reader": "symptoms", "since": _PLACE}],
        },
        "patientAdherence": {
            "as_of": _AS_OF,
            "adherence": {
                "patient_id": PATIENT,
                "clinic_id": CLINIC,
                "definition": 1,
                "as_of": _NOON,
                "zone": "Europe/Berlin",
                "ranges": [_WEEK],
                "today": {"day": "2026-06-09", "expected": 1, "done": "1/2", "weekly": []},
            },
            "incomplete_from": None,
        },
        "patientSymptoms": {
            "as_of": _AS_OF,
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
            "incomplete_from": None,
        },
        "patientExercisePain": {
            "as_of": _AS_OF,
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
            "as_of": _AS_OF,
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
        "patientToday": {
            "as_of": _AS_OF,
            "today": {
                "patient_id": PATIENT,
                "day": "2026-06-09",
                "zone": "Europe/Berlin",
                "due": [{"program_id": PROGRAM, "prescription": _PRESCRIBED, "expected": 1, "left": "1/2"}],
                "programs": [
                    {
                        "program_id": PROGRAM,
                        "version": 1,
                        "effective": "2026-06-02",
                        "last_day": None,
                        "prescriptions": [_PRESCRIBED],
                        "coming": [],
                        "pauses": [],
                        "rests": [],
                    }
                ],
            },
            "incomplete_from": None,
        },
        "listAlerts": {
            "as_of": _AS_OF,
            "alerts": [_ALERT],
            "next_cursor": None,
            "incomplete_from": None,
            "incomplete_of": [],
        },
        "oneAlert": {"as_of": _AS_OF, "alert": _ALERT},
    }
)
"""By the name of the operation."""
