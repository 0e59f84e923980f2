"""Counts a patient's adherence again from an export, by adherence.md alone: it shares no code with what it recounts.

    python -m definition.recount EXPORT.json --at 2026-06-15T12:00:00Z

prints the members `adherence` and `explained` of the API's answer, without what only the API knows (`position`,
`events`, `clinic_id`). It counts what it is given: whoever asks what was known at T gives what was recorded by then.
"""

import argparse
import json
import sys
import zoneinfo
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from definition.counting import Count, Met, count, expected_on
from definition.dates import bounds, date_at, zone_at
from definition.judged import Asked, Week, asked, weeks
from definition.numbers import RANGES, begins, range_of, run_days, today_so_far
from definition.told import Event, told

VERSION = 3
"""Of the definition."""


def recount(events: Iterable[Event], at: datetime) -> dict[str, Any]:
    """The members `adherence` and `explained` as of `at`, an instant with an offset.

    `events` are the lines of an export. Raises ValueError where nobody is enrolled in them.
    """
    story = told(events)
    counted = count(story, date_at(story.zones, at))
    judged, reports = list(weeks(counted)), list(asked(counted, at))
    return {
        "adherence": {
            "patient_id": str(story.patient_id),
            "definition": VERSION,
            "at": as_text(at),
            "zone": zone_at(story.zones, at),
            "ranges": [range_of(counted, judged, reports, days) for days in RANGES],
            "run_days": run_days(counted),
            "today": today_so_far(counted, judged),
        },
        "explained": {
            "definition": VERSION,
            "zones": [{"since": as_text(zone.since), "zone": zone.name} for zone in story.zones],
            "days": [day for day in explained_days(counted) if day["slots"]],
            "weeks": [explained_week(week) for week in judged if week.judged_on < counted.today],
            "answered": [explained_report(report) for report in reports],
            "uncounted": [
                {"day": str(each.day), "session_id": str(each.session_id), "entry": each.entry, "because": each.because}
                for each in counted.uncounted
                if each.day < counted.today
            ],
        },
    }


def explained_days(counted: Count) -> Iterable[dict[str, Any]]:
    """Every closed date since the start that happens, with its slots (11.2, 11.3)."""
    for day in sorted(counted.active):
        instants = bounds(counted.told.zones, day)
        if not begins(counted) <= day < counted.today or instants is None:
            continue
        yield {
            "day": str(day),
            "zone": zone_at(counted.told.zones, instants[0]),
            "starts": as_text(instants[0]),
            "ends": as_text(instants[1]),
            "slots": [
                {
                    "program_id": str(active.program.id),
                    "version": active.version.number,
                    "prescription_id": str(active.prescription.id),
                    "expected": expected_on(active.prescription, day),
                    "done": str(counted.done_on(active.program.id, active.prescription.id, day)),
                    "met_by": explained_entries(met for met in counted.met if met.day == day and met.is_of(active)),
                }
                for active in counted.active[day]
                if expected_on(active.prescription, day)
            ],
        }


def explained_week(week: Week) -> dict[str, Any]:
    """Weekly work in a week (11.4)."""
    return {
        "monday": str(week.monday),
        "program_id": str(week.program_id),
        "prescription_id": str(week.prescription_id),
        "versions": list(week.versions),
        "active_days": len(week.active),
        "judged_on": str(week.judged_on),
        "target": week.target,
        "done": str(sum(met.amount for met in week.met_by)),
        "met_by": explained_entries(week.met_by),
    }


def explained_entries(met_by: Iterable[Met]) -> list[dict[str, Any]]:
    return [
        {"session_id": str(met.session_id), "entry": met.entry, "at": as_text(met.at), "counted": str(met.amount)}
        for met in met_by
    ]


def explained_report(report: Asked) -> dict[str, Any]:
    """A report that asked a program (11.5)."""
    return {
        "program_id": str(report.program_id),
        "symptom_id": str(report.symptom_id),
        "at": as_text(report.at),
        "day": str(report.day),
        "answered_by": None if report.answered_by is None else str(report.answered_by),
    }


def as_text(instant: datetime) -> str:
    """As the API writes it: 2026-06-15T12:00:00Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant has an offset")
    return instant


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="recount", description="Counts a patient's adherence again from an export.")
    parser.add_argument("export", type=Path, help="the answer of GET /v1/patients/{id}/export, as a file")
    parser.add_argument("--at", required=True, type=_instant, help="T: 2026-06-15T12:00:00Z")
    asked_for = parser.parse_args(arguments)
    zoneinfo.reset_tzpath(to=())  # zones from the tzdata wheel: the same dates on every machine
    answer = recount(json.loads(asked_for.export.read_text())["events"], asked_for.at)
    sys.stdout.write(json.dumps(answer, indent=2) + "\n")


if __name__ == "__main__":
    main()
