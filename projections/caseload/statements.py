"""The caseload's tables, and the statements that read what is there."""

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

# Some patients.
CARE = """
SELECT p.org_id, p.patient_id, p.version, p.clinic_id, p.therapist_id, p.enrolled_at, p.discharged_last_day,
  p.language, p.named_in, p.zones
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.caseload_patient p ON p.org_id = w.org_id AND p.build = $3 AND p.patient_id = w.patient_id
"""

# What was said of some reports, if any of it corrects or takes back.
RECORDS = """
SELECT c.org_id, c.patient_id, c.kind, c.report_id, c.record
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) AS w(org_id, patient_id, kind, report_id)
JOIN rm.caseload_corrected c ON c.org_id = w.org_id AND c.build = $5 AND c.patient_id = w.patient_id
  AND c.kind = w.kind AND c.report_id = w.report_id
"""
