"""The therapist's day: who needs somebody, why, and what to do."""
