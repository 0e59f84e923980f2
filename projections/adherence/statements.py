"""The adherence read model's tables, and the statements that read what is there."""

from projections.desk import Table

PATIENT = Table(
    "rm.adherence_patient",
    key={"patient_id": "uuid"},
    values={"clinic_id": "uuid", "patient_version": "int", "programs_version": "int", "plan": "json"},
)
SESSION = Table(
    "rm.adherence_session",
    key={"patient_id": "uuid", "session_id": "uuid"},
    values={"monday": "date", "waits": "boolean", "record": "json"},
)
WEEK = Table("rm.adherence_week", key={"patient_id": "uuid", "monday": "date"}, values={"week": "json"})

# The plans of some patients.
PATIENTS = """
SELECT p.org_id, p.patient_id, p.clinic_id, p.patient_version, p.programs_version, p.plan
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.adherence_patient p ON p.org_id = w.org_id AND p.build = $3 AND p.patient_id = w.patient_id
"""

# Some sessions by their ids.
SESSIONS = """
SELECT s.org_id, s.patient_id, s.session_id, s.monday, s.waits, s.record
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w(org_id, patient_id, session_id)
JOIN rm.adherence_session s
  ON s.org_id = w.org_id AND s.build = $4 AND s.patient_id = w.patient_id AND s.session_id = w.session_id
"""

# What a changed plan may judge otherwise: a patient's sessions from one week on, and those that waited for the plan.
SESSIONS_SINCE = """
SELECT s.org_id, s.patient_id, s.session_id, s.monday, s.waits, s.record
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
JOIN rm.adherence_session s
  ON s.org_id = w.org_id AND s.build = $4 AND s.patient_id = w.patient_id AND s.monday >= w.monday
UNION ALL
SELECT s.org_id, s.patient_id, s.session_id, s.monday, s.waits, s.record
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.adherence_session s ON s.org_id = w.org_id AND s.build = $4 AND s.patient_id = w.patient_id AND s.waits
"""

# All sessions of some weeks.
SESSIONS_OF_WEEKS = """
SELECT s.org_id, s.patient_id, s.session_id, s.monday, s.waits, s.record
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
JOIN rm.adherence_session s
  ON s.org_id = w.org_id AND s.build = $4 AND s.patient_id = w.patient_id AND s.monday = w.monday
"""
