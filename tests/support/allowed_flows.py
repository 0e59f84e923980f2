"""Who may speak to whom in a cluster, worked out of its network policies as Kubernetes defines them."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from msgspec import Struct

Policy = Mapping[str, Any]
Labels = Mapping[str, str]
HOME = "carryover"


class Pod(Struct, frozen=True):
    """Somebody in the cluster."""

    name: str
    labels: Labels
    namespace: str = HOME


class Outside(Struct, frozen=True):
    """An address that is no pod's."""

    name: str


Peer = Pod | Outside


def allowed(policies: Sequence[Policy], source: Peer, target: Peer, port: int, protocol: str = "TCP") -> bool:
    """Both sides have to let it pass. What is not in our namespace is under no policy of ours."""
    return _lets(policies, "Egress", source, target, port, protocol) and _lets(
        policies, "Ingress", target, source, port, protocol
    )


def _lets(policies: Sequence[Policy], way: str, at: Peer, other: Peer, port: int, protocol: str) -> bool:
    if isinstance(at, Outside) or at.namespace != HOME:
        return True
    about = [
        policy["spec"]
        for policy in policies
        if way in policy["spec"]["policyTypes"] and selected(policy["spec"]["podSelector"], at.labels)
    ]
    sides, rules = ("from", "ingress") if way == "Ingress" else ("to", "egress")
    return not about or any(
        _has_port(rule, port, protocol) and (not rule.get(sides) or any(_is_peer(peer, other) for peer in rule[sides]))
        for spec in about
        for rule in spec.get(rules, ())
    )


def selected(selector: Mapping[str, Any], labels: Labels) -> bool:
    """An empty selector takes everybody."""
    return all(labels.get(name) == value for name, value in selector.get("matchLabels", {}).items()) and all(
        _matches(wish, labels) for wish in selector.get("matchExpressions", ())
    )


def _matches(wish: Mapping[str, Any], labels: Labels) -> bool:
    value = labels.get(wish["key"])
    match wish["operator"]:
        case "In":
            return value in wish["values"]
        case "NotIn":
            return value not in wish["values"]
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
    raise ValueError(f"no operator of selectors: {wish['operator']}")


def _has_port(rule: Mapping[str, Any], port: int, protocol: str) -> bool:
    ports = rule.get("ports")
    return not ports or any(one["port"] == port and one.get("protocol", "TCP") == protocol for one in ports)


def _is_peer(peer: Mapping[str, Any], other: Peer) -> bool:
    if isinstance(other, Outside):
        return "ipBlock" in peer and _in_block(peer["ipBlock"], other.name)
    if "ipBlock" in peer:
        return False  # pods are met by their labels: what address one has is nobody's to rely on
    spaces = peer.get("namespaceSelector")
    near = other.namespace == HOME if spaces is None else selected(spaces, _labels_of_space(other.namespace))
    return near and selected(peer.get("podSelector", {}), other.labels)


def _in_block(block: Mapping[str, Any], address: str) -> bool:
    where = ip_address(address)
    return where in ip_network(block["cidr"]) and not any(where in ip_network(out) for out in block.get("except", ()))


def _labels_of_space(name: str) -> Labels:
    return {"kubernetes.io/metadata.name": name}
