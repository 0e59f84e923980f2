"""The course of each patient's treatment: visits, scores, barriers, and what was changed in the programs."""
