"""An example of what each reading about records answers: a part of `answer_examples`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import CLINIC, PATIENT, PLACE, THERAPIST

RECORD_ANSWERS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "oneErasure": {
            "erasure_id": "1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9",
            "organisation_id": "0d1e2f30-4152-4637-8495-a6b7c8d9eaf0",
            "patient_id": PATIENT,
            "clinic_id": CLINIC,
            "reason": "patient_wish",
            "asked_by": f"staff:{THERAPIST}",
            "asked_at": "2026-06-09T12:00:00Z",
            "position": PLACE,
            "hash": "9c1185a5c5e9fc54" * 4,
            "key_destroyed": True,
            "duplicates": [],
            "destroyed": [{"place": "rm.adherence_week", "rows": 9}, {"place": "vault.item", "rows": 14}],
            "remains": [{"place": "log.events", "rows": 61, "why": "Facts that name nobody."}],
            "complete": True,
            "done_at": "2026-06-09T12:01:31Z",
        },
        "organisationExport": {
            "export_id": "2c3d4e5f-6071-4829-93a4-b5c6d7e8f901",
            "state": "waiting",
            "asked_at": "2026-06-09T12:00:00Z",
            "ends_at": "2026-06-10T12:00:00Z",
            "last_position": PLACE,
            "chain": "9c1185a5c5e9fc54" * 4,
            "events": 48210,
            "accesses": 9120,
            "lines": 20500,
            "parts": [
                {"number": 1, "name": "events-00001.jsonl", "lines": 20500, "size": 1310720, "sha256": "5a" * 32},
            ],
        },
    }
)
