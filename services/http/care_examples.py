"""An example of what each reading about alerts, messages and reminders answers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from domain.clinic.thresholds import DEFAULTS
from services.http.examples import (
    ALERT,
    AS_OF,
    CLINIC,
    MESSAGE,
    PATIENT,
    PRESCRIPTION,
    REMINDER,
    SYMPTOM,
    THERAPIST,
)
from services.http.ratings import in_points

_MORNING = "2026-06-09T05:30:00Z"
_EARLIER = "2026-06-06T05:30:00Z"
ALERT_ANSWER = {
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
    "snoozed_until": None,
    "escalated_to": None,
    "escalated_at": None,
    "facts_seen": 0,
    "day": None,
    "figures": {},
    "facts": [SYMPTOM],
    "channels": ["email", "in_app"],
    "version": 3,
    "owners": [THERAPIST],
}
_THRESHOLDS = in_points(DEFAULTS)
_FEW = {"count": 3, "median_minutes": 42.5, "ninetieth_minutes": 180}
_TIMES = {"raised": 4, "to_answer": _FEW, "to_answer_open": _FEW, "to_resolve": _FEW, "to_resolve_open": _FEW}

CARE_ANSWERS: Mapping[str, Any] = MappingProxyType(
    {
        "listAlerts": {
            "as_of": AS_OF,
            "alerts": [ALERT_ANSWER],
            "names": {PATIENT: "Ada Example"},
            "next_cursor": None,
            "incomplete_from": None,
            "incomplete_of": [],
        },
        "patientMessages": {
            "as_of": AS_OF,
            "unread": 1,
            "messages": [
                {
                    "message_id": MESSAGE,
                    "author": PATIENT,
                    "from_patient": True,
                    "sent_at": "2026-06-09T05:31:12Z",
                    "written_at": _MORNING,
                    "provenance": "patient",
                    "text": "May I go swimming?",
                    "read_by": [{"by": THERAPIST, "at": "2026-06-09T06:10:00Z"}],
                }
            ],
            "next_cursor": None,
        },
        "unreadMessages": {
            "as_of": AS_OF,
            "threads": [
                {
                    "thread": {
                        "patient_id": PATIENT,
                        "clinic_id": CLINIC,
                        "therapist_id": THERAPIST,
                        "unread": 1,
                        "since": "2026-06-09T05:31:12Z",
                        "last_at": "2026-06-09T05:31:12Z",
                    },
                    "name": "Ada Example",
                }
            ],
            "next_cursor": None,
        },
        "patientReminders": {
            "as_of": AS_OF,
            "slots": [
                {
                    "day": "2026-06-08",
                    "prescription_id": PRESCRIPTION,
                    "number": 1,
                    "because": None,
                    "reminder_id": REMINDER,
                },
                {
                    "day": "2026-06-08",
                    "prescription_id": PRESCRIPTION,
                    "number": 2,
                    "because": "done",
                    "reminder_id": None,
                },
            ],
            "messages": [
                {
                    "reminder_id": REMINDER,
                    "day": "2026-06-08",
                    "kind": "reminder",
                    "sent_at": "2026-06-08T07:00:00Z",
                    "channel": "email",
                    "variant": 3,
                    "uncertain": False,
                    "delivered_at": "2026-06-08T07:00:04Z",
                    "bounced_at": None,
                    "opened_at": "2026-06-08T07:12:40Z",
                    "session_id": None,
                    "unanswered": False,
                    "followed": True,
                }
            ],
            "incomplete_from": None,
        },
        "clinicReminders": {
            "as_of": AS_OF,
            "first_day": "2026-05-13",
            "last_day": "2026-06-10",
            "slots": 1210,
            "reminded": 512,
            "suppressed": {"done": 431, "most_a_day": 140, "no_consent": 112, "too_late": 15},
            "sent": 420,
            "uncertain": 1,
            "delivered": 402,
            "bounced": 3,
            "opened": 188,
            "followed": 141,
            "incomplete_of": [],
        },
        "alertFacts": {
            "alert_id": ALERT,
            "rule": "high_pain",
            "rule_version": 1,
            "policy_version": 0,
            "patient_policy_version": 0,
            "thresholds": _THRESHOLDS,
            "facts": [
                {
                    "event_id": SYMPTOM,
                    "type": "symptom.reported",
                    "occurred_at": _MORNING,
                    "occurred_zone": "Europe/Berlin",
                    "recorded_at": "2026-06-09T05:31:12Z",
                    "attached": False,
                    "data": {"patient_id": PATIENT, "kind": "pain", "level": 75, "region": "knee", "side": "left"},
                }
            ],
        },
        "oneAlert": {"as_of": AS_OF, "alert": ALERT_ANSWER},
        "clinicAlertTimes": {
            "as_of": AS_OF,
            "opening_hours": True,
            "ranges": [{"days": 28, "all": _TIMES, "by_therapist": [{"therapist_id": THERAPIST, "times": _TIMES}]}],
        },
        "clinicLoad": {
            "as_of": AS_OF,
            "judged": True,
            "therapists": [
                {
                    "therapist_id": THERAPIST,
                    "in_care": 3,
                    "alerts": {"critical": 0, "high": 1, "medium": 2},
                    "overdue": 1,
                    "doses": ["0.4286", "0.8571"],
                    "no_number": 1,
                    "pain": [3.5],
                    "no_pain_told": 2,
                }
            ],
        },
    }
)
"""By the name of the operation."""
