"""Small files that only their owner may read, such as keys."""

import os
from pathlib import Path


def write_private(path: Path, body: bytes) -> None:
    """The whole file or none of it, whatever crashes; for its owner only."""
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
