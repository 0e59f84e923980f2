"""What the tests with containers share: the image of this checkout, and a platform that runs."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.composed import SERVERS, Composed, build_image, composed
from tests.support.engine import need_engine

SCALE = {"api": 3, "engine": 2, "worker": 2}


@pytest.fixture(scope="session")
def image() -> str:
    """Of this checkout; or one that was built before, where CARRYOVER_TEST_IMAGE names it."""
    need_engine("python:3.13-slim")
    return os.environ.get("CARRYOVER_TEST_IMAGE") or build_image()


@pytest.fixture(scope="module")
def platform(image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composed]:
    """The whole of `docker-compose.yml`, three apis, two engines, two workers."""
    need_engine(*SERVERS)
    folder: Path = tmp_path_factory.mktemp("compose")
    with composed(folder, image=image) as project:
        project.up(**SCALE)
        yield project
