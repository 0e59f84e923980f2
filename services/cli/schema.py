"""Where the migrations of each database stand, in the order of their numbers, and the running of them."""

from collections.abc import Callable
from pathlib import Path

import projections
import services
import workers
from eventstore.migrate import KEYS, LOG, migrate


def _beside(package_file: str | None) -> Path:
    return Path(package_file or "").parent / "migrations"


LOG_DATABASE = (LOG, _beside(projections.__file__), _beside(workers.__file__), _beside(services.__file__))
KEYS_DATABASE = (KEYS,)


async def migrate_all(owner_url: str, keys_owner_url: str, progress: Callable[[str], None]) -> int:
    """Bring both databases to the newest schema; returns how many migrations ran. Raises MigrationError."""
    ran = await migrate(owner_url, LOG_DATABASE, progress)
    return len(ran) + len(await migrate(keys_owner_url, KEYS_DATABASE, progress))
