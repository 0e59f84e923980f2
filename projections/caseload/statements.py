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
    key={"patient_id": "uuid", "kind": "text", "report_id": "uuid"},
    values={"at": "timestamptz", "record": "json"},
)

# Some patients.
CARE = """
SELECT p.org_id, p.patient_id, p.version, p.clinic_id, p.therapist_id, p.enrolled_at, p.discharged_last_day,
  p.language, p.named_in, p.zones
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.caseload_patient p ON p.org_id = w.org_id AND p.build = $3 AND p.patient_id = w.patient_id
"""

# Some reports by their kinds and ids.
REPORTS = """
SELECT r.org_id, r.patient_id, r.kind, r.report_id, r.record
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) AS w(org_id, patient_id, kind, report_id)
JOIN rm.caseload_report r ON r.org_id = w.org_id AND r.build = $5 AND r.patient_id = w.patient_id
  AND r.kind = w.kind AND r.report_id = w.report_id
"""
