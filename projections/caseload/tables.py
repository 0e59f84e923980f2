"""The caseload's tables."""

from projections.desk import Table

PATIENT = Table(
    "rm.caseload_patient",
    key={"patient_id": "uuid"},
    values={
        "version": "int",
        "clinic_id": "uuid",
        "therapist_id": "uuid",
        "enrolled_at": "timestamptz",
        "discharged_last_day": "date",
        "language": "text",
        "merged_into": "uuid",
        "held_since": "timestamptz",
        "restricted": "boolean",
        "signs": "json",
        "named_in": "json",
        "zones": "json",
        "ends_at": "timestamptz",
    },
)
REPORT = Table(
    "rm.caseload_report",
    key={"patient_id": "uuid", "kind": "text", "at": "timestamptz", "report_id": "uuid"},
    values={"shown": "json"},
)
CORRECTED = Table(
    "rm.caseload_corrected",
    key={"patient_id": "uuid", "kind": "text", "report_id": "uuid"},
    values={"record": "json"},
)
