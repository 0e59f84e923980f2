"""The files in deploy/monitoring as tests read them: the dashboard's panels, the alarms, and what both ask for."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

ROOT = Path(__file__).parents[2]
MONITORING = ROOT / "deploy" / "monitoring"
RUNBOOKS = ROOT / "docs" / "runbooks"
DASHBOARD = MONITORING / "grafana" / "carryover.json"

SELECTOR = re.compile(r"((?:carryover|process|barman_cloud)_[a-z_]+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"([^\"]*)\"")
GROUPED = re.compile(r"\b(?:by|on)\s*\(([^)]*)\)")


class Alarm(Struct, frozen=True):
    name: str
    expression: str
    severity: str
    summary: str
    runbook: str

    @property
    def kebab(self) -> str:
        """The name of its runbook."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", self.name).lower()


def alarms() -> list[Alarm]:
    found = []
    for file in sorted((MONITORING / "alarms").glob("*.yml")):
        for group in yaml.safe_load(file.read_text())["groups"]:
            for rule in group["rules"]:
                told = rule["annotations"]
                found.append(
                    Alarm(rule["alert"], rule["expr"], rule["labels"]["severity"], told["summary"], told["runbook_url"])
                )
    return found


def dashboard() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DASHBOARD.read_text())
    return read


def targets() -> Iterator[tuple[str, str]]:
    """The title of each panel with each expression that it shows."""
    for panel in dashboard()["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def selected(expression: str) -> list[tuple[str, dict[str, str]]]:
    """The names of series that an expression asks for, with the labels that each has to match."""
    return [(name, dict(MATCHER.findall(matchers or ""))) for name, matchers in SELECTOR.findall(expression)]


def grouped(expression: str) -> set[str]:
    """The labels by which an expression tells its results apart."""
    return {label.strip() for found in GROUPED.findall(expression) for label in found.split(",")}
