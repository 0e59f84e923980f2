"""A course of treatment: the visits, what was changed between them, and how the patient did from one to the next."""
