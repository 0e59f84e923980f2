"""With what a cluster is given, a process begins in production; and each secret it names is in the operator's list."""

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from services.production import faults
from services.settings import VARIABLES, settings_from
from tests.support.manifests import HOUSE, OVERLAYS, Manifest, Whole, as_they_lie, rendered

DOCUMENT = HOUSE / "docs" / "operating" / "kubernetes.md"
BEHIND = "_FILE"
DRAWN = bytes(range(0, 256, 8))
MADE_BY_THE_OPERATOR = {"log-ca", "keys-ca"}  # CloudNativePG's own, of which the public part is read
REFERENCES = {"secret", "passwordSecret", "accessKeyId", "secretAccessKey"}
SECRETS = {
    "app-url": "postgresql://carryover_app:Zc7-uR4w@log-rw/carryover?sslmode=verify-full",
    "engine-url": "postgresql://carryover_engine:Zc7-uR4x@log-rw/carryover?sslmode=verify-full",
    "keys-url": "postgresql://carryover_app:Zc7-uR4y@keys-rw/carryover_keys?sslmode=verify-full",
    "valkey-url": "redis://carryover:Zc7-uR4z@cache:6379/0",
    "broker-url": "redis://carryover:Zc7-uR4a@broker:6379/0",
    "smtp-url": "smtps://carryover:Zc7-uR4b@mail.example:465",
    "master-key": base64.b64encode(DRAWN).decode(),
    "owner-url": "postgresql://carryover_owner:Zc7-uR4c@log-rw/carryover?sslmode=verify-full",
    "keys-owner-url": "postgresql://carryover_owner:Zc7-uR4d@keys-rw/carryover_keys?sslmode=verify-full",
}


@pytest.fixture(params=["as they lie", *OVERLAYS])
def whole(request: pytest.FixtureRequest) -> Whole:
    return as_they_lie() if request.param == "as they lie" else rendered(request.param)


def environment(whole: Whole, container: Manifest) -> dict[str, str]:
    """What the container is given, every file in it read from SECRETS."""
    given = dict(whole.settings) | {one["name"]: one["value"] for one in container.get("env", ())}
    files = {name: path for name, path in given.items() if name.endswith(BEHIND)}
    read = {name.removesuffix(BEHIND): SECRETS[Path(path).name] for name, path in files.items()}
    return {name: value for name, value in given.items() if name not in files} | read


def ours(whole: Whole) -> list[tuple[str, Manifest, Manifest]]:
    return [found for found in whole.containers() if found[2].get("envFrom")]


def test_every_setting_is_one_that_the_platform_knows(whole: Whole) -> None:
    given = {name for _, _, container in ours(whole) for one in container.get("env", ()) for name in [one["name"]]}
    assert given | whole.settings.keys() <= VARIABLES.keys()


def test_with_what_it_is_given_each_part_begins_in_production(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 10001)
    assert {name for name, _, _ in ours(whole)} == {
        *(f"{part}/wait" for part in ("api", "engine", "worker", "migrate")),
        *(f"{part}/{part}" for part in ("api", "engine", "worker", "migrate")),
    }
    for name, _, container in ours(whole):
        env = environment(whole, container)
        assert env["CARRYOVER_PRODUCTION"] == "yes"
        assert list(faults(env, DRAWN, 10001)) == [], name
        settings = settings_from(env)
        assert settings.http_host == "0.0.0.0", "else no probe and no proxy reaches it"
        assert bool(settings.owner_url) == name.startswith("migrate/"), "the owner is the migration's alone"
        assert settings.public_url.startswith("https://")


def test_each_file_lies_in_a_secret_that_is_mounted(whole: Whole) -> None:
    for name, pod, container in ours(whole):
        given = dict(whole.settings) | {one["name"]: one["value"] for one in container.get("env", ())}
        paths = {value for variable, value in given.items() if variable.endswith(BEHIND)}
        mounted = {mount["mountPath"]: volumes(pod)[mount["name"]] for mount in container["volumeMounts"]}
        for path in paths:
            assert secrets_of(mounted[str(Path(path).parent)]), (name, path)


def volumes(pod: Manifest) -> Mapping[str, Manifest]:
    return {volume["name"]: volume for volume in pod["volumes"]}


def secrets_of(volume: Manifest) -> set[str]:
    if "secret" in volume:
        return {volume["secret"]["secretName"]}
    return {source["secret"]["name"] for source in volume.get("projected", {}).get("sources", ()) if "secret" in source}


def named_secrets(value: Any, key: str = "") -> set[str]:
    """Every name of a secret anywhere in a manifest, as the kinds that we use refer to one."""
    match value:
        case list():
            return set().union(*(named_secrets(one, key) for one in value))
        case dict():
            own = {value["name"]} if key in REFERENCES and "name" in value else set()
            return own.union(*(named_secrets(one, name) for name, one in value.items()))
        case str() if key == "secretName":
            return {value}
    return set()


def documented() -> dict[str, set[str]]:
    """The table of the document: a secret's name, and its keys."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: set(re.findall(r"`([a-z.-]+)`", keys)) for name, keys in rows}


def test_the_document_lists_every_secret_and_no_other() -> None:
    assert set().union(*map(named_secrets, as_they_lie().manifests)) - MADE_BY_THE_OPERATOR == documented().keys()


def test_the_document_lists_every_key_that_is_read() -> None:
    listed = documented()
    assert {"owner-url", "keys-owner-url"} == listed["owner"]
    read = {Path(value).name for name, value in as_they_lie().settings.items() if name.endswith(BEHIND)}
    assert read == listed["servers"]
    assert listed["broker-users"] == listed["cache-users"] == {"users.acl"}
    for name, keys in listed.items():
        if name.startswith("role-"):
            assert keys == {"username", "password"}
        if name.startswith("backup-"):
            assert keys == {"access-key-id", "secret-access-key"}
