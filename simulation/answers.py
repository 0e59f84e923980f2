"""What the platform answered, and what arrived at the sinks: the files beside a script that was played."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from simulation.programs import Slot
from simulation.reading import as_date, as_instant

Json = Mapping[str, Any]

INVITES = "/sign-in/invitation#"
"""Stands in the link of an invitation, and in no other."""


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


class Message(NamedTuple):
    """What went out to a patient, by the ledger."""

    patient_id: str
    at: datetime
    about: str  # reminder, nudge, next_morning
    channel: str | None
    unanswered: bool
    variant: int = 0  # which of a reminder's texts; a count does not foretell it


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
    messages: list[Message]
    alerts: list[Raised]
    letters: list[Arrived]
    invited: list[str]  # to whom invitations went
    emergencies: dict[str, Any]  # by the app's id of a red flag: the text it was answered with


def read_answers(folder: Path) -> Answers:
    ledgers: dict[tuple[str, Slot], list[Settled]] = {}
    messages: list[Message] = []
    for ledger in _lines(folder / "ledgers.jsonl"):
        patient_id, out = ledger["patient_id"], {each["reminder_id"]: each for each in ledger["messages"]}
        for each in ledger["slots"]:
            slot = Slot(as_date(each["day"]), each["prescription_id"], each["number"])
            ledgers.setdefault((patient_id, slot), []).append(_settled(each, out))
        messages += [_message(patient_id, each) for each in ledger["messages"]]
    told = (line for line in _lines(folder / "told.jsonl") if "event" in line)
    mailed = [*map(_mail, _lines(folder / "mail.jsonl"))]
    return Answers(
        ledgers,
        messages,
        [_raised(alert) for alert in _lines(folder / "alerts.jsonl")],
        [
            *(letter for letter in mailed if INVITES not in letter.text),
            *map(_on_a_screen, _lines(folder / "screens.jsonl")),
        ],
        [letter.to for letter in mailed if INVITES in letter.text],
        {line["event"]: line["answer"].get("emergency") for line in told},
    )


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _settled(each: Json, out: Mapping[str, Json]) -> Settled:
    if each["because"]:
        return Settled(each["because"], None, None)
    sent = out[each["reminder_id"]]
    return Settled("sent", as_instant(sent["sent_at"]), sent["channel"])


def _message(patient_id: str, each: Json) -> Message:
    at = as_instant(each["sent_at"])
    return Message(patient_id, at, each["kind"], each["channel"], each["unanswered"], each["variant"])


def _mail(line: Json) -> Arrived:
    key = str(line["headers"].get("message-id"))
    return Arrived(line["to"][0], "email", as_instant(line["received_at"]), key, line["subject"] + "\n" + line["body"])


def _on_a_screen(line: Json) -> Arrived:
    return Arrived(line["to"], line["channel"], as_instant(line["received_at"]), str(line["key"]), str(line["text"]))


def _raised(alert: Json) -> Raised:
    first, *rest = alert["history"]["events"]
    data, at = first["data"], as_instant(first["at"])
    reports = int(data.get("day") is None)
    found = Raised(alert["patient_id"], data["rule"], data["scope"], at, [data["grade"]], set(data["facts"]), reports)
    for event in rest:
        _happened(found, event["type"], as_instant(event["at"]), event["data"])
    return found


def _happened(alert: Raised, kind: str, at: datetime, data: Json) -> None:
    match kind:
        case "alert.attached":
            alert.causes.add(data["fact"])
            alert.reports += 1
            if data.get("answer_by"):  # a red flag: taken on or not, it waits now
                alert.acknowledged = None
        case "alert.regraded":
            alert.grades.append(data["grade"])
            alert.acknowledged = None
        case "alert.escalated":
            alert.escalations.append((data["to"], at))
        case "alert.acknowledged":
            alert.acknowledged = at
        case "alert.resolved":
            alert.resolved, alert.resolution = at, data["resolution"]
