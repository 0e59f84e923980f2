"""The patients: found by name, or listed with how they do."""
