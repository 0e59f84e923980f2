"""An example of what each reading of a course of treatment answers: a part of `answer_examples`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import AS_OF, BARRIER, CLINIC, LEG_RAISE, PATIENT, PROGRAM, THERAPIST, VISIT

_DAYS = {"done": "4", "expected": 6, "exact": "2/3", "value": "0.6667", "reason": None, "too_little": False}
_DOSES = {"done": "11/3", "expected": 6, "exact": "11/18", "value": "0.6111", "reason": None, "too_little": False}
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
    "saw": "Walks down stairs without the rail.",
}
_FIRST_SCORE, _SCORE = "0f9e8d7c-6b5a-4948-8372-61504f3e2d1c", "1a2b3c4d-5e6f-4708-9192-a3b4c5d6e7f8"
_SCORED = {
    "taken": {"at": "2026-06-09T05:30:00Z", "score_id": _SCORE, "instrument": "psfs", "value": 6.3},
    "from_first": {"since": _FIRST_SCORE, "by": 2.3, "better": True, "matters": True},
    "from_before": {"since": _FIRST_SCORE, "by": 2.3, "better": True, "matters": True},
}
_HURTS = {"hurts": 7, "answered": 5, "median_hours": 26.5, "ninetieth_hours": 71.25}

COURSE_ANSWERS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "patientVisits": {"as_of": AS_OF, "visits": [_VISIT], "incomplete_from": None},
        "patientBarriers": {
            "as_of": AS_OF,
            "barriers": [
                {
                    "barrier_id": BARRIER,
                    "at": "2026-06-08T17:30:00Z",
                    "reason": "hurts",
                    "exercise_id": LEG_RAISE,
                    "side": "left",
                    "provenance": "patient",
                    "words": "A sharp pull below the knee cap.",
                }
            ],
            "incomplete_from": None,
        },
        "patientScores": {
            "as_of": AS_OF,
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
            "as_of": AS_OF,
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
        "clinicVisits": {
            "as_of": AS_OF,
            "visits": [
                {
                    "visit_id": VISIT,
                    "patient_id": PATIENT,
                    "clinic_id": CLINIC,
                    "therapist_id": THERAPIST,
                    "at": "2026-06-09T13:30:00Z",
                    "minutes": 30,
                    "kind": "follow_up",
                    "status": "scheduled",
                }
            ],
            "incomplete_of": [],
        },
        "clinicHurts": {
            "as_of": AS_OF,
            "all": _HURTS,
            "by_therapist": [{"therapist_id": THERAPIST, "answers": _HURTS}],
            "incomplete_of": [],
        },
    }
)
"""By the name of the operation."""
