"""An independent count of what must be in the service after files of events were sent to it.

It reads the files and the mailbox, imports nothing of Carryover, and prints JSON. It knows the published contract
(CloudEvents, corrections, retractions, the age and scope of three alert rules: RULES; of the others nothing is said
here) and nothing else; run it as
`python tests/e2e/count.py --now 2026-11-22T12:00:00Z --mail mail.jsonl FILE...`, the files in the order of sending.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Event = dict[str, Any]
Name = tuple[str, str]
"""Source and id: together they make one event, or name the report that another speaks of."""

PREFIX = "org.carryover."
RULES = ("high_pain", "hurts", "over_the_band")
"""Those that are counted. The others look at more than one report or at whole days."""

BAND = 5
BAND_AGE = timedelta(hours=48)
HIGH_PAIN = 7
HIGH_PAIN_AGE = timedelta(hours=24)
HURTS_AGE = timedelta(days=7)
ALERT_LINK = re.compile(r"/alerts/([0-9a-f-]{36})")


class Count:
    """Everything heard so far; `hear` takes the events in the order in which they were sent."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.lines = self.repeats = self.unreadable = self.strangers = 0
        self.reused: list[str] = []
        self.types: Counter[str] = Counter()
        self.people: dict[str, dict[str, Any]] = {}
        self.seen: dict[Name, Event] = {}
        self.by_person: dict[str, Counter[str]] = defaultdict(Counter)
        self.reports: dict[Name, Event] = {}
        self.corrections: dict[Name, list[Event]] = defaultdict(list)
        self.retracted: set[Name] = set()
        self.programs: dict[str, list[Event]] = defaultdict(list)
        self.alerts: set[tuple[str, str, str]] = set()

    def hear(self, line: str) -> None:
        """One line of a file."""
        self.lines += 1
        try:
            event = json.loads(line)
            name = (event["source"], event["id"])
            kind = event["type"].removeprefix(PREFIX)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.unreadable += 1
            return
        if name in self.seen:
            same = self.seen[name] == event
            self.repeats += same
            if not same:
                self.reused.append(name[1])
            return
        if event["subject"] not in self.people and kind != "patient.enrolled":
            self.strangers += 1
            return
        self.seen[name] = event
        self.types[kind] += 1
        self.by_person[event["subject"]][kind] += 1
        self._take(kind, name, event)

    def _take(self, kind: str, name: Name, event: Event) -> None:
        data, about = event["data"], (event["source"], event["data"].get("report", ""))
        match kind:
            case "patient.enrolled":
                self.people[event["subject"]] = data
            case "program.assigned":
                self.programs[event["subject"]].append(data)
            case "session.logged":
                self.reports[name] = event
                self._over_the_band(name, None)
            case "session.corrected":
                before = self.standing(about)
                self.corrections[about].append(event)
                self._over_the_band(about, before)
            case "session.retracted" | "symptom.retracted" | "barrier.retracted":
                self.retracted.add(about)
            case "symptom.reported":
                self.reports[name] = event
                self._high_pain(name, None)
                self._over_the_band(name, None)
            case "symptom.corrected":
                before = self.standing(about)
                self.corrections[about].append(event)
                self._high_pain(about, before)
                self._over_the_band(about, before)
            case "barrier.reported" if data["reason"] == "hurts" and name not in self.retracted:
                self._raise(event["subject"], "hurts", data.get("exercise_id", ""), moment(event["time"]), HURTS_AGE)

    def _high_pain(self, name: Name, before: Event | None) -> None:
        report = self.standing(name)
        if report is None or not high(report) or (before and high(before) and before["region"] == report["region"]):
            return
        self._raise(report["subject"], "high_pain", report["region"], report["at"], HIGH_PAIN_AGE)

    def _over_the_band(self, name: Name, before: Event | None) -> None:
        report = self.standing(name)
        if report is not None:
            for exercise in sorted(too_much(report) - (too_much(before) if before else set())):
                self._raise(report["subject"], "over_the_band", exercise, report["at"], BAND_AGE)

    def _raise(self, subject: str, rule: str, scope: str, at: datetime, age: timedelta) -> None:
        """Nobody resolves anything here, so a later match of the same scope belongs to the alert that is open."""
        if self.now - at <= age:
            self.alerts.add((subject, rule, scope))

    def standing(self, name: Name) -> Event | None:
        """A report's data after its corrections, with its `subject`, `kind_of_report` and `at`; None if taken back."""
        report = self.reports.get(name)
        if report is None or name in self.retracted:
            return None
        data = dict(report["data"])
        for correction in sorted(self.corrections[name], key=lambda each: moment(each["time"])):
            data.update(correction["data"])
        at = moment(str(data.get("moved_to") or report["time"]))
        return {**data, "subject": report["subject"], "type": report["type"].removeprefix(PREFIX), "at": at}

    def result(self, mail: Path | None) -> dict[str, Any]:
        """What is printed."""
        standing = [report for report in map(self.standing, self.reports) if report is not None]
        return {
            "lines": self.lines,
            "events": len(self.seen),
            "repeats": self.repeats,
            "reused_ids": self.reused,
            "unreadable": self.unreadable,
            "of_strangers": self.strangers,  # about nobody who was enrolled before
            "by_type": dict(sorted(self.types.items())),
            "patients": {subject: self._person(subject, standing) for subject in sorted(self.people)},
            "rules": RULES,
            "alerts": [dict(zip(("patient", "rule", "scope"), alert, strict=True)) for alert in sorted(self.alerts)],
            "mails": mails(mail) if mail else {},
        }

    def _person(self, subject: str, standing: Iterable[Event]) -> dict[str, Any]:
        own = [report for report in standing if report["subject"] == subject]
        sessions = sorted(report["at"] for report in own if report["type"] == "session.logged")
        symptoms = sorted((report for report in own if report["type"] == "symptom.reported"), key=lambda s: s["at"])
        past = [at for at in sessions if at <= self.now]
        return {
            "by_type": dict(sorted(self.by_person[subject].items())),
            "sessions": len(sessions),
            "last_session": shown(past[-1]) if past else None,
            "symptoms": len(symptoms),
            "series": sorted(map(symptom_line, symptoms)),
            "newest": newest([symptom for symptom in symptoms if symptom["at"] <= self.now]),
            "today": self._today(subject, own),
        }

    def _today(self, subject: str, own: Iterable[Event]) -> dict[str, int]:
        """Doses expected and done on the patient's date, for programs of daily doses that begin today.

        An entry without figures is a whole dose. Other schedules are not counted here.
        """
        zone = ZoneInfo(self.people[subject]["zone"])
        today = self.now.astimezone(zone).date()
        done: Counter[str] = Counter()
        for report in own:
            if report["type"] == "session.logged" and report["at"].astimezone(zone).date() == today:
                done.update(entry["exercise_id"] for entry in report["entries"])
        expected = met = 0
        for program in self.programs[subject]:
            for line in program["prescriptions"]:
                if line["schedule"]["kind"] == "fixed" and program.get("effective") == today.isoformat():
                    expected += line["schedule"]["times_a_day"]
                    met += min(line["schedule"]["times_a_day"], done[line["exercise_id"]])
        return {"expected": expected, "done": met}


