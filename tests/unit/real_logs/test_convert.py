"""A whole folder of diaries: every line is accounted for, and what is sent is what the door understands."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.http.cloud_events import read_envelope
from services.http.heading import heading_of
from services.http.translate import translate
from tests.support.generated_logs import generate
from tests.support.real_logs.convert import Conversion, convert_all

CLINIC = UUID(int=7)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def converted(folder: Path) -> Conversion:
    return convert_all(generate(folder / "diaries", days=120, people=3), folder / "out", CLINIC)


def events(path: Path) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_each_person_has_a_file_that_begins_with_the_enrolment_and_the_program(tmp_path: Path) -> None:
    files = converted(tmp_path).files
    assert [path.name for path in files] == [
        "myaiguide-participant1.jsonl",
        "pmdata-p01.jsonl",
        "pmdata-p02.jsonl",
        "pmdata-p03.jsonl",
    ]
    for path in files:
        sent = events(path)
        assert [event["type"] for event in sent[:2]] == [
            "org.carryover.patient.enrolled",
            "org.carryover.program.assigned",
        ]
        assert {event["subject"] for event in sent} == {f"ext:{path.stem}"}
        assert sent[0]["data"]["clinic_id"] == str(CLINIC)


def test_the_program_prescribes_what_was_done_as_often_as_it_was_done(tmp_path: Path) -> None:
    for path in converted(tmp_path).files:
        _, assigned, *reports = events(path)
        done = {
            entry["exercise_id"]
            for event in reports
            if event["type"] == "org.carryover.session.logged"
            for entry in event["data"]["entries"]
        }
        prescribed = assigned["data"]["prescriptions"]
        assert {line["exercise_id"] for line in prescribed} == done
        assert all(1 <= line["schedule"]["times_a_week"] <= 7 for line in prescribed)


def test_lines_in_are_lines_used_and_lines_reported(tmp_path: Path) -> None:
    conversion = converted(tmp_path)
    on_disk = sum(len(path.read_text().splitlines()) for path in (tmp_path / "diaries").rglob("*.csv"))
    assert on_disk == sum(each.headings + each.used for each in conversion.accounts) + sum(
        report.lines for report in conversion.reported
    )
    assert conversion.lines == on_disk - sum(each.headings for each in conversion.accounts)
    assert conversion.reported != []
    written = (tmp_path / "out" / "unusable.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in written] == [report._asdict() for report in conversion.reported]


def test_the_same_diaries_give_the_same_bytes(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in converted(tmp_path / "a").files}
    assert {path.name: path.read_bytes() for path in converted(tmp_path / "b").files} == first


def test_every_event_is_one_of_its_own_and_the_door_understands_it(tmp_path: Path) -> None:
    lines = [line for path in converted(tmp_path).files for line in path.read_bytes().splitlines()]
    names = set()
    for line in lines:
        envelope = read_envelope(line)
        translate(envelope, heading_of(envelope, UUID(int=1), NOW, UUID(int=2)))
        names.add((envelope.source, envelope.id))
    assert len(names) == len(lines)


def test_a_file_of_no_known_kind_is_reported_whole(tmp_path: Path) -> None:
    generate(tmp_path / "in", days=40, people=1)
    (tmp_path / "in" / "pmdata" / "p01_steps.csv").write_text("day,steps\n1,2\n")
    reported = convert_all(tmp_path / "in", tmp_path / "out", CLINIC).reported
    assert [(each.file, each.lines) for each in reported if each.file == "p01_steps.csv"] == [("p01_steps.csv", 2)]


def test_a_folder_without_diaries_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no diary in"):
        convert_all(tmp_path, tmp_path / "out", CLINIC)
