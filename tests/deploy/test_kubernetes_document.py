"""What docs/operating/kubernetes.md tells an operator to do: parsed, and where no cluster is needed, done."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from services.cli.main import COMMANDS
from services.settings import VARIABLES, Settings, settings_from
from tests.support.fenced import Block, blocks_in
from tests.support.manifests import HOUSE, KUBERNETES

DOCUMENT = HOUSE / "docs" / "operating" / "kubernetes.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
BLOCKS = blocks_in(DOCUMENT)

STUB = """
kubectl() { printf '%s\\n' "$*" >> "$LOG_OF_KUBECTL"; }
"""


SECURE = HOUSE / "docs" / "operating" / "secure.md"


@pytest.mark.parametrize("block", [*BLOCKS, *blocks_in(SECURE)], ids=lambda block: block.text.splitlines()[0])
def test_each_block_is_what_the_shell_can_read(block: Block) -> None:
    assert block.needs in ("cluster", "platform", "compose")
    read = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


def test_the_alarms_become_rules_of_the_operator(tmp_path: Path) -> None:
    alarm = {"groups": [{"name": "doors", "rules": [{"alert": "Shut", "expr": "up == 0", "labels": {"a": "b: c"}}]}]}
    folder = tmp_path / "deploy" / "monitoring" / "alarms"
    folder.mkdir(parents=True)
    (folder / "doors.yml").write_text(yaml.safe_dump(alarm))
    [wrap] = [block.text for block in BLOCKS if "PrometheusRule" in block.text]
    stub = """kubectl() { case "$*" in *"apply -f -") cat ;; esac; }\n"""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", stub + wrap], cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert yaml.safe_load(done.stdout) == {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "doors", "labels": {"app.kubernetes.io/part-of": "carryover"}},
        "spec": alarm,
    }


def test_a_password_is_exchanged_on_both_sides(tmp_path: Path) -> None:
    """With a cluster that holds one address, and keeps what it is told."""
    [exchange] = [block.text for block in blocks_in(SECURE) if "patch secret" in block.text]
    stub = """
kubectl() {
  local said="$*"
  case "$said" in
    *" get secret servers "*) printf 'postgresql://carryover_app:old@log-pooler/carryover?sslmode=verify-full' ;;
    *" patch secret "*) cat "${said##*--patch-file=}" && echo ;;
    *) echo "$said" ;;
  esac
}
"""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", stub + exchange],
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    role, servers, restart = done.stdout.splitlines()
    password = json.loads(role)["stringData"]["password"]
    url = json.loads(servers)["stringData"]["app-url"]
    assert re.fullmatch("[0-9a-f]{48}", password)
    assert url == f"postgresql://carryover_app:{password}@log-pooler/carryover?sslmode=verify-full"
    assert restart == "-n carryover rollout restart deployment/api deployment/engine deployment/worker"
    assert list(tmp_path.iterdir()) == []


def test_every_path_that_is_named_exists() -> None:
    both = TEXT + SECURE.read_text(encoding="utf-8")
    assert {path for path in re.findall(r"tests/[\w./]+\.py", both) if not (HOUSE / path).exists()} == set()
    named = set(re.findall(r"deploy/kubernetes/[\w./-]*\w", TEXT)) - {"deploy/kubernetes/overlays/mine"}
    named = {path for path in named if not path.startswith("deploy/kubernetes/overlays/mine/")}
    assert {path for path in named if not (HOUSE / path).exists()} == set()
    components = set(re.findall(r"`(?:\.\./\.\./)?(components/[\w./-]+)`", TEXT))
    assert {path for path in components if not (KUBERNETES / path).exists()} == set()


def test_every_command_of_ours_that_is_named_exists() -> None:
    ours = set(re.findall(r"`carryover (\w+)", TEXT)) | set(re.findall(r"-- carryover (\w+)", TEXT))
    assert ours <= COMMANDS.keys()


def test_every_setting_that_is_named_exists() -> None:
    named = {name.removesuffix("_FILE") for name in re.findall(r"CARRYOVER_[A-Z_]*[A-Z]", TEXT)}
    assert named <= VARIABLES.keys()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that the document's own commands fill; what they would ask of a cluster is written down beside it."""
    folder = tmp_path_factory.mktemp("secrets")
    draws, keeps = (next(block for block in BLOCKS if sign in block.text) for sign in ("umask 077", "keep servers"))
    script = f"{STUB}\n{draws.text}\n{keeps.text}\nprintf '%s' \"$SECRETS\""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=HOUSE,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(folder), "LOG_OF_KUBECTL": str(folder / "kubectl")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    yield Path(done.stdout)
    shutil.rmtree(folder)


def settings_of(drawn: Path) -> Settings:
    files = [*(drawn / "servers").iterdir(), *(drawn / "owner").iterdir()]
    env = {f"CARRYOVER_{path.name.upper().replace('-', '_')}": path.read_text() for path in files}
    return settings_from(env)


def test_the_secrets_that_are_drawn_are_those_that_are_read(drawn: Path) -> None:
    settings = settings_of(drawn)
    passwords = {role.name: (role / "password").read_text() for role in (drawn / "roles").iterdir()}
    tls = "?sslmode=verify-full&sslrootcert=/run/secrets/carryover"
    log, keys = f"carryover{tls}/log-ca.crt", f"carryover_keys{tls}/keys-ca.crt"
    assert settings.app_url == f"postgresql://carryover_app:{passwords['log-app']}@log-pooler/{log}"
    assert settings.engine_url == f"postgresql://carryover_engine:{passwords['log-engine']}@log-pooler/{log}"
    assert settings.owner_url == f"postgresql://carryover_owner:{passwords['log-owner']}@log-rw/{log}"
    assert settings.keys_url == f"postgresql://carryover_app:{passwords['keys-app']}@keys-rw/{keys}"
    assert settings.keys_owner_url == f"postgresql://carryover_owner:{passwords['keys-owner']}@keys-rw/{keys}"
    assert len(set(passwords.values())) == 5
    assert {len(password) for password in passwords.values()} == {48}
    assert {role.name: (role / "username").read_text() for role in (drawn / "roles").iterdir()} == {
        name: f"carryover_{name.partition('-')[2]}" for name in passwords
    }


def test_nobody_else_may_read_what_was_drawn(drawn: Path) -> None:
    assert {path.stat().st_mode & 0o077 for path in drawn.rglob("*")} == {0}


def test_each_valkey_has_a_password_of_its_own(drawn: Path) -> None:
    settings = settings_of(drawn)
    for server, url in (("broker", settings.broker_url), ("cache", settings.valkey_url)):
        password = re.fullmatch(rf"redis://carryover:([0-9a-f]{{48}})@{server}:6379/0", url)
        assert password
        assert f"user carryover on >{password[1]} " in (drawn / server / "users.acl").read_text()
    assert settings.broker_url.split("@")[0] != settings.valkey_url.split("@")[0]


def test_what_is_drawn_becomes_the_secrets_of_the_table(drawn: Path) -> None:
    asked = [line for line in (drawn.parent / "kubectl").read_text().splitlines() if "create secret" in line]
    made = {line.split(" generic ")[1].split()[0] for line in asked}
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", TEXT, re.MULTILINE))
    assert rows - made == {"doors-tls", "backup-log", "backup-keys"}, "which the next block asks for"
    assert made <= rows
