"""Fixed moments for tests."""

from datetime import UTC, datetime

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday."""
