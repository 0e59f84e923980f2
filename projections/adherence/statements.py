"""The adherence read model's tables, and the statements that read what is there."""

from projections.desk import Table

PATIENT = Table(
    "rm.adherence_patient",
    key={"patient_id": "uuid"},
    values={"clinic_id": "uuid", "patient_version": "int", "programs_version": "int", "plan": "json"},
)
WEEK = Table(
    "rm.adherence_week",
    key={"patient_id": "uuid", "monday": "date"},
    values={"waits": "boolean", "sessions": "json", "week": "json"},
)
APART = Table(
    "rm.adherence_apart",
    key={"patient_id": "uuid", "session_id": "uuid"},
    values={"monday": "date", "record": "json"},
)

# The plans of some patients.
PATIENTS = """
SELECT p.org_id, p.patient_id, p.clinic_id, p.patient_version, p.programs_version, p.plan
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.adherence_patient p ON p.org_id = w.org_id AND p.build = $3 AND p.patient_id = w.patient_id
"""

# Those of some sessions that stand apart.
APART_BY_ID = """
SELECT a.org_id, a.patient_id, a.session_id, a.monday, a.record
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w(org_id, patient_id, session_id)
JOIN rm.adherence_apart a
  ON a.org_id = w.org_id AND a.build = $4 AND a.patient_id = w.patient_id AND a.session_id = w.session_id
"""

# What some patients have that is not dated.
UNDATED = """
SELECT a.org_id, a.patient_id, a.session_id, a.monday, a.record
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.adherence_apart a ON a.org_id = w.org_id AND a.build = $3 AND a.patient_id = w.patient_id AND a.monday IS NULL
"""

# What a changed plan may judge otherwise: a patient's weeks from one on, and those that wait for the plan.
WEEKS_SINCE = """
SELECT k.org_id, k.patient_id, k.monday
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
JOIN rm.adherence_week k
  ON k.org_id = w.org_id AND k.build = $4 AND k.patient_id = w.patient_id AND k.monday >= w.monday
UNION
SELECT k.org_id, k.patient_id, k.monday
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.adherence_week k ON k.org_id = w.org_id AND k.build = $4 AND k.patient_id = w.patient_id AND k.waits
"""

# The sessions of some weeks.
SESSIONS = """
SELECT k.org_id, k.patient_id, k.monday, k.sessions
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
JOIN rm.adherence_week k
  ON k.org_id = w.org_id AND k.build = $4 AND k.patient_id = w.patient_id AND k.monday = w.monday
"""

# Those of some weeks that stand apart.
APART_BY_WEEK = """
SELECT a.org_id, a.patient_id, a.session_id, a.monday, a.record
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
JOIN rm.adherence_apart a
  ON a.org_id = w.org_id AND a.build = $4 AND a.patient_id = w.patient_id AND a.monday = w.monday
"""
