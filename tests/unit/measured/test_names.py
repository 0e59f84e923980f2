"""Whatever is measured stands in the written list; what stands there is told, of that kind and with those labels."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from eventstore.pools import Use
from services.measured.beats import Beats
from services.measured.denials import refused
from services.measured.gauges import Gauges
from services.measured.instruments import REGISTRY
from services.measured.names import METRICS, Metric
from services.measured.requests import DOOR, Door, Requests
from tests.support.sightings import WHOLE, found

LABELS = {
    *("outcome", "code", "by", "policy", "area", "status", "operation", "reader", "what", "kind", "queue", "why"),
    *("how", "critical", "pool", "state", "part", "version", "of"),
}
"""Each has few values, all written down in the code. An organisation, a person or a word somebody typed is none."""


def told(registry: CollectorRegistry) -> dict[str, str]:
    """Our families and their kinds, as a scrape has them."""
    text = generate_latest(registry).decode()
    return {one.name: one.type for one in text_string_to_metric_families(text) if one.name.startswith("carryover_")}


def family(metric: Metric) -> str:
    """A counter's family has its name without the end."""
    return metric.name.removesuffix("_total")


@contextmanager
def busy_process() -> Iterator[CollectorRegistry]:
    gauges, registry = Gauges(), CollectorRegistry()
    gauges.part, gauges.beats = "engine", Beats()
    gauges.beats.turn("loop")
    registry.register(gauges)
    with gauges.pool("app", lambda: Use(1, 10, 2)), gauges.log(lambda: 4):
        yield registry


def test_every_name_of_the_list_is_told_as_its_kind_and_no_other_is() -> None:
    with busy_process() as process:
        everything = {**told(REGISTRY), **told(found(WHOLE)), **told(process)}
    assert {family(one): one.kind for one in METRICS} == everything


def test_what_is_found_and_what_a_process_tells_of_itself_have_the_labels_of_the_list() -> None:
    of = {family(one): set(one.labels) for one in METRICS}
    with busy_process() as process:
        texts = [generate_latest(registry).decode() for registry in (found(WHOLE), process)]
    for one in (each for text in texts for each in text_string_to_metric_families(text)):
        assert one.samples, one.name
        assert {frozenset(sample.labels) for sample in one.samples} == {frozenset(of[one.name])}


def test_names_say_what_they_count_in_base_units() -> None:
    names = [one.name for one in METRICS]
    assert len(set(names)) == len(names)
    for one in METRICS:
        assert re.fullmatch(r"carryover_[a-z_]+", one.name)
        assert one.name.endswith("_total") == (one.kind == "counter")
        assert bool(one.bounds) == (one.kind == "histogram")
        assert one.says.endswith(".")
        assert set(one.labels) <= LABELS


def test_what_the_last_look_found_is_not_told_when_the_next_one_fails() -> None:
    assert set(told(found(None))) == {
        "carryover_database_reachable",
        "carryover_queue_reachable",
        "carryover_queue_messages",
    }


def test_waits_for_a_pool_that_was_closed_are_still_counted() -> None:
    gauges, registry = Gauges(), CollectorRegistry()
    registry.register(gauges)
    with gauges.pool("app", lambda: Use(1, 10, 2)):
        pass
    with gauges.pool("app", lambda: Use(3, 10, 5)):
        assert registry.get_sample_value("carryover_pool_waits_total", {"pool": "app"}) == 7
        assert registry.get_sample_value("carryover_pool_connections", {"pool": "app", "state": "used"}) == 3


def test_a_refusal_is_counted_by_its_code_and_where_it_keeps_somebody_out_by_what_did() -> None:
    def counts() -> tuple[float, float, float]:
        return (
            REGISTRY.get_sample_value("carryover_refusals_total", {"code": "forbidden"}) or 0,
            REGISTRY.get_sample_value("carryover_denials_total", {"by": "access"}) or 0,
            REGISTRY.get_sample_value("carryover_denials_total", {"by": "key"}) or 0,
        )

    before = counts()
    refused("forbidden")
    refused("unknown_patient")
    after = counts()
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 0]


def test_a_request_is_counted_where_it_belongs_and_one_without_end_by_its_answer_alone() -> None:
    def told(area: str) -> tuple[float | None, float | None]:
        seconds = {"area": area, "operation": "ofThisTest"}
        return (
            REGISTRY.get_sample_value("carryover_answers_total", {"area": area, "status": "200"}),
            REGISTRY.get_sample_value("carryover_request_seconds_count", seconds),
        )

    requests = Requests()
    for door in (Door("short", "ofThisTest"), Door("long", "ofThisTest", long=True)):
        began = requests.begun()
        assert requests.under_way == 1
        requests.ended(began, {"state": {DOOR: door}}, 200)
    assert (requests.under_way, told("short"), told("long")) == (0, (1, 1), (1, None))
