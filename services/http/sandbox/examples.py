"""An example of what the doors of sandboxes take and answer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import CLINIC, PARTNER, PATIENT, THERAPIST

SANDBOX: dict[str, Any] = {"name": "Trying out", "partner_name": "Tidewater App"}
CLOCK: dict[str, Any] = {"forward": 48}
ORGANISATION = "0b8d3a80-3f0e-4c0a-9f39-0d8c1f6c6c11"
_KEY = "co_test_" + 43 * "A"

SANDBOX_ANSWERS: Mapping[str, Any] = MappingProxyType(
    {
        "makeSandbox": {
            "organisation_id": ORGANISATION,
            "clinic_ids": [CLINIC],
            "owner_id": THERAPIST,
            "therapist_ids": [THERAPIST],
            "partner_id": PARTNER,
            "patient_ids": [PATIENT],
            "api_keys": {"owner": _KEY, "therapist": _KEY, "partner": _KEY},
            "now": "2026-06-09T12:00:00Z",
            "api": "https://carryover.example",
            "documentation": "https://carryover.example/docs/start",
        },
        "moveSandboxClock": {"now": "2026-06-11T12:00:00Z"},
    }
)
