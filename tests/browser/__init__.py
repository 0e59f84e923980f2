"""The pages as people see them: a real browser on a running platform with invented patients."""
