"""Every command of the operator's documents is done: beside a platform that runs, and with compose where there is an
engine. `make test-documents`; what needs a server or a cluster of one's own is read and told of as not run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.composed import SERVERS
from tests.support.documents_run import do, script_of
from tests.support.engine import ENVIRONMENT, need_engine
from tests.support.fenced import DOCUMENTS, HOUSE, Block, blocks_in
from tests.support.up_process import RUNNING, up

PLATFORM_SECONDS = 400.0
COMPOSE_SECONDS = 900.0
INSTALL = HOUSE / "docs" / "operating" / "install.md"


def with_blocks(needs: str) -> list[Path]:
    return [document for document in DOCUMENTS if any(block.needs == needs for block in blocks_in(document))]


def name_of(document: Path) -> str:
    return str(document.relative_to(HOUSE))


@pytest.fixture(scope="module")
def platform() -> Iterator[dict[str, str]]:
    """The environment of a terminal beside a `carryover up` with its demonstration; gone with all its data after."""
    folder = Path(tempfile.mkdtemp(prefix="co-documents-", dir="/tmp"))
    folder.chmod(0o755)  # the servers may run as somebody else
    try:
        with up(folder / "data") as started:
            started.until_it_says(RUNNING)
            (folder / "tmp").mkdir()
            yield {
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "TMPDIR": str(folder / "tmp"),
                "CARRYOVER_DATA": str(folder / "data"),
            }
    finally:
        shutil.rmtree(folder)


@pytest.mark.documents
@pytest.mark.timeout(PLATFORM_SECONDS + 120)
@pytest.mark.parametrize("document", with_blocks("platform"), ids=name_of)
def test_beside_a_running_platform(document: Path, platform: Mapping[str, str], tmp_path: Path) -> None:
    assert (HOUSE / ".venv" / "bin" / "carryover").exists(), "the documents call it so: `make test-documents` makes it"
    fault = do(document, "platform", folder=HOUSE, environment=platform, scratch=tmp_path, seconds=PLATFORM_SECONDS)
    assert fault is None, fault


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A copy of this one, and an environment in which compose has a project, images and ports of its own."""
    need_engine("python:3.13-slim", *SERVERS)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    )
    copy = tmp_path / "checkout"
    for path in filter(None, listed.stdout.split("\0")):
        if (HOUSE / path).is_file():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HOUSE / path, copy / path)
    environment = {
        **{name: value for name, value in ENVIRONMENT.items() if not name.startswith(("CARRYOVER_", "COMPOSE_"))},
        "COMPOSE_PROJECT_NAME": f"carryover-documents-{uuid4().hex[:8]}",
        "CARRYOVER_IMAGE": "carryover:documents",
        "CARRYOVER_POOLER_IMAGE": "carryover-pooler:documents",
        "CARRYOVER_BUILD_NETWORK": "host",
        "CARRYOVER_PORT": "0",
    }
    built = subprocess.run(  # an image from before would be taken as it is
        ["docker", "compose", "build"],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=COMPOSE_SECONDS,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    try:
        yield copy, environment
    finally:
        subprocess.run(  # whatever overlays .env names by then
            ["docker", "compose", "--profile", "once", "down", "--volumes", "--remove-orphans", "--timeout", "5"],
            cwd=copy,
            env=environment,
            capture_output=True,
            timeout=120,
        )


@pytest.mark.documents
@pytest.mark.timeout(COMPOSE_SECONDS * 2 + 300)
@pytest.mark.parametrize("document", with_blocks("compose"), ids=name_of)
def test_with_compose(document: Path, checkout: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    """Beside install.md each begins where the first two blocks of install.md end: everything runs."""
    folder, environment = checkout
    if document != INSTALL:
        first = [block for block in blocks_in(INSTALL) if block.needs == "compose"][:2]
        started = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script_of(first)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=COMPOSE_SECONDS,
        )
        assert started.returncode == 0, started.stdout + started.stderr
    fault = do(document, "compose", folder=folder, environment=environment, scratch=tmp_path, seconds=COMPOSE_SECONDS)
    assert fault is None, fault


NOT_RUN = [
    pytest.param(block, id=f"{name_of(document)}:{block.line}, for a {block.needs}")
    for document in DOCUMENTS
    for block in blocks_in(document)
    if block.needs in ("cluster", "server")
]


@pytest.mark.documents
@pytest.mark.parametrize("block", NOT_RUN)
def test_for_what_no_test_has(block: Block) -> None:
    read = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True)
    assert (read.returncode, read.stderr) == (0, "")
    pytest.skip(f"read, not run: it needs a {block.needs} of one's own")


DOCUMENT = """# A title

```sh run=platform
GREETING=hello
```

And later:

- in a list

  ```sh run=platform
  echo "$GREETING" > "$OUT"
  {last}
  ```

```sh run=compose
exit 3
```
"""


@pytest.mark.parametrize(
    ("last", "fault"),
    [
        ("false || true", None),
        ("false | cat", "line 13 failed: "),
        ('echo "$NOBODY"', "some.md: line 13: NOBODY: unbound variable"),
    ],
)
def test_what_fails_is_named_by_its_line(tmp_path: Path, last: str, fault: str | None) -> None:
    document = tmp_path / "some.md"
    document.write_text(DOCUMENT.format(last=last))
    (tmp_path / "scratch").mkdir()
    out = tmp_path / "out"
    environment = {"PATH": os.environ["PATH"], "OUT": str(out)}
    told = do(document, "platform", folder=tmp_path, environment=environment, scratch=tmp_path / "scratch", seconds=60)
    assert out.read_text() == "hello\n"
    if fault is None:
        assert told is None
    else:
        assert told is not None
        assert told.startswith("some.md: the block at line 12 ended with 1:\n")
        assert fault in told


def test_a_command_that_breaks_is_not_hidden(tmp_path: Path) -> None:
    document = tmp_path / "some.md"
    document.write_text(DOCUMENT.format(last="no-such-command-here || true"))
    (tmp_path / "scratch").mkdir()
    environment = {"PATH": os.environ["PATH"], "OUT": str(tmp_path / "out")}
    told = do(document, "platform", folder=tmp_path, environment=environment, scratch=tmp_path / "scratch", seconds=60)
    assert told is not None
    assert told.startswith("some.md: a command broke:\n")
