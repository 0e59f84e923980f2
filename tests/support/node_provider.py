"""Another identity provider (npm's oidc-provider), run by the Node of a wheel: the tree holds its lock alone."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.node_packages import NODE


@asynccontextmanager
async def node_provider(folder: Path, client_id: str, secret: str, redirect: str) -> AsyncIterator[str]:
    """Running; its issuer."""
    process = await asyncio.create_subprocess_exec(
        NODE,
        folder / "provider.mjs",
        client_id,
        secret,
        redirect,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]},
    )
    try:
        assert process.stdout is not None
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()
