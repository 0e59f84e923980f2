"""An example of what each reading answers; shown in the description of the API, and tried by the tests."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import (
    ALERT,
    CLINIC,
    LEG_RAISE,
    PATIENT,
    PRESCRIPTION,
    PROGRAM,
    SYMPTOM,
    THERAPIST,
    VISIT,
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
_VISIT = {
    "visit_id": VISIT,
    "clinic_id": CLINIC,
    "therapist_id": THERAPIST,
    "kind": "follow_up",
    "status": "recorded",
    "starts_at": "2026-05-26T07:00:00Z",
    "minutes": 30,
    "cancelled_because": None,
    "happened_at": "2026-05-26T07:05:00Z",
    "provenance": "clinician",
    "measures": [
        {"kind": "range_of_motion", "joint": "knee", "movement": "flexion", "side": "left", "degrees": 95},
        {"kind": "manual_strength", "joint": "knee", "movement": "extension", "side": "left", "grade": 4.5},
    ],
    "noted": True,
}
_FIRST_SCORE, _SCORE = "0f9e8d7c-6b5a-4948-8372-61504f3e2d1c", "1a2b3c4d-5e6f-4708-9192-a3b4c5d6e7f8"
_SCORED = {
    "taken": {"at": _MORNING, "score_id": _SCORE, "instrument": "psfs", "value": 6.3},
    "from_first": {"since": _FIRST_SCORE, "by": 2.3, "better": True, "matters": True},
    "from_before": {"since": _FIRST_SCORE, "by": 2.3, "better": True, "matters": True},
}
_HURTS = {"hurts": 7, "answered": 5, "median_hours": 26.5, "ninetieth_hours": 71.25}

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
            "newest": [{"symptom_id": SYMPTOM, "felt": _FELT, "baseline": 3.55}],
            "incomplete_from": None,
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
        "patientVisits": {"as_of": _AS_OF, "visits": [_VISIT], "incomplete_from": None},
        "patientScores": {
            "as_of": _AS_OF,
            "scores": [_SCORED],
            "questionnaires": [
                {
                    "name": "psfs",
                    "about": {
                        "title": "Patient-Specific Functional Scale",
                        "highest": 10,
                        "in_tenths": True,
                        "more_is_better": True,
                        "smallest_change": 2.3,
                        "source": "Abbott and Schmitt 2014, doi 10.2519/jospt.2014.5248",
                    },
                }
            ],
            "incomplete_from": None,
        },
        "patientBetweenVisits": {
            "as_of": _AS_OF,
            "stretches": [
                {
                    "first": "2026-05-27",
                    "last": "2026-06-08",
                    "after": VISIT,
                    "until": None,
                    "days": _DAYS,
                    "doses": _DOSES,
                    "pain": [
                        {
                            "region": "knee",
                            "side": "left",
                            "first": 4,
                            "last": 2.5,
                            "highest": 7.5,
                            "median": 3.25,
                            "reports": 4,
                        }
                    ],
                    "barriers": [{"reason": "hurts", "reports": 2}, {"reason": "no_time", "reports": 1}],
                    "changes": [
                        {
                            "event_id": "2b3c4d5e-6f70-4819-a2b3-c4d5e6f70819",
                            "decided_at": "2026-05-28T14:02:11Z",
                            "program_id": PROGRAM,
                            "what": "revised",
                            "first_day": "2026-05-29",
                            "last_day": None,
                            "eased": [{"exercise_id": LEG_RAISE, "side": "left"}],
                        }
                    ],
                    "scores": [],
                }
            ],
            "incomplete_from": None,
        },
        "clinicHurts": {
            "as_of": _AS_OF,
            "all": _HURTS,
            "by_therapist": [{"therapist_id": THERAPIST, "answers": _HURTS}],
            "incomplete_of": [],
        },
    }
)
"""By the name of the operation."""
