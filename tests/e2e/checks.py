"""Comparing what the service says with the independent count, one sentence for each check."""

import json
from collections import Counter
from typing import Any

from tests.e2e.reading import Reader

Counted = dict[str, Any]


class Checks:
    """Passed and failed checks; a failed one is told at once."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    def equal(self, what: str, got: object, expected: object) -> None:
        """Compares two values that can be shown as JSON."""
        if got == expected:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED: {what}: the service says {_brief(got)}, the count says {_brief(expected)}")

    def that(self, what: str, holds: bool) -> None:
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}")


def _brief(value: object) -> str:
    text = json.dumps(value, default=str, sort_keys=True)
    return text if len(text) <= 400 else f"{text[:400]}..."


async def compare(checks: Checks, reader: Reader, counted: Counted, when: str) -> dict[str, Any]:
    """Every patient, and the alerts, against the count; what was read, to be compared with a later reading."""
    read: dict[str, Any] = {}
    subjects: dict[str, str] = {}
    for subject, person in counted["patients"].items():
        read[subject] = await _patient(checks, reader, subject, person, when)
        subjects[read[subject]["adherence"]["patient_id"]] = subject
    last = {subjects.get(line["patient"]["patient_id"], "?"): line["patient"] for line in await reader.caseload()}
    checks.equal(f"the patients in the caseload {when}", sorted(last), sorted(counted["patients"]))
    for subject, person in counted["patients"].items():
        said = last.get(subject, {}).get("last_session_at")
        checks.equal(f"the last session of {subject} {when}", _instant(said), person["last_session"])
    alerts = [each for each in await reader.alerts() if each["rule"] in counted["rules"]]
    found = sorted((subjects.get(each["patient_id"], "?"), each["rule"], each["scope"]) for each in alerts)
    expected = sorted((each["patient"], each["rule"], each["scope"]) for each in counted["alerts"])
    checks.equal(f"the alerts {when}", found, expected)
    return read


async def _patient(checks: Checks, reader: Reader, subject: str, person: Counted, when: str) -> dict[str, Any]:
    series = [_symptom_line(symptom["felt"]) for symptom in (await reader.symptoms(subject))["symptoms"]]
    different: Counter[str] = Counter(person["series"])
    different.subtract(series)
    checks.equal(f"how many symptom reports of {subject} stand {when}", len(series), person["symptoms"])
    checks.equal(
        f"the symptom reports of {subject} that only one of the two has {when}",
        {line: count for line, count in different.items() if count},
        {},
    )
    adherence = (await reader.adherence(subject))["adherence"]
    today = {"expected": adherence["today"]["expected"], "done": int(adherence["today"]["done"])}
    checks.equal(f"what {subject} was to do and did today {when}", today, person["today"])
    reasons = {each["doses"]["reason"] for each in adherence["ranges"]}
    checks.equal(
        f"why there is no number for {subject}, whose program began today {when}", reasons, {"nothing_expected"}
    )
    return {"adherence": {**adherence, "at": None}, "symptoms": sorted(series)}


def _symptom_line(felt: Counted) -> str:
    place = f"{felt['kind']} {felt['region']} {felt.get('side', 'none')} {felt.get('timing', 'at_rest')}"
    return f"{_instant(felt['felt_at'])} {place} {round(felt['level'] * 10)}"


def _instant(text: str | None) -> str | None:
    """The API's instants in UTC, always with microseconds."""
    if text is None:
        return None
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    return f"{seconds}.{fraction:0<6}Z"


def compare_mails(checks: Checks, alerts: list[Counted], mails: Counted) -> None:
    """Each alert is in somebody's inbox, and each that does not wait for the digest has reached its owner by one mail
    alone (one that came twice is the same by its id)."""
    by_mail = sorted(alert["alert_id"] for alert in alerts if "email" in alert["channels"])
    at_once = sorted(alert["alert_id"] for alert in alerts if alert["grade"] != "medium")
    checks.equal("the alerts delivered by mail", by_mail, at_once)
    checks.equal("the mails of each alert", mails["by_alert"], dict.fromkeys(at_once, 1))
    checks.equal("alerts that are in nobody's inbox", [one for one in alerts if "in_app" not in one["channels"]], [])
