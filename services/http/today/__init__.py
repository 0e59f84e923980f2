"""The therapist's day: the caseload in the order of who needs somebody, with the reasons."""
