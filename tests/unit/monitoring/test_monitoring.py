"""What dashboards and alarms ask for is measured; and whoever is woken finds a page that says what to do."""

import re

import pytest
import yaml

from services.http.codes import meanings
from services.measured.denials import BY, WALL
from services.measured.names import METRICS
from tests.support.monitoring import MONITORING, ROOT, RUNBOOKS, alarms, dashboard, grouped, selected, targets

ENDS = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
SERIES = {metric.name + end: metric for metric in METRICS for end in ENDS[metric.kind]}
OF_THE_PROCESS = {
    "process_resident_memory_bytes",
    "process_cpu_seconds_total",
    "process_open_fds",
    "process_start_time_seconds",
}
"""Of prometheus-client itself."""

OF_CLOUDNATIVEPG = {"barman_cloud_cloudnative_pg_io_last_available_backup_timestamp"}
"""Of its plugin for archives: https://cloudnative-pg.io/plugin-barman-cloud/docs/observability."""

OF_PROMETHEUS = {"instance", "job"}
EXPRESSIONS = [*((alarm.name, alarm.expression) for alarm in alarms()), *targets()]
SECTIONS = ["What it means", "What clinics feel", "Look", "Do", "It is over when"]


@pytest.mark.parametrize(("place", "expression"), EXPRESSIONS)
def test_each_expression_asks_for_what_is_measured_by_the_labels_it_has(place: str, expression: str) -> None:
    asked = selected(expression)
    assert asked, f"{place} asks for nothing of ours"
    labels = {"le"} if "_bucket" in expression else set[str]()
    for name, matched in asked:
        assert name in {*SERIES, *OF_THE_PROCESS, *OF_CLOUDNATIVEPG}, f"{place}: nobody measures {name}"
        own = {*SERIES[name].labels, *OF_PROMETHEUS} if name in SERIES else OF_PROMETHEUS
        own = {*own, "cnpg_io_cluster"} if name in OF_CLOUDNATIVEPG else own
        assert set(matched) <= own, f"{place}: {name} has no label {set(matched) - own}"
        labels |= own
    assert grouped(expression) <= labels, place


@pytest.mark.parametrize(("place", "expression"), EXPRESSIONS)
def test_what_only_grows_is_asked_for_as_a_rate_and_what_does_not_is_not(place: str, expression: str) -> None:
    for name, _ in selected(expression):
        of = SERIES.get(name)
        grows = of is not None and of.kind != "gauge"
        as_rate = re.search(rf"(?:rate|increase)\({name}(?:\{{[^}}]*\}})?\[", expression) is not None
        assert as_rate == (grows or name == "process_cpu_seconds_total"), f"{place}: {name}"


@pytest.mark.parametrize("expression", [expression for _, expression in EXPRESSIONS])
def test_what_every_engine_finds_is_never_added_up(expression: str) -> None:
    found_by_engines = [
        name
        for name, _ in selected(expression)
        if name.startswith(("carryover_reader_", "carryover_due_", "carryover_parked", "carryover_database_"))
    ]
    for name in found_by_engines:
        assert re.search(rf"max(?: by \([^)]*\))? ?\({name}", expression), expression


def test_denials_are_asked_for_by_what_can_deny() -> None:
    kinds = {*BY.values(), WALL}
    asked = {word for _, text in EXPRESSIONS for name, how in selected(text) for word in how.get("by", "").split("|")}
    assert asked - {""} <= kinds
    assert set(BY) <= set(meanings())


def test_each_alarm_has_a_severity_a_sentence_and_a_runbook_of_its_own() -> None:
    every = alarms()
    assert len({alarm.name for alarm in every}) == len(every)
    for alarm in every:
        assert alarm.severity in ("critical", "warning"), alarm.name
        assert alarm.summary.endswith((".", "changed.")), alarm.name
        assert alarm.runbook == f"docs/runbooks/{alarm.kebab}.md", alarm.name


def test_each_runbook_is_an_alarms_and_says_what_to_do() -> None:
    named = {alarm.runbook: alarm.name for alarm in alarms()}
    written = {path.relative_to(ROOT).as_posix(): path.read_text() for path in RUNBOOKS.glob("*.md")}
    assert set(written) == set(named)
    for path, text in written.items():
        assert text.startswith(f"# {named[path]}\n"), path
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS, path


def test_the_dashboard_is_whole() -> None:
    read = dashboard()
    panels = read["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert [one["name"] for one in read["templating"]["list"]] == ["source"]
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        if panel["type"] == "row":
            continue
        assert panel["title"]
        assert panel["description"]
        sources = [panel["datasource"], *(target["datasource"] for target in panel["targets"])]
        assert sources == [{"type": "prometheus", "uid": "${source}"}] * len(sources)
        refs = [target["refId"] for target in panel["targets"]]
        assert len(set(refs)) == len(refs)


def test_no_panel_lies_over_another() -> None:
    taken = set[tuple[int, int]]()
    for panel in dashboard()["panels"]:
        place = panel["gridPos"]
        own = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not own & taken, panel["title"]
        taken |= own


def test_the_example_scrapes_the_ports_of_up_and_reads_the_alarms() -> None:
    read = yaml.safe_load((MONITORING / "prometheus.yml").read_text())
    assert read["rule_files"] == ["alarms/*.yml"]
    [job] = read["scrape_configs"]
    assert job["job_name"] == "carryover"
    ports = [target.rpartition(":")[2] for one in job["static_configs"] for target in one["targets"]]
    assert ports == ["9464", "9465", "9466"]
