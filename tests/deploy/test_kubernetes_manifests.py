"""What is given to a cluster is what Kubernetes takes, as closed as it can be, and told apart by the same labels."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from services.serving import STOP_SECONDS
from tests.support.allowed_flows import selected
from tests.support.manifests import (
    AFTER_A_DISASTER,
    COMPONENTS,
    HOUSE,
    KUBERNETES,
    OVERLAYS,
    Manifest,
    Whole,
    as_they_lie,
    faults_by_schema,
    kustomization,
    rendered,
    told,
)
from tests.support.monitoring import alarms, targets
from tests.support.monitoring import selected as asked_for
from workers.engine import DRAIN_SECONDS
from workers.main import DRAIN_MS

VERSIONS = ("1.34", "1.35", "1.36", "1.37")
"""Of Kubernetes, for which the schemas of its own kinds are asked."""

CUSTOM = {"Cluster", "Pooler", "ScheduledBackup", "ObjectStore", "PodMonitor", "PrometheusRule"}
"""Kinds of operators, which those schemas do not know: tests/deploy/test_kubernetes_postgres.py looks at them."""

CLOSE_SECONDS = 5  # for the connections, after what was in hand
DRAINS = {"api": STOP_SECONDS + CLOSE_SECONDS, "engine": DRAIN_SECONDS, "worker": DRAIN_MS / 1000}
EXPRESSIONS = [*(alarm.expression for alarm in alarms()), *(expression for _, expression in targets())]
VERSION = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]["version"]


@pytest.fixture(params=["as they lie", *OVERLAYS])
def whole(request: pytest.FixtureRequest) -> Whole:
    return as_they_lie() if request.param == "as they lie" else rendered(request.param)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_manifest_is_what_kubernetes_takes(whole: Whole, version: str) -> None:
    unknown = set()
    for manifest in whole.manifests:
        faults = faults_by_schema(manifest, version)
        if faults is None:
            unknown.add(manifest["kind"])
        assert not faults, (manifest["kind"], manifest["metadata"]["name"], faults)
    assert unknown <= CUSTOM


def test_a_field_that_does_not_exist_is_found() -> None:
    api = as_they_lie().one("Deployment", "api")
    wrong = {**api, "spec": {**api["spec"], "replica": 3}}
    assert faults_by_schema(api, VERSIONS[-1]) == []
    assert "replica" in str(faults_by_schema(wrong, VERSIONS[-1]))
    pod = {**api["spec"]["template"]["spec"], "securityContext": {"runAsNonRoot": "yes"}}
    deep = {**api, "spec": {**api["spec"], "template": {**api["spec"]["template"], "spec": pod}}}
    assert "runAsNonRoot" in str(faults_by_schema(deep, VERSIONS[-1]))


def test_custom_kinds_are_what_their_operators_take(whole: Whole) -> None:
    """By the definitions in the files that CARRYOVER_CRDS names: `kubectl get crd -o yaml` writes such a file."""
    folder = os.environ.get("CARRYOVER_CRDS")
    if not folder:
        pytest.skip("CARRYOVER_CRDS names no folder with the operators' own definitions")
    schemas = definitions(Path(folder))
    for manifest in whole.manifests:
        if manifest["kind"] in CUSTOM:
            schema = schemas[manifest["apiVersion"], manifest["kind"]]
            assert told(Draft202012Validator(schema), {**manifest, "metadata": {}}) == []


def definitions(folder: Path) -> dict[tuple[str, str], Any]:
    read = [document for path in folder.glob("*.yaml") for document in yaml.safe_load_all(path.read_text())]
    crds = [crd for document in filter(None, read) for crd in document.get("items", [document])]
    return {
        (f"{crd['spec']['group']}/{version['name']}", crd["spec"]["names"]["kind"]): strict(
            version["schema"]["openAPIV3Schema"]
        )
        for crd in crds
        for version in crd["spec"]["versions"]
    }


def strict(schema: Any) -> Any:
    """As the server prunes it: a field that is not described is none."""
    if isinstance(schema, list):
        return list(map(strict, schema))
    if not isinstance(schema, dict):
        return schema
    whole = {name: strict(value) for name, value in schema.items()}
    if whole.pop("x-kubernetes-int-or-string", False):
        return {"type": ["integer", "string"]}
    open_ended = "additionalProperties" in whole or whole.get("x-kubernetes-preserve-unknown-fields")
    if whole.get("type") == "object" and isinstance(whole.get("properties"), dict) and not open_ended:
        whole["additionalProperties"] = False
    return whole


def test_no_container_may_do_more_than_its_work(whole: Whole) -> None:
    for name, pod, container in whole.containers():
        closed = container["securityContext"]
        assert closed == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
        context = pod["securityContext"]
        assert context["runAsNonRoot"], name
        assert context["runAsUser"] == context["runAsGroup"] == context["fsGroup"] != 0, name
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["serviceAccountName"] == "carryover", name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys(), name
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}, name
        assert "memory" in container["resources"]["limits"], name


def test_our_own_containers_run_as_the_images_user(whole: Whole) -> None:
    assert {pod["securityContext"]["runAsUser"] for _, pod, container in whole.containers() if is_ours(container)} == {
        10001
    }


def is_ours(container: Manifest) -> bool:
    return str(container["image"]).split("/")[-1].startswith("carryover:")


def test_images_are_named_by_a_version_and_ours_by_this_one(whole: Whole) -> None:
    for name, _, container in whole.containers():
        _, _, tag = container["image"].rpartition(":")
        assert re.fullmatch(r"[0-9][0-9a-z.-]*", tag), name
        assert not is_ours(container) or tag == VERSION, name
    for overlay in OVERLAYS:
        [image] = kustomization(KUBERNETES / "overlays" / overlay)["images"]
        assert image["newTag"] == VERSION


def test_the_namespace_refuses_what_is_not_restricted(whole: Whole) -> None:
    [space] = whole.of("Namespace")
    assert space["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_no_secret_lies_in_the_tree(whole: Whole) -> None:
    assert whole.of("Secret") == []


def test_labels_say_the_same_everywhere(whole: Whole) -> None:
    for manifest in whole.manifests:
        if manifest["kind"] != "ConfigMap":
            assert manifest["metadata"]["labels"]["app.kubernetes.io/part-of"] == "carryover", manifest["metadata"]
    for workload in whole.workloads():
        labels = workload["spec"]["template"]["metadata"]["labels"]
        assert labels == workload["metadata"]["labels"]
        assert labels["app.kubernetes.io/component"] == workload["metadata"]["name"]
        assert workload["kind"] == "Job" or selected(workload["spec"]["selector"], labels)


def test_whatever_has_several_pods_keeps_all_but_one_when_nodes_are_emptied(whole: Whole) -> None:
    budgets = whole.of("PodDisruptionBudget")
    for deployment in whole.of("Deployment"):
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        [budget] = [budget for budget in budgets if selected(budget["spec"]["selector"], labels)]
        assert budget["spec"]["maxUnavailable"] == 1


def test_services_lead_to_pods_and_ports_that_exist(whole: Whole) -> None:
    for service in whole.of("Service"):
        [workload] = [
            workload
            for workload in whole.workloads()
            if selected(
                {"matchLabels": service["spec"]["selector"]}, workload["spec"]["template"]["metadata"]["labels"]
            )
        ]
        [container] = workload["spec"]["template"]["spec"]["containers"]
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= named_ports(container)


def named_ports(container: Manifest) -> set[str]:
    return {port["name"] for port in container["ports"]}


@pytest.mark.parametrize("part", ["api", "engine", "worker"])
def test_each_part_is_probed_for_the_truth_and_ended_in_time(whole: Whole, part: str) -> None:
    deployment = whole.one("Deployment", part)
    pod = deployment["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert container["args"] == ["run", part]
    door = "http" if part == "api" else "private"
    asked = {probe: container[f"{probe}Probe"]["httpGet"] for probe in ("startup", "liveness", "readiness")}
    assert asked == {
        "startup": {"path": "/livez", "port": door},
        "liveness": {"path": "/livez", "port": door},
        "readiness": {"path": "/readyz", "port": door},
    }
    assert {port["name"]: port["containerPort"] for port in container["ports"]} == (
        {"http": 8080, "private": 9464} if part == "api" else {"private": 9464}
    )
    before = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    assert before + DRAINS[part] + CLOSE_SECONDS < pod["terminationGracePeriodSeconds"]
    assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert {spread["topologyKey"] for spread in pod["topologySpreadConstraints"]} == {
        "kubernetes.io/hostname",
        "topology.kubernetes.io/zone",
    }


@pytest.mark.parametrize("part", ["api", "engine", "worker"])
def test_each_part_waits_for_the_schema_longer_than_the_migration_may_take_to_begin(whole: Whole, part: str) -> None:
    deployment = whole.one("Deployment", part)
    [first] = deployment["spec"]["template"]["spec"]["initContainers"]
    assert first["args"][:2] == ["wait", "schema"]
    assert int(first["args"][-1]) < deployment["spec"]["progressDeadlineSeconds"]
    [before] = whole.one("Job", "migrate")["spec"]["template"]["spec"]["initContainers"]
    assert before["args"][:2] == ["wait", "databases"]


def test_what_is_asked_of_the_parts_by_their_job_is_found_by_it(whole: Whole) -> None:
    """The label that the operator makes the job of, and the job that alarms and dashboard ask for."""
    jobs = {how["job"] for text in EXPRESSIONS for _, how in asked_for(text) if "job" in how}
    for monitor in whole.of("PodMonitor"):
        if monitor["metadata"]["name"] != "carryover":
            continue
        label = monitor["spec"]["jobLabel"]
        assert {
            whole.one("Deployment", part)["spec"]["template"]["metadata"]["labels"][label] for part in DRAINS
        } == jobs


def test_it_is_told_that_memory_is_high_before_a_part_is_killed_for_it(whole: Whole) -> None:
    [alarm] = [one for one in alarms() if one.name == "MemoryHigh"]
    told = float(alarm.expression.rpartition(">")[2])
    for part in DRAINS:
        [container] = whole.one("Deployment", part)["spec"]["template"]["spec"]["containers"]
        assert told < 0.8 * int(container["resources"]["limits"]["memory"].removesuffix("Mi")) * 2**20


def test_every_file_is_in_a_list() -> None:
    for folder in (KUBERNETES / "base", *(KUBERNETES / "components" / name for name in COMPONENTS)):
        listed = set(kustomization(folder)["resources"])
        lying = {str(path.relative_to(folder)) for path in folder.rglob("*.yaml")} - {"kustomization.yaml"}
        assert lying == listed
    assert {path.name for path in (KUBERNETES / "components").iterdir()} == {*COMPONENTS, *AFTER_A_DISASTER}
