"""An example of what the therapist's day answers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.care_examples import ALERT_ANSWER
from services.http.examples import ALERT, AS_OF, CLINIC, PATIENT, PLACE, PROGRAM, THERAPIST, VISIT

LOOKED = {"position": PLACE}

_LAST_VISIT = {"at": "2026-06-08T14:05:00Z", "position": PLACE}
_DAY = {"day": "2026-06-08", "expected": 2, "done": "1", "weekly": "0", "state": "part"}
_WEEK = {"done": "2", "expected": 3, "exact": "2/3", "value": "0.6667", "reason": None, "too_little": True}
_LINE = {
    "patient": {
        "patient_id": PATIENT,
        "clinic_id": CLINIC,
        "therapist_id": THERAPIST,
        "status": "active",
        "enrolled_at": "2026-04-14T08:15:00Z",
        "discharged_last_day": None,
        "language": "de",
        "last_session_at": "2026-06-09T05:30:00Z",
        "last_symptom": None,
        "last_barrier": None,
    },
    "name": "Ada Example",
    "why": [
        {
            "kind": "alert",
            "at": "2026-06-09T05:31:12Z",
            "signs": [],
            "alert_id": ALERT,
            "rule": "high_pain",
            "grade": "critical",
            "region": "knee",
            "exercise_id": None,
            "program_id": None,
            "figures": {"level": "75"},
            "unread": None,
        }
    ],
    "alerts": [{"alert": ALERT_ANSWER, "clock": "running"}],
    "days": [_DAY],
    "today": {**_DAY, "day": "2026-06-09", "done": "0", "state": "missed"},
    "last_7_days": {
        "range_days": 7,
        "first": "2026-06-02",
        "last": "2026-06-08",
        "days": _WEEK,
        "doses": _WEEK,
        "programs": [{"program_id": PROGRAM, "days": _WEEK, "doses": _WEEK}],
    },
    "pain": {
        "region": "knee",
        "side": "left",
        "highest": 7.5,
        "latest": 7.5,
        "reports": 1,
        "points": [{"day": "2026-06-09", "level": 7.5}],
    },
    "programs": 1,
    "next_visit": {
        "visit_id": VISIT,
        "patient_id": PATIENT,
        "clinic_id": CLINIC,
        "therapist_id": THERAPIST,
        "at": "2026-06-12T09:00:00Z",
        "minutes": 30,
        "kind": "follow_up",
        "status": "scheduled",
    },
    "news": {"symptoms": 1, "alerts": 1},
    "incomplete_from": None,
}

TODAY_ANSWERS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "listToday": {
            "as_of": AS_OF,
            "counts": {
                "patients": 42,
                "red_flag_hold": 0,
                "critical": 1,
                "high": 0,
                "medium": 0,
                "messages": 0,
                "visits": 0,
            },
            "looked": _LAST_VISIT,
            "patients": [_LINE],
            "changed": [],
            "next_cursor": None,
        },
        "lookedAtToday": {"looked": _LAST_VISIT},
    }
)
