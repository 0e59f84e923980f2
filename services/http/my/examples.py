"""Examples of what the doors of patients and carers answer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import PATIENT, WAY_IN

_CSRF = "3v3zQbGm0cJx8L1kTtq6Rj5sYpWnE9uHhA2dVfKoZiM"
_ENDS = "2026-12-06T12:00:00Z"

_PREFERENCES = {"language": "en", "reminders": True, "quiet_from": "18:30", "quiet_until": None}

MY_ANSWERS: Mapping[str, Any] = MappingProxyType(
    {
        "enterMy": {"bearer": "patient", "csrf": _CSRF, "ends_at": _ENDS},
        "setMyPreferences": _PREFERENCES,
        "leaveMy": {"left": True},
        "myAccess": {
            "patient_id": PATIENT,
            "bearer": "patient",
            "name": "Ada Example",
            "language": "en",
            "zone": "Europe/London",
            "clinic": {"name": "Harbour Physiotherapy"},
            "preferences": _PREFERENCES,
            "ends_at": _ENDS,
            "csrf": _CSRF,
            "signs": ["saddle_numbness", "chest_pain"],
            "emergency": {
                "country": "GB",
                "language": "en",
                "number": "999",
                "text": "Stop your exercises now. These signs can be an emergency. Call 999 now.",
                "reviewed_by_clinician": False,
            },
            "over_the_band": 5.0,
        },
        "patientWaysIn": {
            "patient_id": PATIENT,
            "accesses": [
                {
                    "access_id": WAY_IN,
                    "bearer": "carer",
                    "label": "Her daughter",
                    "given_at": "2026-06-09T12:00:00Z",
                    "ends_at": _ENDS,
                    "open": True,
                    "code_until": "2026-06-23T12:00:00Z",
                    "devices": [
                        {
                            "device_id": "5e7b9d20-43c1-4a8f-b6d5-1c2e3f4a5b60",
                            "began_at": "2026-06-09T12:10:00Z",
                            "seen_at": "2026-06-09T18:42:00Z",
                            "agent": "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
                        }
                    ],
                }
            ],
        },
    }
)
