"""Sandboxes: organisations for trying out, with invented patients and a clock that can be moved forward."""