def high(report: Event) -> bool:
    return bool(report["kind"] == "pain" and report["level"] >= HIGH_PAIN)


def too_much(report: Event) -> set[str]:
    """The exercises that hurt more than the band allows, by a session's entries or a report made during one."""
    if report["type"] == "session.logged":
        return {entry["exercise_id"] for entry in report["entries"] if (entry.get("pain") or 0) > BAND}
    during = report["kind"] == "pain" and report.get("timing") == "during" and report.get("exercise_id")
    return {report["exercise_id"]} if during and report["level"] > BAND else set()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def shown(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def symptom_line(report: Event) -> str:
    tenths = round(report["level"] * 10)
    side, timing = report.get("side", "none"), report.get("timing", "at_rest")
    return f"{shown(report['at'])} {report['kind']} {report['region']} {side} {timing} {tenths}"


def newest(symptoms: Iterable[Event]) -> dict[str, list[int]]:
    """The tenths of the newest report of each kind, region and side; several where they were at the same moment."""
    latest: dict[str, tuple[datetime, list[int]]] = {}
    for report in symptoms:
        place = f"{report['kind']} {report['region']} {report.get('side', 'none')}"
        at, levels = latest.get(place, (report["at"], []))
        same = levels if at == report["at"] else []
        latest[place] = (report["at"], sorted([*same, round(report["level"] * 10)]))
    return {place: levels for place, (_, levels) in sorted(latest.items())}


def mails(path: Path) -> dict[str, Any]:
    """How many different mails speak of each alert, told apart by Message-ID, and how many came more than once."""
    ids: dict[str, set[str]] = defaultdict(set)
    total = 0
    for line in lines([path]):
        mail = json.loads(line)
        total += 1
        for alert in ALERT_LINK.findall(mail["body"]):
            ids[alert].add(str(mail["headers"].get("message-id")))
    different = {alert: len(names) for alert, names in sorted(ids.items())}
    return {"total": total, "by_alert": different, "repeated": total - len(set().union(*ids.values()))}


def lines(paths: Iterable[Path]) -> Iterator[str]:
    """The lines of files that are not empty."""
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    yield line


def main(arguments: list[str]) -> int:
    """Prints the count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--now", required=True, type=moment, help="the moment of the count, with its offset")
    parser.add_argument("--mail", type=Path, help="the mailbox, one JSON object a line")
    given = parser.parse_args(arguments)
    count = Count(given.now)
    for line in lines(given.files):
        count.hear(line)
    json.dump(count.result(given.mail), sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
