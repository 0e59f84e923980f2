"""The caseload's statements: reading what is there, and one write for each table."""

CARE = """
SELECT p.org_id, p.patient_id, p.version, p.clinic_id, p.therapist_id, p.enrolled_at, p.discharged_last_day,
  p.language, p.named_in, p.zones
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.caseload_patient p ON p.org_id = w.org_id AND p.patient_id = w.patient_id
"""

KEEP_CARE = """
INSERT INTO rm.caseload_patient
  (org_id, patient_id, version, clinic_id, therapist_id, enrolled_at, discharged_last_day, language, named_in, zones,
   ends_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::date[],
  $8::text[], $9::json[], $10::json[], $11::timestamptz[])
ON CONFLICT (org_id, patient_id) DO UPDATE SET version = excluded.version, clinic_id = excluded.clinic_id,
  therapist_id = excluded.therapist_id, enrolled_at = excluded.enrolled_at,
  discharged_last_day = excluded.discharged_last_day, language = excluded.language, named_in = excluded.named_in,
  zones = excluded.zones, ends_at = excluded.ends_at
"""

# Some reports by their kinds and ids.
REPORTS = """
SELECT r.org_id, r.patient_id, r.kind, r.report_id, r.record
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) AS w(org_id, patient_id, kind, report_id)
JOIN rm.caseload_report r
  ON r.org_id = w.org_id AND r.patient_id = w.patient_id AND r.kind = w.kind AND r.report_id = w.report_id
"""

KEEP_REPORTS = """
INSERT INTO rm.caseload_report (org_id, patient_id, kind, report_id, at, record)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[], $6::json[])
ON CONFLICT (org_id, patient_id, kind, report_id) DO UPDATE SET at = excluded.at, record = excluded.record
"""
