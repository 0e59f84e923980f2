"""What stands in the manifest of a base backup, for tests that say only what matters to them."""

from datetime import UTC, datetime

from services.backup.manifest import Manifest

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
OF_A_BASE = Manifest(
    kind="base",
    holds=("log",),
    name="20260304T120000Z-log-base",
    taken_at=AT,
    whole_at=AT,
    carryover="0.1.0",
    postgres="18.6",
    system_identifier="1",
    timeline=1,
    database="carryover",
    schema="3020",
    first_segment="000000010000000000000001",
    sha256={},
    size=1,
)
