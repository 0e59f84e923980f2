"""Examples of what the audit answers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import CLINIC, PATIENT, THERAPIST

_PARTNER = "01a1e2d5-3f10-7d2e-9a51-5b7d0c9e1f42"
_NOON = "2026-06-09T12:00:00Z"
_ENTRY = {
    "number": 1841,
    "at": _NOON,
    "kind": "read",
    "actor": f"staff:{THERAPIST}",
    "via": "key:5d1f0a52-7a0e-5c3c-8f77-0d9f3e1b6a21",
    "right": f"therapist at {CLINIC}",
    "operation": "patientAdherence",
    "patients": [PATIENT],
    "count": 1,
    "address": "192.0.2.17",
    "request_id": "8f1c2b0e-64ab-4c0f-9d3e-2f1a7b5c4d10",
    "detail": {},
}

AUDIT_ANSWERS: Mapping[str, Any] = MappingProxyType(
    {
        "listAudit": {"entries": [_ENTRY], "next_cursor": None},
        "patientAccesses": {"entries": [_ENTRY], "next_cursor": None},
        "breakGlass": {"grant_id": "01a1e2d5-44b0-7c11-8a37-6f0e2d9b7c15", "ends_at": "2026-06-09T13:00:00Z"},
        "patientDisclosures": {
            "disclosures": [
                {
                    "at": _NOON,
                    "to": f"partner:{_PARTNER}",
                    "name": "Harbour app",
                    "what": "patientAdherence",
                    "count": 1,
                    "why": "scope read",
                }
            ],
            "next_cursor": None,
        },
    }
)
