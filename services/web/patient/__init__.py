"""One patient, as the therapist looks at her: what was done, what it felt like, what to do now."""
