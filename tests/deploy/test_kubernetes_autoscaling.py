"""Autoscalers follow what exists: a deployment of ours, and numbers that our processes tell."""

import pytest

from services.measured.names import METRICS
from tests.support.manifests import KUBERNETES, OVERLAYS, Whole, as_they_lie, read_yaml, rendered

TOLD = {"carryover_reader_lag_seconds", "carryover_reader_lag_positions", "carryover_queue_messages"}


@pytest.fixture(params=["as they lie", *OVERLAYS])
def whole(request: pytest.FixtureRequest) -> Whole:
    return as_they_lie() if request.param == "as they lie" else rendered(request.param)


def numbers(whole: Whole) -> dict[str, set[str]]:
    return {
        scaler["metadata"]["name"]: {
            metric["external"]["metric"]["name"] for metric in scaler["spec"]["metrics"] if metric["type"] == "External"
        }
        for scaler in whole.of("HorizontalPodAutoscaler")
    }


def test_the_engine_follows_its_lag_and_the_worker_its_queue() -> None:
    assert numbers(as_they_lie()) == {
        "api": set(),
        "engine": {"carryover_reader_lag_seconds", "carryover_reader_lag_positions"},
        "worker": {"carryover_queue_messages"},
    }


def test_each_number_is_served_by_the_adapter() -> None:
    [adapter] = read_yaml(KUBERNETES / "components" / "autoscaling" / "adapter.yml")
    served = {rule["name"]["as"]: rule for rule in adapter["externalRules"]}
    assert served.keys() == set.union(*numbers(as_they_lie()).values()) == TOLD
    for name, rule in served.items():
        assert rule["seriesQuery"].startswith(f"{name}{{")


def test_each_number_is_one_that_our_processes_tell() -> None:
    assert {metric.name for metric in METRICS} >= TOLD


def test_an_autoscaler_is_for_a_deployment_that_leaves_the_number_to_it(whole: Whole) -> None:
    for scaler in whole.of("HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        deployment = whole.one(target["kind"], target["name"])
        assert target["apiVersion"] == deployment["apiVersion"]
        assert whole is as_they_lie() or "replicas" not in deployment["spec"]
        assert 2 <= scaler["spec"]["minReplicas"] < scaler["spec"]["maxReplicas"]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_quotas_are_shared_by_as_many_processes_as_there_may_be(overlay: str) -> None:
    whole = rendered(overlay)
    most = {scaler["metadata"]["name"]: scaler["spec"]["maxReplicas"] for scaler in whole.of("HorizontalPodAutoscaler")}
    api = most.get("api") or whole.one("Deployment", "api")["spec"]["replicas"]
    assert int(whole.settings["CARRYOVER_API_PROCESSES"]) == api
