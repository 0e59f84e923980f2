"""The platform as `docker compose` runs it, under a name and with secrets of its own, taken down with its volumes."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.support.engine import ENVIRONMENT, EngineRefused, docker

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "carryover:under-test"
BUILD_SECONDS = 900.0
UP_SECONDS = 600.0
SERVERS = ("postgres:18", "valkey/valkey:9")


def build_image(tag: str = IMAGE) -> str:
    """Both images of this checkout, the mailbox's behind `-mail`; what has not changed since is not made again."""
    made = subprocess.run(
        ["make", "image", f"IMAGE={tag}", "BUILD_NETWORK=host"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
    )
    if made.returncode != 0:
        raise EngineRefused(f"the image cannot be built:\n{made.stdout[-3000:]}{made.stderr[-3000:]}")
    return tag


class Composed:
    """One project. Its folder holds the secrets; the files are the checkout's own."""

    def __init__(self, folder: Path, image: str, files: tuple[str, ...], more: Mapping[str, str]) -> None:
        self.folder = folder
        self.project = f"carryover-test-{uuid4().hex[:8]}"
        self._files = [word for file in files for word in ("--file", str(ROOT / file))]
        self._environment = {"CARRYOVER_IMAGE": image, "CARRYOVER_PORT": "0", **more}

    def __call__(self, *words: str, timeout: float = 120.0) -> str:
        """What `docker compose` prints to these words. Raises EngineRefused."""
        place = ["--project-name", self.project, "--project-directory", str(self.folder)]
        return docker("compose", *place, *self._files, *words, timeout=timeout, **self._environment)

    def carryover(self, *words: str, **environment: str) -> str:
        """What the command prints, run beside an api."""
        told = [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
        return self("exec", "-T", *told, "api", "carryover", *words)

    def up(self, **scale: int) -> None:
        """Returns once every part is healthy. Raises EngineRefused with what the parts said."""
        wish = [word for service, count in scale.items() for word in ("--scale", f"{service}={count}")]
        try:
            self("up", "--detach", "--no-build", "--wait", *wish, timeout=UP_SECONDS)
        except EngineRefused as fault:
            raise EngineRefused(f"{fault}\n{self('ps', '--all')}\n{self('logs', '--tail', '30')}") from fault

    def name_of(self, service: str, number: int = 1) -> str:
        """Of a container."""
        return f"{self.project}-{service}-{number}"

    def inspected(self, service: str, number: int = 1) -> dict[str, Any]:
        """What the engine says of a container."""
        found: list[dict[str, Any]] = json.loads(docker("inspect", self.name_of(service, number)))
        return found[0]

    def services(self) -> dict[str, str]:
        """The service of each container that there is, by the container's name."""
        told = self("ps", "--all", "--format", "{{.Name}} {{.Service}}")
        pairs = (line.partition(" ") for line in told.splitlines())
        return {name: service for name, _, service in pairs}

    @property
    def url(self) -> str:
        """Where the front listens."""
        return "http://" + self("port", "front", "8080").strip()


@contextmanager
def composed(
    folder: Path, *, image: str = IMAGE, files: tuple[str, ...] = ("docker-compose.yml",), **more: str
) -> Iterator[Composed]:
    """A project with secrets, not started; `more` joins the environment of compose."""
    (folder / "deploy" / "compose" / "secrets").mkdir(parents=True)
    project = Composed(folder, image, files, more)
    try:
        project("run", "--rm", "--no-deps", "secrets")
        yield project
    finally:
        project("down", "--volumes", "--remove-orphans", "--timeout", "5")
