"""An example of what each reading about people and places answers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.examples import AS_OF, CLINIC, LEG_RAISE, OTHER_THERAPIST, PATIENT, PRESCRIPTION, PROGRAM, THERAPIST

_PARTNER = "9b1c7d3e-52f4-4a6b-8c0d-1e2f3a4b5c6d"
_CLINIC = {
    "clinic_id": CLINIC,
    "name": "By the harbour",
    "country": "DE",
    "zone": "Europe/Berlin",
    "lead_id": THERAPIST,
    "policy_version": 1,
    "version": 3,
}
_MEMBER = {
    "staff_id": THERAPIST,
    "name": "Kim Example",
    "email": None,
    "role": "therapist",
    "clinics": [CLINIC],
    "removed": False,
    "away": [{"first_day": "2026-08-03", "last_day": "2026-08-21", "cover_id": OTHER_THERAPIST}],
    "version": 2,
}
_KNEE_APP = {
    "partner_id": _PARTNER,
    "name": "Knee app",
    "scopes": ["reports", "read"],
    "clinics": [CLINIC],
    "kinds": [],
    "requests_a_minute": None,
    "suspended": False,
    "keys": [
        {
            "key_id": "0c6f4a0e-6d5b-5c3a-9a53-2d1b6f1c7e80",
            "expires_at": "2027-01-31T00:00:00Z",
            "used_at": "2026-06-09T11:59:00Z",
        }
    ],
    "key_set": {"keys": [], "url": "https://partner.example/jwks.json"},
    "version": 1,
}
_IN_CARE = {
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
}
_PRESCRIBED = {
    "prescription_id": PRESCRIPTION,
    "exercise_id": LEG_RAISE,
    "deficit": "strength",
    "dose": {"sets": 3, "reps": 10, "effort": 6},
    "schedule": {"kind": "fixed", "times_a_day": 1, "weekdays": [2, 4, 6]},
    "side": "left",
}
_PROGRAM = {
    "program_id": PROGRAM,
    "last_day": None,
    "ended": None,
    "versions": [{"version": 1, "effective": "2026-04-15", "prescriptions": [_PRESCRIBED]}],
    "pauses": [{"first_day": "2026-05-04", "last_day": "2026-05-08", "prescriptions": []}],
    "rests": [],
}
_SITE = {
    "clinic_id": CLINIC,
    "in_care": 41,
    "therapists": 3,
    "without_therapist": 1,
    "adherence": {"below_half": 9, "to_four_fifths": 12, "above": 17, "no_number": 3},
    "alerts": {"critical": 0, "high": 2, "medium": 5},
}

PEOPLE_ANSWERS: Mapping[str, Any] = MappingProxyType(
    {
        "listPatients": {
            "as_of": AS_OF,
            "patients": [{"patient": _IN_CARE, "name": "Ada Example"}],
            "looked_at": 38,
            "next_cursor": None,
        },
        "patientCare": {
            "patient_id": PATIENT,
            "clinic_id": CLINIC,
            "therapist_id": THERAPIST,
            "language": "en",
            "channels": ["sms", "email"],
            "zones": [{"since": "0001-01-01T00:00:00Z", "zone": "Europe/Oslo"}],
            "consents": [{"purpose": "reminders", "text_version": "2026-01"}],
            "own_policy": {"policy": {"high_pain": 8}, "version": 1, "until": "2026-06-30"},
            "holds": [{"first_day": "2026-06-02", "last_day": "2026-06-03"}],
            "discharged_last_day": None,
            "discharged_because": None,
            "restricted_because": None,
            "version": 7,
        },
        "patientPrograms": {"patient_id": PATIENT, "version": 2, "programs": [_PROGRAM]},
        "listClinics": {"as_of": AS_OF, "clinics": [_CLINIC], "next_cursor": None},
        "oneClinic": {
            "clinic": _CLINIC,
            "policy": {"high_pain": 6.5},
            "hours": {"weekly": [{"weekday": 1, "opens": "08:00", "closes": "18:00"}]},
        },
        "listStaff": {"as_of": AS_OF, "staff": [_MEMBER], "next_cursor": None},
        "oneMember": {"member": _MEMBER},
        "listPartners": {"as_of": AS_OF, "partners": [_KNEE_APP], "next_cursor": None},
        "onePartner": {"partner": _KNEE_APP},
        "oneOrganisation": {
            "organisation_id": "4b7d8a52-1f0e-4c39-9a55-6d2c3e8f9b10",
            "name": "Harbour physiotherapy",
            "sandbox": False,
            "retention_years": 10,
            "leaving_at": None,
            "providers": [
                {
                    "provider_id": "7c1f2b9a-33d4-4e58-8a6b-0f9e8d7c6b5a",
                    "issuer": "https://login.harbour.example",
                    "client_id": "carryover",
                    "domains": ["harbour.example"],
                    "acr": [],
                    "role_claim": None,
                    "roles": [],
                }
            ],
            "version": 4,
        },
        "organisationOverview": {"as_of": AS_OF, "clinics": [_SITE]},
    }
)
"""By operation."""
