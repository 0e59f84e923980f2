"""An example of what each reading answers; shown in the description of the API, and tried by the tests."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.audit.examples import AUDIT_ANSWERS
from services.http.care_examples import CARE_ANSWERS
from services.http.course_examples import COURSE_ANSWERS
from services.http.examples import (
    AS_OF,
    CLINIC,
    LEG_RAISE,
    PATIENT,
    PLACE,
    PRESCRIPTION,
    PROGRAM,
    SESSION,
    THERAPIST,
)
from services.http.exercise_library.examples import LIBRARY_ANSWERS
from services.http.my.examples import MY_ANSWERS
from services.http.people.examples import PEOPLE_ANSWERS
from services.http.records.examples import RECORD_ANSWERS
from services.http.sandbox.examples import SANDBOX_ANSWERS
from services.http.symptom_examples import SYMPTOM_ANSWERS
from services.http.today.examples import TODAY_ANSWERS

_NOON = "2026-06-09T12:00:00Z"
_MORNING = "2026-06-09T05:30:00Z"
_EARLIER = "2026-06-06T05:30:00Z"
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
_NOTHING_FELT = {
    "done": "0",
    "expected": 0,
    "exact": None,
    "value": None,
    "reason": "no_symptom_reported",
    "too_little": True,
}
_PROGRAM_IN_FULL = {
    "program_id": PROGRAM,
    "days": _DAYS,
    "doses": _DOSES,
    "answered": _NOTHING_FELT,
    "prescriptions": [{"prescription_id": PRESCRIPTION, "days": _DAYS, "doses": _DOSES}],
}
_WEEK_IN_FULL = {**_WEEK, "answered": _NOTHING_FELT, "programs": [_PROGRAM_IN_FULL]}
_MET_BY = {"session_id": SESSION, "entry": 0, "at": _EARLIER, "counted": "5/6", "events": [SESSION]}
_SLOT = {"program_id": PROGRAM, "version": 1, "prescription_id": PRESCRIPTION, "expected": 1, "done": "5/6"}
_EXPLAINED = {
    "definition": 3,
    "zones": [{"since": "0001-01-01T00:00:00Z", "zone": "Europe/Berlin"}],
    "days": [
        {
            "day": "2026-06-06",
            "zone": "Europe/Berlin",
            "starts": "2026-06-05T22:00:00Z",
            "ends": "2026-06-06T22:00:00Z",
            "slots": [{**_SLOT, "met_by": [_MET_BY]}],
        }
    ],
    "weeks": [],
    "answered": [],
    "uncounted": [{"day": "2026-06-07", "session_id": SESSION, "because": "in_clinic", "entry": None}],
}
_SESSION = {
    "session_id": SESSION,
    "at": _EARLIER,
    "day": "2026-06-06",
    "zone": "Europe/Berlin",
    "shifted_by": 0,
    "provenance": "patient",
    "in_clinic": False,
    "duration_seconds": 900,
    "effort": 6,
    "entries": [{"exercise_id": LEG_RAISE, "side": "left", "reps": 25, "pain": 2.5}],
    "not_counted": [],
    "events": [SESSION],
}
_PRESCRIBED = {
    "prescription_id": PRESCRIPTION,
    "exercise_id": LEG_RAISE,
    "deficit": "strength",
    "dose": {"sets": 3, "reps": 10, "effort": 6},
    "schedule": {"kind": "fixed", "times_a_day": 1, "weekdays": [2, 4, 6]},
    "side": "left",
}
ANSWERS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "listCaseload": {
            "as_of": AS_OF,
            "patients": [{"patient": _IN_CARE, "name": "Ada Example", "last_7_days": _WEEK, "incomplete_from": None}],
            "next_cursor": None,
        },
        **RECORD_ANSWERS,
        "onePatient": {
            "as_of": AS_OF,
            "patient": _IN_CARE,
            "person": {"name": "Ada Example", "phone": "+49 30 000000"},
            "set_aside": [{"reader": "symptoms", "since": PLACE}],
            "version": 4,
        },
        "patientAdherence": {
            "as_of": AS_OF,
            "adherence": {
                "patient_id": PATIENT,
                "clinic_id": CLINIC,
                "definition": 3,
                "at": _NOON,
                "zone": "Europe/Berlin",
                "ranges": [_WEEK_IN_FULL],
                "run_days": 2,
                "today": {"day": "2026-06-09", "expected": 1, "done": "1/2", "weekly": []},
            },
            "explained": _EXPLAINED,
            "difference": {"as_of": AS_OF, "changed": [{"at": "/ranges/7/days/done", "then": "1", "now": "2"}]},
            "incomplete_from": None,
        },
        **{name: {"as_of": AS_OF, **answer} for name, answer in SYMPTOM_ANSWERS.items()},
        "patientSessions": {"as_of": AS_OF, "sessions": [_SESSION], "difference": None, "incomplete_from": None},
        "exportPatient": {
            "as_of": AS_OF,
            "patient_id": PATIENT,
            "events": [
                {
                    "position": PLACE,
                    "event_id": SESSION,
                    "type": "session.logged",
                    "schema_v": 1,
                    "occurred_at": _MORNING,
                    "occurred_zone": "Europe/Berlin",
                    "recorded_at": "2026-06-09T05:31:12Z",
                    "data": {"patient_id": PATIENT, "_clinic_id": CLINIC, "entries": [], "provenance": "patient"},
                }
            ],
        },
        "patientToday": {
            "as_of": AS_OF,
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
                "hold": None,
            },
            "difference": None,
            "incomplete_from": None,
        },
        **COURSE_ANSWERS,
        **CARE_ANSWERS,
        **AUDIT_ANSWERS,
        **MY_ANSWERS,
        **PEOPLE_ANSWERS,
        **LIBRARY_ANSWERS,
        **SANDBOX_ANSWERS,
        **TODAY_ANSWERS,
    }
)
"""By the name of the operation."""
