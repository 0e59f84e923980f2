"""The independent counter, on histories small enough to count by hand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("count.py")
NOW = "2026-11-22T12:00:00Z"


def event(kind: str, name: str, data: dict[str, Any], at: str = NOW, who: str = "ann") -> dict[str, Any]:
    type_ = f"org.carryover.{kind}"
    return {"source": "urn:app", "id": name, "type": type_, "subject": f"ext:{who}", "time": at, "data": data}


ENROLLED = event("patient.enrolled", "enrolled", {"zone": "Europe/Oslo"})


def pain(name: str, level: float, region: str = "knee", at: str = NOW) -> dict[str, Any]:
    return event("symptom.reported", name, {"kind": "pain", "level": level, "region": region}, at)


def counted(folder: Path, *lines: dict[str, Any] | str, mails: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """What the program prints, started bare: it can import nothing of ours."""
    file, mail = folder / "events.jsonl", folder / "mail.jsonl"
    file.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    mail.write_text("".join(json.dumps(each) + "\n" for each in mails or []))
    command = [sys.executable, "-I", str(PROGRAM), "--now", NOW, "--mail", str(mail), str(file)]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return answer


def test_a_repeat_counts_once_and_other_content_under_the_same_id_not_at_all(tmp_path: Path) -> None:
    count = counted(tmp_path, ENROLLED, pain("a", 3), pain("a", 3), pain("a", 4))
    assert (count["events"], count["repeats"], count["reused_ids"]) == (2, 1, ["a"])
    assert count["patients"]["ext:ann"]["newest"] == {"pain knee none": [30]}


def test_what_is_no_event_and_what_is_about_a_stranger_is_told_apart(tmp_path: Path) -> None:
    count = counted(tmp_path, '{"cut of', ENROLLED, event("session.logged", "s", {"entries": []}, who="bob"))
    assert (count["lines"], count["events"], count["unreadable"], count["of_strangers"]) == (3, 1, 1, 1)


def test_of_several_corrections_the_one_made_latest_stands_in_any_order(tmp_path: Path) -> None:
    late = event("symptom.corrected", "c2", {"report": "a", "level": 2}, "2026-11-22T11:00:00Z")
    early = event("symptom.corrected", "c1", {"report": "a", "level": 6, "region": "hip"}, "2026-11-22T10:00:00Z")
    count = counted(tmp_path, ENROLLED, late, pain("a", 4), early)
    assert count["patients"]["ext:ann"]["series"] == ["2026-11-22T12:00:00.000000Z pain hip none at_rest 20"]


def test_a_retraction_is_final_also_when_it_comes_first(tmp_path: Path) -> None:
    gone = event("session.retracted", "r", {"report": "s"})
    count = counted(tmp_path, ENROLLED, gone, event("session.logged", "s", {"entries": []}))
    assert (count["events"], count["patients"]["ext:ann"]["sessions"]) == (3, 0)


def test_high_pain_is_one_alert_for_a_region_and_none_when_it_is_old(tmp_path: Path) -> None:
    old = pain("old", 9, "hip", "2026-11-21T11:59:59Z")
    count = counted(tmp_path, ENROLLED, pain("a", 7), pain("b", 8), pain("low", 6.9, "neck"), old)
    assert count["alerts"] == [{"patient": "ext:ann", "rule": "high_pain", "scope": "knee"}]


def test_pain_over_the_band_is_one_alert_for_an_exercise_by_sessions_and_by_reports(tmp_path: Path) -> None:
    def session(name: str, pain: float, exercise: str = "bridge") -> dict[str, Any]:
        entries = [{"exercise_id": exercise, "pain": pain}, {"exercise_id": "unrated"}]
        return event("session.logged", name, {"entries": entries})

    during = event(
        "symptom.reported",
        "during",
        {"kind": "pain", "level": 6, "region": "hip", "timing": "during", "exercise_id": "squat"},
    )
    more = event("session.corrected", "c", {"report": "b", "entries": [{"exercise_id": "plank", "pain": 5.1}]})
    count = counted(tmp_path, ENROLLED, session("a", 5.1), session("b", 5, "plank"), session("d", 6), during, more)
    assert [(each["rule"], each["scope"]) for each in count["alerts"]] == [
        ("over_the_band", "bridge"),
        ("over_the_band", "plank"),
        ("over_the_band", "squat"),
    ]


def test_a_correction_that_lifts_pain_over_the_threshold_is_an_alert(tmp_path: Path) -> None:
    more = event("symptom.corrected", "c", {"report": "a", "level": 7.5})
    assert [each["scope"] for each in counted(tmp_path, ENROLLED, pain("a", 4), more)["alerts"]] == ["knee"]
    less = event("symptom.corrected", "c", {"report": "a", "level": 3})
    assert counted(tmp_path, ENROLLED, less, pain("a", 8))["alerts"] == []


def test_todays_doses_are_capped_by_what_is_expected(tmp_path: Path) -> None:
    line = {"exercise_id": "x", "schedule": {"kind": "fixed", "times_a_day": 2}}
    program = event("program.assigned", "p", {"prescriptions": [line], "effective": "2026-11-22"})
    done = {"entries": [{"exercise_id": "x"}]}
    sessions = [event("session.logged", f"s{hour}", done, f"2026-11-22T0{hour}:00:00Z") for hour in range(3)]
    yesterday = event("session.logged", "y", done, "2026-11-21T22:30:00Z")  # 23:30 in Oslo
    count = counted(tmp_path, ENROLLED, program, yesterday, sessions[0])
    assert count["patients"]["ext:ann"]["today"] == {"expected": 2, "done": 1}
    count = counted(tmp_path, ENROLLED, program, *sessions)
    assert count["patients"]["ext:ann"]["today"] == {"expected": 2, "done": 2}


def test_a_mail_that_came_twice_is_known_by_its_id(tmp_path: Path) -> None:
    alert = "0195f0a0-0000-7000-8000-000000000001"
    mail = {"body": f"http://host/alerts/{alert}", "headers": {"message-id": "<1@host>"}}
    count = counted(tmp_path, ENROLLED, mails=[mail, mail])
    assert count["mails"] == {"total": 2, "by_alert": {alert: 1}, "repeated": 1}
