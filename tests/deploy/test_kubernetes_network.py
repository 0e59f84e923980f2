"""Deny by default, and exactly these allowances: the whole of who may speak to whom, worked out of the policies."""

from ipaddress import ip_address
from itertools import product

import pytest

from services.egress_target import PORTS, is_public
from tests.support.allowed_flows import Outside, Peer, Pod, allowed, selected
from tests.support.manifests import OVERLAYS, Whole, as_they_lie, rendered


@pytest.fixture(params=["as they lie", *OVERLAYS])
def whole(request: pytest.FixtureRequest) -> Whole:
    return as_they_lie() if request.param == "as they lie" else rendered(request.param)


def ours(name: str, of: str = "carryover") -> Pod:
    return Pod(name, {"app.kubernetes.io/name": of, "app.kubernetes.io/component": name})


def server(cluster: str) -> Pod:
    return Pod(cluster, {"cnpg.io/cluster": cluster, "app.kubernetes.io/name": "postgresql"})


API, ENGINE, WORKER, MIGRATE = map(ours, ("api", "engine", "worker", "migrate"))
BROKER, CACHE = ours("broker", "valkey"), ours("cache", "valkey")
LOG, KEYS = server("log"), server("keys")
POOLER = Pod("pooler", {"cnpg.io/cluster": "log", "cnpg.io/poolerName": "log-pooler"})
STRANGER = Pod("stranger", {"app.kubernetes.io/name": "something-else"})
INGRESS = Pod("ingress", {}, "ingress")
MONITORING = Pod("monitoring", {}, "monitoring")
COLLECTOR = Pod("collector", {"app.kubernetes.io/name": "opentelemetry-collector"}, "monitoring")
OPERATOR = Pod("operator", {"app.kubernetes.io/name": "cloudnative-pg"}, "cnpg-system")
ELSEWHERE = Pod("elsewhere", {"app.kubernetes.io/name": "carryover", "app.kubernetes.io/component": "api"}, "default")
NAMES = Pod("names", {"k8s-app": "kube-dns"}, "kube-system")
WORLD, HOUSE = Outside("93.184.216.34"), Outside("10.20.30.40")
CLOUD = Outside("169.254.169.254")

PEERS: list[Peer] = [
    *(API, ENGINE, WORKER, MIGRATE, BROKER, CACHE, LOG, KEYS, POOLER, STRANGER),
    *(INGRESS, MONITORING, COLLECTOR, OPERATOR, ELSEWHERE, NAMES, WORLD, HOUSE, CLOUD),
]
LISTENED = (25, 443, 465, 587, 4318, 5432, 6379, 6443, 8000, 8080, 8443, 9127, 9187, 9464)

PARTS = ("api", "engine", "worker")
WATCHING = ("monitoring", "collector")  # whoever is in that namespace
FLOWS = {
    ("ingress", "api", 8080),
    *((who, part, 9464) for who in WATCHING for part in PARTS),
    *((part, valkey, 6379) for part in PARTS for valkey in ("broker", "cache")),
    *((part, cluster, 5432) for part in (*PARTS, "migrate") for cluster in ("log", "keys")),
    *((cluster, cluster, port) for cluster in ("log", "keys") for port in (5432, 8000)),
    *(("operator", cluster, port) for cluster in ("log", "keys") for port in (5432, 8000)),
    *((who, cluster, 9187) for who in WATCHING for cluster in ("log", "keys")),
    *((part, WORLD.name, port) for part in PARTS for port in (443, 8443)),
    *((part, WORLD.name, port) for part in ("engine", "worker") for port in (25, 465, 587)),
    # The cluster's own API and the store of backups, wherever these are.
    *((cluster, where.name, port) for cluster in ("log", "keys") for where in (WORLD, HOUSE) for port in (443, 6443)),
}
POOLED = {
    *((part, "pooler", 5432) for part in PARTS),
    ("pooler", "log", 5432),
    *((who, "pooler", 9127) for who in WATCHING),
    *(("pooler", where.name, port) for where in (WORLD, HOUSE) for port in (443, 6443)),
}

TRACED = {(part, "collector", 4318) for part in PARTS}


def test_exactly_these_may_speak_to_each_other(whole: Whole) -> None:
    policies = whole.of("NetworkPolicy")
    found = {
        (source.name, target.name, port)
        for source, target, port in product(PEERS, PEERS, LISTENED)
        if (isinstance(source, Pod) and source.namespace == "carryover")
        or (isinstance(target, Pod) and target.namespace == "carryover")
        if allowed(policies, source, target, port)
    }
    traced = any(policy["metadata"]["name"] == "to-traces" for policy in policies)
    assert found == FLOWS | (POOLED if whole.of("Pooler") else set()) | (TRACED if traced else set())


def test_everybody_may_look_up_names_and_only_there(whole: Whole) -> None:
    policies = whole.of("NetworkPolicy")
    for pod in (API, MIGRATE, BROKER, LOG, STRANGER):
        assert allowed(policies, pod, NAMES, 53, "UDP")
        assert allowed(policies, pod, NAMES, 53, "TCP")
        assert not allowed(policies, pod, WORLD, 53, "UDP")


def test_no_rule_is_without_a_peer_or_without_a_port(whole: Whole) -> None:
    for policy in whole.of("NetworkPolicy"):
        spec = policy["spec"]
        for side, rules in (("from", spec.get("ingress", [])), ("to", spec.get("egress", []))):
            for rule in rules:
                assert rule.get(side), policy["metadata"]["name"]
                assert rule.get("ports"), policy["metadata"]["name"]
                assert {} not in rule[side]


def test_a_pod_that_no_file_knows_is_closed_too(whole: Whole) -> None:
    [closed] = [policy for policy in whole.of("NetworkPolicy") if policy["metadata"]["name"] == "closed"]
    assert selected(closed["spec"]["podSelector"], STRANGER.labels)
    assert closed["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert closed["spec"].keys() == {"podSelector", "policyTypes"}


ADDRESSES = (
    *("93.184.216.34", "8.8.8.8", "10.0.0.1", "172.16.5.5", "172.32.0.1", "192.168.1.1", "100.64.0.1", "127.0.0.1"),
    *(
        "169.254.169.254",
        "168.63.129.16",
        "0.0.0.1",
        "192.0.0.8",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
    ),
    *("255.255.255.255", "2606:2800:220:1::1", "::1", "fc00::1", "fe80::1", "ff02::1", "2001::1", "2002:a00:1::1"),
    *("64:ff9b::a00:1", "::ffff:10.0.0.1"),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_network_and_the_code_agree_on_what_is_outside(address: str) -> None:
    policies = as_they_lie().of("NetworkPolicy")
    public = is_public(ip_address(address))
    for port in PORTS:
        for part in (API, ENGINE, WORKER):
            assert allowed(policies, part, Outside(address), port) == public
