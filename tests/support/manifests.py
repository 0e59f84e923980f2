"""What deploy/kubernetes tells a cluster: the files as they lie, and each overlay as kustomize puts it together."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from msgspec import Struct
from referencing import Registry, Resource

HOUSE = Path(__file__).parents[2]
KUBERNETES = HOUSE / "deploy" / "kubernetes"
OVERLAYS = ("small", "production")
COMPONENTS = ("autoscaling", "backups", "ingress", "monitoring", "pooler", "postgres", "traces")
AFTER_A_DISASTER = ("recover-log", "recover-keys", "finish")

Manifest = dict[str, Any]


class Whole(Struct, frozen=True):
    """All manifests of one cluster, and the settings that its parts are given."""

    manifests: Sequence[Manifest]
    settings: Mapping[str, str]

    def of(self, *kinds: str) -> list[Manifest]:
        return [manifest for manifest in self.manifests if manifest["kind"] in kinds]

    def one(self, kind: str, name: str) -> Manifest:
        [found] = [manifest for manifest in self.of(kind) if manifest["metadata"]["name"] == name]
        return found

    def workloads(self) -> list[Manifest]:
        """Whatever makes pods of a template of ours."""
        return self.of("Deployment", "StatefulSet", "Job")

    def containers(self) -> Iterator[tuple[str, Manifest, Manifest]]:
        """Each with its name and its pod."""
        for workload in self.workloads():
            pod = workload["spec"]["template"]["spec"]
            for container in (*pod.get("initContainers", ()), *pod["containers"]):
                yield f"{workload['metadata']['name']}/{container['name']}", pod, container


@cache
def as_they_lie() -> Whole:
    """Base and all components, nothing patched; with the settings of base and of the overlay for production."""
    folders = [KUBERNETES / "base", *(KUBERNETES / "components" / name for name in COMPONENTS)]
    listed = [folder / path for folder in folders for path in kustomization(folder)["resources"]]
    settings = settings_in(KUBERNETES / "base" / "settings.env")
    settings |= settings_in(KUBERNETES / "overlays" / "production" / "place.env")
    return Whole([manifest for path in listed for manifest in read_yaml(path)], settings)


@cache
def rendered(overlay: str) -> Whole:
    """As `kubectl apply -k` sends it. Where there is no kustomize, the test is not run."""
    return put_together(KUBERNETES / "overlays" / overlay)


def put_together(folder: Path) -> Whole:
    """The same, of an overlay that lies anywhere."""
    manifests = list(loaded(run_kustomize(folder)))
    [settings] = [
        manifest
        for manifest in manifests
        if manifest["kind"] == "ConfigMap" and manifest["metadata"]["name"].startswith("settings-")
    ]
    return Whole(manifests, settings["data"])


def run_kustomize(folder: Path) -> str:
    program = kustomize()
    if program is None:
        pytest.skip("there is no kubectl and no kustomize here that puts an overlay together")
    done = subprocess.run([*program, str(folder)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def kustomize() -> list[str] | None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    for program, words in (("kustomize", ["build"]), ("kubectl", ["kustomize"])):
        if found := shutil.which(program, path=path):
            return [found, *words]
    return None


def kustomization(folder: Path) -> Manifest:
    [found] = read_yaml(folder / "kustomization.yaml")
    return found


def read_yaml(path: Path) -> list[Manifest]:
    return list(loaded(path.read_text(encoding="utf-8")))


def loaded(text: str) -> Iterator[Manifest]:
    yield from filter(None, yaml.safe_load_all(text))


def settings_in(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def faults_by_schema(manifest: Manifest, version: str) -> list[str] | None:
    """What a cluster of this version would refuse, unknown fields included; None where it knows no such kind."""
    group, _, api = manifest["apiVersion"].rpartition("/")
    kind = "-".join(filter(None, (manifest["kind"].lower(), group.partition(".")[0], api)))
    folder = files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}.0-local-strict"
    schema = folder / f"{kind}.json"
    if not schema.is_file():
        return None
    validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")), registry=_definitions(version))
    return told(validator, manifest)


def told(validator: Draft202012Validator, manifest: Manifest) -> list[str]:
    faults = validator.iter_errors(manifest)
    return [f"{'.'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in faults]


@cache
def _definitions(version: str) -> "Registry[Any]":
    folder = files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}.0-local-strict"
    contents = json.loads((folder / "_definitions.json").read_text(encoding="utf-8"))
    resource: Resource[Any] = Resource.from_contents(contents)
    return resource @ Registry()
