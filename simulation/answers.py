"""What the platform answered, and what arrived at the sinks: the files beside a script that was played."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from simulation.programs import Slot
from simulation.reading import as_date, as_instant


class Arrived(NamedTuple):
    """A letter at a sink. `key` tells a repeat, `at` is business time."""

    to: str
    channel: str
    at: datetime
    key: str
    text: str


class Settled(NamedTuple):
    """What a ledger says of a slot: `sent`, or why not."""

    what: str
    at: datetime | None
    channel: str | None


@dataclass
class Raised:
    """An alert as its history tells it."""

    patient_id: str
    rule: str
    scope: str
    raised_at: datetime
    grades: list[str]
    causes: set[str]
    reports: int  # that fired its rule; of one that looks at the end of a date none
    escalations: list[tuple[str, datetime]] = field(default_factory=list)
    acknowledged: datetime | None = None
    resolved: datetime | None = None
    resolution: str | None = None


@dataclass
class Answers:
    ledgers: dict[tuple[str, Slot], list[Settled]]  # by patient and slot; more than one would be one too many
    alerts: list[Raised]
    letters: list[Arrived]
    emergencies: dict[str, Any]  # by the app's id of a red flag: the text it was answered with


def read_answers(folder: Path) -> Answers:
    ledgers: dict[tuple[str, Slot], list[Settled]] = {}
    for ledger in _lines(folder / "ledgers.jsonl"):
        for each in ledger["slots"]:
            slot = Slot(as_date(each["day"]), each["prescription_id"], each["number"])
            ledgers.setdefault((ledger["patient_id"], slot), []).append(_settled(each))
    told = (line for line in _lines(folder / "told.jsonl") if "event" in line)
    return Answers(
        ledgers,
        [_raised(alert) for alert in _lines(folder / "alerts.jsonl")],
        [*map(_mail, _lines(folder / "mail.jsonl")), *map(_on_a_screen, _lines(folder / "screens.jsonl"))],
        {line["event"]: line["answer"].get("emergency") for line in told},
    )


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _settled(each: dict[str, Any]) -> Settled:
    at = each.get("at")
    return Settled(each.get("because") or each["state"], as_instant(at) if at else None, each.get("channel"))


def _mail(line: dict[str, Any]) -> Arrived:
    key = str(line["headers"].get("message-id"))
    return Arrived(line["to"][0], "email", as_instant(line["received_at"]), key, line["subject"] + "\n" + line["body"])


def _on_a_screen(line: dict[str, Any]) -> Arrived:
    return Arrived(line["to"], line["channel"], as_instant(line["received_at"]), str(line["key"]), str(line["text"]))


def _raised(alert: dict[str, Any]) -> Raised:
    first, *rest = alert["history"]["events"]
    data, at = first["data"], as_instant(first["at"])
    reports = int(data.get("day") is None)
    found = Raised(alert["patient_id"], data["rule"], data["scope"], at, [data["grade"]], set(data["facts"]), reports)
    for event in rest:
        _happened(found, event["type"], as_instant(event["at"]), event["data"])
    return found


def _happened(alert: Raised, kind: str, at: datetime, data: dict[str, Any]) -> None:
    match kind:
        case "alert.attached":
            alert.causes.add(data["fact"])
            alert.reports += 1
        case "alert.regraded":
            alert.grades.append(data["grade"])
            alert.acknowledged = None
        case "alert.escalated":
            alert.escalations.append((data["to"], at))
        case "alert.acknowledged":
            alert.acknowledged = at
        case "alert.resolved":
            alert.resolved, alert.resolution = at, data["resolution"]
