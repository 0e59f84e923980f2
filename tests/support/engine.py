"""Whether a container engine answers here: the one skip of the tests that need one, and how they speak to it."""

import os
import shutil
import subprocess
from functools import cache

import pytest

ANSWERS_WITHIN_SECONDS = 10.0
ENVIRONMENT = os.environ | {"DOCKER_BUILDKIT": "0"}
"""The older builder, which needs no part of its own beside the engine."""


class EngineRefused(Exception):
    """The engine did not do what it was asked; the message has the command and what it said."""


def need_engine(*images: str) -> None:
    """Skips the test where no engine answers, or where it has not got one of the images and cannot fetch it."""
    if why := engine_is_missing():
        pytest.skip(f"not run: {why}")
    for image in images:
        if why := image_is_missing(image):
            pytest.skip(f"not run: {why}")


@cache
def engine_is_missing() -> str | None:
    """None where `docker info` answers; otherwise why not. Asked once in a process."""
    if shutil.which("docker") is None:
        return "there is no docker here"
    try:
        told = subprocess.run(
            ["docker", "info", "--format", "{{.ServerVersion}}"],
            capture_output=True,
            text=True,
            timeout=ANSWERS_WITHIN_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"no container engine answered within {ANSWERS_WITHIN_SECONDS:g} s"
    return None if told.returncode == 0 else f"no container engine answers: {told.stderr.strip()}"


@cache
def image_is_missing(image: str) -> str | None:
    """None where the engine has the image or could fetch it; otherwise why not."""
    if _succeeds("image", "inspect", image) or _succeeds("pull", "--quiet", image):
        return None
    return f"the engine has no image {image}, and cannot fetch it"


def docker(*arguments: str, timeout: float = 120.0, **environment: str) -> str:
    """What `docker` prints. Raises EngineRefused; subprocess.TimeoutExpired after `timeout` seconds."""
    told = subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, timeout=timeout, env=ENVIRONMENT | environment
    )
    if told.returncode != 0:
        raise EngineRefused(f"docker {' '.join(arguments)} ended with {told.returncode}:\n{told.stdout}{told.stderr}")
    return told.stdout


def _succeeds(*arguments: str) -> bool:
    try:
        docker(*arguments)
    except (EngineRefused, subprocess.TimeoutExpired):
        return False
    return True
