"""The doors of patients and carers themselves, and of the staff who let them in."""
