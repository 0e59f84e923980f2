"""The way back on Kubernetes: servers anew from the archive, no part beside them, and the doors shut until then."""

import shutil
import subprocess
from pathlib import Path

import pytest

from services.cli.restore import finish
from services.settings import settings_from
from tests.deploy.test_kubernetes_settings import environment, secrets_of, volumes
from tests.support.allowed_flows import Pod, allowed
from tests.support.fenced import blocks_in
from tests.support.manifests import HOUSE, KUBERNETES, OVERLAYS, Manifest, Whole, faults_by_schema, put_together

[NAMES] = [one.text for one in blocks_in(HOUSE / "docs" / "operating" / "kubernetes.md") if "NEXT=" in one.text]
PARTS = ("api", "engine", "worker")
KEYS = "- ../../components/recover-keys"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of deploy/kubernetes, with an overlay of one's own."""
    copy = tmp_path / "deploy" / "kubernetes"
    shutil.copytree(KUBERNETES, copy)
    shutil.copytree(copy / "overlays" / "production", copy / "overlays" / "mine")
    return copy


def recovered(tree: Path, overlay: str = "mine") -> Whole:
    """`overlays/recover` on top of another, with the keys, too."""
    file = tree / "overlays" / "recover" / "kustomization.yaml"
    before = file.read_text()
    on_top = before.replace("../production\n", f"../{overlay}\n").replace("# - ../../components/recover-keys", KEYS)
    assert on_top.count(KEYS) == 1
    file.write_text(on_top)
    try:
        return put_together(file.parent)
    finally:
        file.write_text(before)


def names_in_the_archive(cluster: Manifest) -> tuple[str, str]:
    """Where it comes from, and where it writes."""
    [source] = cluster["spec"]["externalClusters"]
    [plugin] = cluster["spec"]["plugins"]
    return source["plugin"]["parameters"]["serverName"], plugin["parameters"]["serverName"]


def test_each_restore_comes_from_the_archive_before_it_and_writes_to_the_next(tree: Path) -> None:
    """By the document's own commands, twice."""
    for last, following in (("log", "log-2"), ("log-2", "log-3")):
        said = NAMES.replace("LAST=log\n", f"LAST={last}\n").replace("NEXT=log-2\n", f"NEXT={following}\n")
        assert f"LAST={last}\nNEXT={following}\n" in said
        done = subprocess.run(["bash", "-eu", "-c", said], cwd=tree.parents[1], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        log = recovered(tree).one("Cluster", "log")
        assert names_in_the_archive(log) == (last, following)
        stays = put_together(tree / "overlays" / "mine")
        assert stays.one("Cluster", "log")["spec"]["plugins"][0]["parameters"]["serverName"] == following
        assert stays.one("Cluster", "keys")["spec"]["plugins"][0]["parameters"]["serverName"] == "keys"


def test_the_log_goes_back_to_a_moment_and_the_keys_never_do(tree: Path) -> None:
    whole = recovered(tree)
    made = {name: whole.one("Cluster", name)["spec"]["bootstrap"]["recovery"] for name in ("log", "keys")}
    assert made["log"]["recoveryTarget"]["targetTime"] == "2026-01-31T12:00:00Z"
    assert "recoveryTarget" not in made["keys"]
    alone = put_together(tree / "overlays" / "recover")
    assert alone.one("Cluster", "keys")["spec"]["bootstrap"].keys() == {"initdb"}, "the other one stays as it was"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_part_runs_while_something_is_restored(tree: Path, overlay: str) -> None:
    if overlay == "small":  # which has no archive until somebody adds one
        file = tree / "overlays" / overlay / "kustomization.yaml"
        file.write_text(file.read_text().replace("/ingress\n", "/ingress\n  - ../../components/backups\n"))
    whole = recovered(tree, overlay)
    assert [whole.one("Deployment", part)["spec"]["replicas"] for part in PARTS] == [0, 0, 0]


def test_a_drill_starts_nobody_sends_nothing_and_archives_nothing(tree: Path) -> None:
    whole = put_together(tree / "overlays" / "drill")
    assert {one["metadata"].get("namespace", "carryover-drill") for one in whole.manifests} == {"carryover-drill"}
    assert [whole.one("Deployment", part)["spec"]["replicas"] for part in PARTS] == [0, 0, 0]
    assert whole.of("Ingress", "HorizontalPodAutoscaler", "ScheduledBackup", "PodMonitor") == []
    for cluster in whole.of("Cluster"):
        assert "plugins" not in cluster["spec"]
        assert cluster["spec"]["bootstrap"].keys() == {"recovery"}
    assert whole.one("Job", "finish")


def test_what_finishes_is_what_kubernetes_takes_and_as_closed_as_all_others(tree: Path) -> None:
    whole = recovered(tree)
    ours = [one for one in whole.manifests if "finish" in one["metadata"].get("labels", {}).values()]
    assert sorted(one["kind"] for one in ours) == ["Job", *["NetworkPolicy"] * 3, "PersistentVolumeClaim"]
    assert [faults_by_schema(one, "1.37") for one in ours] == [[]] * len(ours)
    pods = {name: whole.one("Job", name)["spec"]["template"]["spec"] for name in ("migrate", "finish")}
    assert pods["finish"]["securityContext"] == pods["migrate"]["securityContext"]
    closed = {
        str(one["securityContext"]) for pod in pods.values() for one in (*pod["initContainers"], *pod["containers"])
    }
    assert len(closed) == 1


def test_who_finishes_is_given_the_owner_and_what_was_kept_elsewhere(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 10001)
    whole = recovered(tree)
    job = whole.one("Job", "finish")["spec"]
    pod = job["template"]["spec"]
    assert (job["backoffLimit"], pod["restartPolicy"]) == (0, "Never"), "what it said stays to be read"
    [container] = pod["containers"]
    settings = settings_from(environment(whole, container))
    assert settings.owner_url
    assert settings.keys_owner_url
    mounted = {mount["mountPath"]: volumes(pod)[mount["name"]] for mount in container["volumeMounts"]}
    assert secrets_of(mounted["/run/secrets/owner"]) == {"owner"}
    assert mounted["/elsewhere"]["configMap"]["name"] == "elsewhere"
    assert mounted["/kept"]["persistentVolumeClaim"]["claimName"] == "finish"
    words = container["args"]
    assert words[:2] == ["restore", "finish"]
    options = {option for one in finish.params for option in one.opts}
    given = dict(word.split("=") for word in words[2:])
    assert given.keys() <= options
    assert {str(Path(path).parent) for path in given.values()} <= mounted.keys()


def test_who_finishes_reaches_the_databases_and_valkey_and_nothing_else(tree: Path) -> None:
    policies = recovered(tree).of("NetworkPolicy")
    finishing = Pod("finish", {"app.kubernetes.io/name": "carryover", "app.kubernetes.io/component": "finish"})
    near = {
        name: Pod(name, labels)
        for name, labels in {
            "log": {"cnpg.io/cluster": "log"},
            "keys": {"cnpg.io/cluster": "keys"},
            "pooler": {"cnpg.io/cluster": "log", "cnpg.io/poolerName": "log-pooler"},
            "cache": {"app.kubernetes.io/name": "valkey", "app.kubernetes.io/component": "cache"},
            "api": {"app.kubernetes.io/name": "carryover", "app.kubernetes.io/component": "api"},
        }.items()
    }
    ports = (443, 5432, 6379, 8000, 8080)
    reached = {(name, port) for name, pod in near.items() for port in ports if allowed(policies, finishing, pod, port)}
    assert reached == {("log", 5432), ("keys", 5432), ("pooler", 5432), ("cache", 6379)}
