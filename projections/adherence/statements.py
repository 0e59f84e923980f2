"""The adherence read model's tables, and the statements that find what is there otherwise than by its key.

Each asks key by key, as a table's own `find` does.
"""

from projections.desk import Table

PATIENT = Table(
    "rm.adherence_patient",
    key={"patient_id": "uuid"},
    values={"clinic_id": "uuid", "patient_version": "int", "programs_version": "int", "plan": "json"},
)
WEEK = Table(
    "rm.adherence_week",
    key={"patient_id": "uuid", "monday": "date"},
    values={"waits": "boolean", "sessions": "json", "week": "json", "sums": "json", "pain": "json"},
)
APART = Table(
    "rm.adherence_apart",
    key={"patient_id": "uuid", "session_id": "uuid"},
    values={"monday": "date", "record": "json"},
)

# What some patients have that is not dated.
UNDATED = """
SELECT a.org_id, a.patient_id, a.session_id, a.monday, a.record
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
CROSS JOIN LATERAL (
  SELECT * FROM rm.adherence_apart
  WHERE org_id = w.org_id AND build = $3 AND patient_id = w.patient_id AND monday IS NULL OFFSET 0
) a
"""

# What a changed plan may judge otherwise: a patient's weeks from one on, and those that wait for the plan.
WEEKS_SINCE = """
SELECT k.org_id, k.patient_id, k.monday
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
CROSS JOIN LATERAL (
  SELECT org_id, patient_id, monday FROM rm.adherence_week
  WHERE org_id = w.org_id AND build = $4 AND patient_id = w.patient_id AND monday >= w.monday
  UNION
  SELECT org_id, patient_id, monday FROM rm.adherence_week
  WHERE org_id = w.org_id AND build = $4 AND patient_id = w.patient_id AND waits
) k
"""

# The sessions of some weeks.
SESSIONS = """
SELECT k.org_id, k.patient_id, k.monday, k.sessions
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
CROSS JOIN LATERAL (
  SELECT org_id, patient_id, monday, sessions FROM rm.adherence_week
  WHERE org_id = w.org_id AND build = $4 AND patient_id = w.patient_id AND monday = w.monday LIMIT 1
) k
"""

# Those of some weeks that stand apart.
APART_BY_WEEK = """
SELECT a.org_id, a.patient_id, a.session_id, a.monday, a.record
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
CROSS JOIN LATERAL (
  SELECT * FROM rm.adherence_apart
  WHERE org_id = w.org_id AND build = $4 AND patient_id = w.patient_id AND monday = w.monday OFFSET 0
) a
"""
