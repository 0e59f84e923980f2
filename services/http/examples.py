"""An example of each body that the API takes; shown in its description, and tried by the tests."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

CLINIC = "0b3a5c52-6a1e-4a6f-9a0c-8a52a7a1f0de"
THERAPIST = "5e0c7a4b-90cf-4a55-8d7e-2f1b7d0c9a11"
OTHER_THERAPIST = "6f1d8b5c-a1df-4b66-9e8f-302c8e1dab22"
PROVIDER = "6b1a9c52-40f3-4c0b-8d0e-5f7f3a2d9e10"
PATIENT = "a4c2f1d8-7d52-4a2b-b1d5-6a7e0f3c2b90"
DUPLICATE = "b5d3e2c9-8e63-4b3c-92e6-7b8f1a4d3ca1"
PROGRAM = "c0a80101-32aa-4e0e-8a3e-5b9b8a1d7f42"
TEMPLATE = "2f8e1d0c-7b6a-4958-8473-62514f3e2d1c"
PRESCRIPTION = "7e2d3c4b-5a69-4788-9b0a-1c2d3e4f5a6b"
SESSION = "d1b2c3a4-0f1e-4d2c-8b3a-495867768594"
SYMPTOM = "e5f60718-293a-4b5c-8d6e-7f8091a2b3c4"
BARRIER = "3c4d5e6f-7081-4293-a4b5-c6d7e8f90a1b"
VISIT = "92a3b4c5-d6e7-4f80-9a1b-2c3d4e5f6071"
MESSAGE = "4d5e6f70-8192-43a4-b5c6-d7e8f90a1b2c"
WAY_IN = "2a4c6e80-91b3-4d5f-8a7c-9e0b1d3f5a72"
ALERT = "f0e1d2c3-b4a5-4968-8778-69504132a3b4"
BRIDGE = "289fd55b-5744-59d6-beb7-a09c1f5dd883"  # of the library
REMINDER = "5d0b2c7e-1f68-5a90-b3c4-7e2d9a8f1b06"
OWN_EXERCISE = "9c0b1a2d-3e4f-4a5b-8c6d-7e8f90a1b2c3"  # of the organisation
LEG_RAISE = "bbc3cf3b-4e0c-5344-9ef4-e126fb70740c"

PARTNER = "8b7c6d5e-4f30-4121-9a0b-c1d2e3f40516"
PARTNER_KEY = "1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f9"

SOURCE = "https://app.example/devices/ios-17"
_ENTRY = {"exercise_id": LEG_RAISE, "side": "left", "sets": 3, "reps": 30, "pain": 2.5}
_PRESCRIBED = {
    "exercise_id": LEG_RAISE,
    "side": "left",
    "deficit": "strength",
    "dose": {"sets": 3, "reps": 10, "effort": 6},
    "schedule": {"kind": "fixed", "times_a_day": 1, "weekdays": [1, 3, 5]},
}

_MEASURES = [
    {"kind": "range_of_motion", "joint": "knee", "movement": "flexion", "side": "left", "degrees": 95},
    {"kind": "manual_strength", "joint": "knee", "movement": "extension", "side": "left", "grade": 4.5},
    {"kind": "measured_strength", "joint": "hip", "movement": "abduction", "side": "left", "newtons": 180},
]

_DATA: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "org.carryover.session.logged": (
        "log-1042",
        {"entries": [_ENTRY], "effort": 6, "zone": "Europe/Berlin", "note": "The last set was hard."},
    ),
    "org.carryover.session.corrected": ("fix-1", {"report": "log-1042", "entries": [{**_ENTRY, "reps": 20}]}),
    "org.carryover.session.retracted": ("undo-1", {"report": "log-1042"}),
    "org.carryover.symptom.reported": (
        "pain-77",
        {"region": "knee", "side": "left", "level": 7.5, "kind": "pain", "timing": "after", "session": "log-1042"},
    ),
    "org.carryover.symptom.corrected": ("fix-2", {"report": "pain-77", "level": 4}),
    "org.carryover.symptom.retracted": ("undo-2", {"report": "pain-77"}),
    "org.carryover.barrier.reported": ("why-3", {"reason": "no_time", "note": "Two late shifts."}),
    "org.carryover.redflag.reported": (
        "flag-1",
        {"signs": ["chest_pain"], "note": "Since this morning, on the stairs."},
    ),
    "org.carryover.patient.enrolled": (
        "person-9",
        {"clinic_id": CLINIC, "zone": "Europe/Berlin", "language": "de", "name": "Ada Example"},
    ),
    "org.carryover.program.assigned": ("plan-9", {"prescriptions": [_PRESCRIBED]}),
    "org.carryover.barrier.retracted": ("undo-3", {"report": "why-3"}),
    "org.carryover.score.recorded": ("score-4", {"instrument": "psfs", "value": 4.7}),
    "org.carryover.visit.recorded": (
        "visit-12",
        {"kind": "follow_up", "measures": _MEASURES, "note": "Walks down stairs without the rail."},
    ),
    "org.carryover.reminder.opened": ("opened-5", {"day": "2026-06-09", "reminder_id": REMINDER}),
    "org.carryover.message.sent": ("hello-8", {"text": "May I go swimming?"}),
    "org.carryover.message.read": ("seen-8", {"message_id": MESSAGE}),
}


def _event(type_: str, id_: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "specversion": "1.0",
        "id": id_,
        "source": SOURCE,
        "type": type_,
        "subject": "ext:4711",
        "time": "2026-06-09T07:30:00+02:00",
        "senttime": "2026-06-09T07:31:12+02:00",
        "datacontenttype": "application/json",
        "data": data,
    }


EVENTS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {type_: _event(type_, id_, data) for type_, (id_, data) in _DATA.items()}
)
"""By type."""

BATCH = [EVENTS["org.carryover.session.logged"], EVENTS["org.carryover.symptom.reported"]]

_FELT = {"patient_id": PATIENT, "occurred_at": "2026-06-09T07:30:00+02:00"}

DRY_RUN: Mapping[str, Any] = {
    "policy": {"high_pain": 6, "low_percent": 60},
    "first_day": "2025-06-09",
    "last_day": "2026-06-08",
}

PLACE = "00000000000004d29c1185a5c5e9fc54"
AS_OF = {"position": PLACE, "at": "2026-06-09T12:00:00Z", "lag_events": 0, "stale": False}
"""How fresh an answer is."""

PREVIEW: Mapping[str, Any] = {
    "patient_id": PATIENT,
    "program_id": PROGRAM,
    "prescriptions": [{"prescription_id": PRESCRIPTION, **_PRESCRIBED, "dose": {"sets": 2, "reps": 10}}],
}
PREVIEW_NEW: Mapping[str, Any] = {
    "patient_id": PATIENT,
    "prescriptions": [{"prescription_id": OWN_EXERCISE, **_PRESCRIBED, "side": "right"}],
}
"""What a week would ask, of a running program and of a new one."""

COMMANDS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "OpenClinic": {"name": "By the harbour", "country": "DE", "zone": "Europe/Berlin"},
        "TryPolicy": {"clinic_id": CLINIC, **DRY_RUN},
        "SetClinicPolicy": {"clinic_id": CLINIC, "policy": {"high_pain": 6.5, "high_pain_age_hours": 12}},
        "SetOpeningHours": {
            "clinic_id": CLINIC,
            "weekly": [
                {"weekday": 1, "opens": "08:00", "closes": "12:30"},
                {"weekday": 1, "opens": "13:30", "closes": "18:00"},
            ],
            "holidays": ["2026-12-25", "2026-12-26"],
        },
        "NameClinicLead": {"clinic_id": CLINIC, "staff_id": THERAPIST},
        "SetStaffAway": {
            "staff_id": THERAPIST,
            "first_day": "2026-08-03",
            "last_day": "2026-08-21",
            "cover_id": OTHER_THERAPIST,
        },
        "SetStaffPreferences": {
            "staff_id": THERAPIST,
            "language": "de",
            "digest_at": "07:30",
            "channels": ["sms"],
            "private": {"phone": "+49 30 000001"},
        },
        "InviteStaff": {
            "role": "therapist",
            "clinics": [CLINIC],
            "private": {"name": "Kim Example", "email": "kim@clinic.example"},
        },
        "ChangeStaffRole": {"staff_id": THERAPIST, "role": "admin", "clinics": [CLINIC]},
        "RemoveStaff": {"staff_id": THERAPIST, "hand_over_to": OTHER_THERAPIST},
        "RegisterPartner": {"name": "Knee app", "scopes": ["reports", "read"], "clinics": [CLINIC]},
        "ChangePartner": {"partner_id": PARTNER, "scopes": ["reports"], "kinds": ["org.carryover.session.logged"]},
        "RotatePartnerKey": {"partner_id": PARTNER, "overlap_hours": 48},
        "RevokePartnerKey": {"partner_id": PARTNER, "key_id": PARTNER_KEY},
        "SuspendPartner": {"partner_id": PARTNER},
        "ResumePartner": {"partner_id": PARTNER},
        "SetPartnerKeySet": {"partner_id": PARTNER, "url": "https://app.example/.well-known/jwks.json"},
        "AddExercise": {
            "name": "Towel pull",
            "region": "foot",
            "deficit": "strength",
            "sided": True,
            "instructions": "Pull the towel towards you with your toes.",
            "dose": {"sets": 2, "reps": 10},
        },
        "ReviseExercise": {
            "exercise_id": OWN_EXERCISE,
            "name": "Towel pull",
            "region": "foot",
            "deficit": "strength",
            "sided": True,
            "instructions": "Pull the towel towards you with your toes, slowly.",
            "dose": {"sets": 3, "reps": 10},
            "equipment": ["towel"],
        },
        "RetireExercise": {"exercise_id": OWN_EXERCISE},
        "SaveTemplate": {"name": "Knee, the first weeks", "prescriptions": [_PRESCRIBED], "note": "Before the steps."},
        "RetireTemplate": {"template_id": TEMPLATE},
        "EnrolPatient": {
            "clinic_id": CLINIC,
            "zone": "Europe/Berlin",
            "therapist_id": THERAPIST,
            "private": {"name": "Ada Example", "phone": "+49 30 000000"},
        },
        "GivePatientAccess": {
            "patient_id": PATIENT,
            "bearer": "carer",
            "days": 90,
            "private": {"label": "Her daughter"},
        },
        "RenewPatientCode": {"patient_id": PATIENT, "access_id": WAY_IN},
        "EndPatientAccess": {"patient_id": PATIENT, "access_id": WAY_IN},
        "SetPatientZone": {"patient_id": PATIENT, "zone": "America/Chicago", "since": "2026-06-09T18:00:00Z"},
        "SetContactPreferences": {
            "patient_id": PATIENT,
            "channels": ["email"],
            "language": "de",
            "private": {"email": "ada@mail.example"},
        },
        "SetQuietHours": {"patient_id": PATIENT, "quiet_from": "18:30", "quiet_until": "10:00"},
        "RecordConsent": {"patient_id": PATIENT, "purpose": "reminders", "text_version": "2026-01"},
        "WithdrawConsent": {"patient_id": PATIENT, "purpose": "reminders"},
        "AssignTherapist": {"patient_id": PATIENT, "therapist_id": THERAPIST},
        "SetRetention": {"years": 15},
        "LeaveOrganisation": {},
        "StayOrganisation": {},
        "SetIdentityProvider": {
            "provider_id": PROVIDER,
            "issuer": "https://login.clinic.example",
            "client_id": "carryover",
            "domains": ["clinic.example"],
            "role_claim": "groups",
            "roles": [{"value": "physio", "role": "therapist", "clinics": [CLINIC]}],
            "private": {"client_secret": "what the provider gave you"},
        },
        "RemoveIdentityProvider": {"provider_id": PROVIDER},
        "RestrictPatient": {"patient_id": PATIENT, "reason": "disputed"},
        "LiftRestriction": {"patient_id": PATIENT},
        "ErasePatient": {"patient_id": PATIENT, "clinic_id": CLINIC, "reason": "patient_wish"},
        "DischargePatient": {"patient_id": PATIENT, "reason": "goals_met", "last_day": "2026-07-31"},
        "ReadmitPatient": {"patient_id": PATIENT, "first_day": "2026-09-01"},
        "TransferPatient": {"patient_id": PATIENT, "clinic_id": CLINIC, "therapist_id": OTHER_THERAPIST},
        "MergePatients": {"patient_id": PATIENT, "duplicate_id": DUPLICATE},
        "ReportRedFlag": {**_FELT, "signs": ["saddle_numbness", "new_bladder_or_bowel_trouble"]},
        "ClearRedFlag": {"patient_id": PATIENT, "first_day": "2026-06-12"},
        "SetPatientPolicy": {
            "patient_id": PATIENT,
            "policy": {"high_pain": 8, "over_the_band": 6.5, "most_reminders_a_day": 1},
            "until": "2026-07-31",
        },
        "AssignProgram": {
            "patient_id": PATIENT,
            "prescriptions": [{"prescription_id": PRESCRIPTION, **_PRESCRIBED}],
            "private": {"note": "Slowly at first."},
        },
        "ReviseProgram": {
            "patient_id": PATIENT,
            "program_id": PROGRAM,
            "prescriptions": [
                {"prescription_id": PRESCRIPTION, **_PRESCRIBED, "dose": {"sets": 2, "reps": 10, "effort": 5.5}}
            ],
        },
        "PauseProgram": {"patient_id": PATIENT, "program_id": PROGRAM, "reason": "unwell", "last_day": "2026-06-20"},
        "ResumeProgram": {"patient_id": PATIENT, "program_id": PROGRAM},
        "AdviseRest": {
            "patient_id": PATIENT,
            "program_id": PROGRAM,
            "prescriptions": [PRESCRIPTION],
            "last_day": "2026-06-12",
        },
        "CompleteProgram": {"patient_id": PATIENT, "program_id": PROGRAM},
        "LogSession": {**_FELT, "in_clinic": True, "provenance": "clinician", "entries": [{"exercise_id": BRIDGE}]},
        "CorrectSession": {**_FELT, "session_id": SESSION, "duration_seconds": 900},
        "RetractSession": {**_FELT, "session_id": SESSION},
        "ReportPain": {**_FELT, "region": "knee", "side": "left", "level": 4.5, "provenance": "clinician"},
        "CorrectSymptom": {**_FELT, "symptom_id": SYMPTOM, "level": 5},
        "RetractSymptom": {**_FELT, "symptom_id": SYMPTOM},
        "ReportBarrier": {**_FELT, "reason": "hurts", "exercise_id": LEG_RAISE, "side": "left"},
        "AcknowledgeAlert": {"alert_id": ALERT},
        "SnoozeAlert": {"alert_id": ALERT, "until": "2026-06-11T08:00:00+02:00"},
        "ResolveAlert": {
            "alert_id": ALERT,
            "resolution": "program_changed",
            "private": {"note": "Lighter band, every other day."},
        },
        "RetractBarrier": {**_FELT, "barrier_id": BARRIER},
        "ScheduleVisit": {
            "patient_id": PATIENT,
            "starts_at": "2026-06-16T09:00:00+02:00",
            "minutes": 30,
            "clinic_id": CLINIC,
            "therapist_id": THERAPIST,
        },
        "CancelVisit": {"patient_id": PATIENT, "visit_id": VISIT, "reason": "patient"},
        "RecordVisit": {**_FELT, "kind": "first", "measures": _MEASURES, "private": {"note": "Guards the knee."}},
        "RecordScore": {**_FELT, "instrument": "lefs", "value": 42},
        "SendMessage": {"patient_id": PATIENT, "private": {"text": "Swimming is fine."}},
        "MarkMessageRead": {"patient_id": PATIENT, "message_id": MESSAGE},
    }
)
"""By command."""

RESOLVE = {"resolution": "called", "private": {"note": "Swelling went down over night; she goes on."}}
SNOOZE = {"until": "2026-06-11T08:00:00+02:00"}
WRITE = {"text": "Swimming is fine."}
