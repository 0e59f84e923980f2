"""The audit at the doors: what a request gives away is noted before its answer leaves; who may read what was noted."""
