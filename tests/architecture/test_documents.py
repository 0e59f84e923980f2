"""What the documents name is there: commands with their options, targets, paths, links, settings, measurements."""

import re
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from services.measured.names import METRICS
from services.settings import VARIABLES
from tests.support import named_in_documents as named
from tests.support.fenced import DOCUMENTS, HOUSE, NEEDS, RUN, blocks_in, fences_in

READ = (*DOCUMENTS, HOUSE / "README.md")
EVERY = pytest.mark.parametrize("document", READ, ids=lambda path: str(path.relative_to(HOUSE)))
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (HOUSE / "Makefile").read_text(), re.MULTILINE))

PLACES = re.compile(
    r"(?<![\w./$-])(?:docs|deploy|tests|services|domain|eventstore|projections|workers|bench|contract|definition"
    r"|examples|simulation)/[\w./*-]*(?![\w./*…-])|(?<![\w./-])(?:docker-compose\.yml|Makefile|pyproject\.toml)"
)
MADE_BY_THE_READER = ("deploy/kubernetes/overlays/mine", "deploy/compose/secrets/")
OF_OTHERS = {"--scale", "--no-recreate", "--import-mode=importlib"}
"""Options of docker compose and of pytest that stand alone in the prose."""

ROLES_AND_PLACES = {
    *("carryover_owner", "carryover_app", "carryover_engine", "carryover_append", "carryover_backup"),
    *("carryover_keys", "carryover_back", "carryover_keys_back", "carryover_database", "carryover_data"),
}


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


@EVERY
def test_each_block_for_a_shell_says_what_it_needs_and_can_be_read(document: Path) -> None:
    shells = [fence for fence in fences_in(text_of(document)) if fence.info.startswith(("sh", "bash", "console"))]
    said = {fence.line: RUN.fullmatch(fence.info) for fence in shells}
    assert {line for line, found in said.items() if found is None or found[1] not in NEEDS} == set()
    for block in blocks_in(document):
        read = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True)
        assert (read.returncode, read.stderr) == (0, ""), f"line {block.line}"


@EVERY
def test_every_command_of_ours_has_the_words_that_are_given_to_it(document: Path) -> None:
    text = text_of(document)
    faults = [
        fault
        for fence in fences_in(text)
        for words in named.commands_in(fence.text.replace("\\\n", " "))
        if (fault := named.fault_of(words, complete=fence.info.startswith("sh")))
    ]
    for span in named.spans_of(text):
        whole = f"carryover {span}" if named.begins_like_ours(span) else span
        faults += [fault for words in named.commands_in(whole) if (fault := named.fault_of(words, complete=False))]
    assert faults == []


@EVERY
def test_every_option_that_stands_alone_is_one_of_a_command(document: Path) -> None:
    alone = {span.split()[0] for span in named.spans_of(text_of(document)) if re.match("--[a-z]", span)}
    assert alone - named.options_of() - OF_OTHERS == set()


@EVERY
def test_every_target_of_make_is_there(document: Path) -> None:
    wanted = {target for code in named.code_of(text_of(document)) for target in re.findall(r"\bmake ([a-z-]+)", code)}
    assert wanted - TARGETS == set()


@EVERY
def test_every_path_is_there(document: Path) -> None:
    paths = {path.rstrip(".") for code in named.code_of(text_of(document)) for path in PLACES.findall(code)}
    ours = {path for path in paths if not path.startswith(MADE_BY_THE_READER)}
    assert {path for path in ours if not list(HOUSE.glob(path.rstrip("/")))} == set()


@EVERY
def test_every_link_leads_somewhere(document: Path) -> None:
    lost = []
    for target in named.links_of(text_of(document)):
        path, _, anchor = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        if not there.exists() or (anchor and anchor not in named.anchors_of(text_of(there))):
            lost.append(target)
    assert lost == []


def variables() -> set[str]:
    """Of the service, with their files; of compose; of make; of our commands and tests, which read the environment."""
    compose = [HOUSE / "docker-compose.yml", *(HOUSE / "deploy" / "compose").glob("*.yml")]
    python = [path for folder in ("services", "tests", "examples") for path in (HOUSE / folder).rglob("*.py")]
    read = r"""(?:environ(?:\.get\(|\[)|getenv\(|envvar=|^[A-Z_]+ = )["'](CARRYOVER_[A-Z_]+)"""
    return (
        set(VARIABLES)
        | {name for path in compose for name in re.findall(r"\$\{(CARRYOVER_[A-Z_]+)", text_of(path))}
        | set(re.findall(r"(CARRYOVER_[A-Z_]+)\s*\??=", text_of(HOUSE / "Makefile")))
        | {name for path in python for name in re.findall(read, text_of(path), re.MULTILINE)}
    )


KNOWN = variables()


@EVERY
def test_every_setting_is_known(document: Path) -> None:
    asked = set(re.findall(r"CARRYOVER_[A-Z_*]*[A-Z]_?", text_of(document)))
    patterns = {f"{name}*" if name.endswith("_") else name for name in asked}
    assert {wish for wish in patterns if not any(fnmatchcase(name, wish) for name in KNOWN)} == set()


def measured() -> set[str]:
    of_histograms = {
        f"{one.name}_{end}" for one in METRICS if one.kind == "histogram" for end in ("bucket", "sum", "count")
    }
    return {one.name for one in METRICS} | of_histograms


@EVERY
def test_every_measurement_is_taken(document: Path) -> None:
    asked = set(re.findall(r"\bcarryover_[a-z_]*[a-z]\b", text_of(document)))
    assert asked - measured() - ROLES_AND_PLACES == set()


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("carryover effects list --state pending", None),
        ("docker compose -f a.yml run --rm backup backup prune /backups --keep-days 30", None),
        ("kubectl -n carryover get pods", None),
        ("0 5 * * * carryover parked show READER PATIENT | tail && carryover status", None),
        ("carryover effects list --state asleep", "carryover effects list: asleep is none of"),
        ('eval "$(.venv/bin/carryover settings --exprot)"', "carryover settings: No such option '--exprot'."),
        ("docker compose run --rm migrate migrate --plam", "carryover migrate: No such option '--plam'."),
        ("archive_command = 'carryover backup wall %p %f'", "carryover backup: there is no wall"),
        ("true; carryover status now", "carryover status: ['now'] are too many"),
        ("carryover parked show alerting", "carryover parked show: "),
        ("carryover backup", "carryover backup: a command is missing"),
    ],
)
def test_what_is_said_of_a_command(code: str, fault: str | None) -> None:
    found = [said for words in named.commands_in(code) if (said := named.fault_of(words, complete=True))]
    assert [said[: len(fault or "")] for said in found] == ([fault] if fault else [])
