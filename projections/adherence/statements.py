"""The adherence read model's statements: reading what is there, and one write for each table."""

# The plans of some patients.
PATIENTS = """
SELECT p.org_id, p.patient_id, p.clinic_id, p.patient_version, p.programs_version, p.plan
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.adherence_patient p ON p.org_id = w.org_id AND p.patient_id = w.patient_id
"""

# Some sessions by their ids.
SESSIONS = """
SELECT s.org_id, s.patient_id, s.session_id, s.monday, s.waits, s.record
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w(org_id, patient_id, session_id)
JOIN rm.adherence_session s
  ON s.org_id = w.org_id AND s.patient_id = w.patient_id AND s.session_id = w.session_id
"""

# What a changed plan may judge otherwise: a patient's sessions from one week on, and those that waited for the plan.
SESSIONS_SINCE = """
SELECT s.org_id, s.patient_id, s.session_id, s.monday, s.waits, s.record
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
JOIN rm.adherence_session s ON s.org_id = w.org_id AND s.patient_id = w.patient_id AND s.monday >= w.monday
UNION ALL
SELECT s.org_id, s.patient_id, s.session_id, s.monday, s.waits, s.record
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN rm.adherence_session s ON s.org_id = w.org_id AND s.patient_id = w.patient_id AND s.waits
"""

# All sessions of some weeks.
SESSIONS_OF_WEEKS = """
SELECT s.org_id, s.patient_id, s.session_id, s.monday, s.waits, s.record
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
JOIN rm.adherence_session s ON s.org_id = w.org_id AND s.patient_id = w.patient_id AND s.monday = w.monday
"""

KEEP_PATIENTS = """
INSERT INTO rm.adherence_patient (org_id, patient_id, clinic_id, patient_version, programs_version, plan)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::json[])
ON CONFLICT (org_id, patient_id) DO UPDATE SET clinic_id = excluded.clinic_id,
  patient_version = excluded.patient_version, programs_version = excluded.programs_version, plan = excluded.plan
"""

KEEP_SESSIONS = """
INSERT INTO rm.adherence_session (org_id, patient_id, session_id, monday, waits, record)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::boolean[], $6::json[])
ON CONFLICT (org_id, patient_id, session_id) DO UPDATE SET monday = excluded.monday, waits = excluded.waits,
  record = excluded.record
"""

KEEP_WEEKS = """
INSERT INTO rm.adherence_week (org_id, patient_id, monday, week)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::json[])
ON CONFLICT (org_id, patient_id, monday) DO UPDATE SET week = excluded.week
"""

# Weeks in which nothing is reported any more.
DROP_WEEKS = """
DELETE FROM rm.adherence_week w USING unnest($1::uuid[], $2::uuid[], $3::date[]) AS d(org_id, patient_id, monday)
WHERE w.org_id = d.org_id AND w.patient_id = d.patient_id AND w.monday = d.monday
"""
