"""The diaries of exertion, wellness and complaints, written in UTC by people who live in Norway."""

from pathlib import Path

import pytest

from domain.exercise.common import BY_ID
from tests.support.generated_logs import INJURY_HEADING, SRPE_HEADING, WELLNESS_HEADING
from tests.support.real_logs.cloudevents import Person
from tests.support.real_logs.convert import Account, account_of
from tests.support.real_logs.maker import Maker
from tests.support.real_logs.pmdata import Complaints, Exertion, Wellness

OLA = Person("ola", "Europe/Oslo", "en")
AT = "2018-11-06T22:41:17.300Z"


def read(folder: Path, maker: Maker, heading: str, *rows: str) -> Account:
    path = folder / "p01.csv"
    path.write_text("\n".join([heading, *rows]) + "\n")
    return account_of(path, maker)


def exertion(folder: Path, row: str) -> Account:
    return read(folder, Exertion(OLA), SRPE_HEADING, row)


def wellness(folder: Path, row: str) -> Account:
    return read(folder, Wellness(OLA), WELLNESS_HEADING, row)


def complaints(folder: Path, row: str) -> Account:
    return read(folder, Complaints(OLA), INJURY_HEADING, row)


def reasons(account: Account) -> list[str]:
    return [each.reason for each in account.reported]


def places(account: Account) -> list[tuple[str, str, float]]:
    return [(event["data"]["region"], event["data"]["side"], event["data"]["level"]) for event in account.events]


def test_a_session_is_sent_with_its_beginning_and_an_entry_for_each_activity(tmp_path: Path) -> None:
    [session] = exertion(tmp_path, f"{AT},\"['individual', 'strength', 'running']\",7,30").events
    slugs = [BY_ID[each].slug for each in BY_ID if str(each) in {e["exercise_id"] for e in session["data"]["entries"]}]
    assert sorted(slugs) == ["brisk-walk", "sit-to-stand"]
    assert (session["time"], session["data"]["duration_seconds"], session["data"]["effort"]) == (
        "2018-11-06T23:11:17.300000+01:00",
        1800,
        7.0,
    )


def test_a_session_of_no_length_and_a_word_for_effort_is_sent_without_them(tmp_path: Path) -> None:
    account = exertion(tmp_path, f"{AT},\"['team', 'soccer']\",hard,0")
    assert [list(event["data"]) for event in account.events] == [["entries"]]
    assert [(cell.column, cell.value) for cell in account.left_out] == [
        ("duration_min", "0"),
        ("perceived_exertion", "hard"),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("yesterday,\"['running']\",5,30", "'yesterday' is no moment"),
        (
            "2018-11-06T22:41:17,\"['running']\",5,30",
            "'2018-11-06T22:41:17' does not say in which zone it is",
        ),
        (f"{AT},running,5,30", "'running' is no list"),
        (f"{AT},\"['team']\",5,30", "the line names no activity"),
        (f"{AT},\"['chess']\",5,30", "no exercise of the library stands for the activity 'chess'"),
        (f'{AT},"{"[" * 500}",5,30', f"'{'[' * 500}' is no list"),
    ],
)
def test_sessions_that_cannot_be_used_are_reported(tmp_path: Path, row: str, reason: str) -> None:
    assert reasons(exertion(tmp_path, row)) == [reason]


def test_soreness_is_reported_for_each_area_and_side(tmp_path: Path) -> None:
    account = wellness(tmp_path, f'{AT},2,3,5,6,3,2,"[48979004, 32696007, 12921003]",3')
    assert places(account) == [("lower_leg", "left", 4.0), ("lower_leg", "right", 4.0), ("pelvis", "none", 4.0)]
    assert {event["data"]["kind"] for event in account.events} == {"soreness"}


@pytest.mark.parametrize(("answer", "level"), [("1", 7.0), ("2", 4.0), ("3", 0.0), ("4", 0.0), ("5", 0.0)])
def test_without_an_area_the_whole_body_is_meant_and_normal_is_not_sore(
    tmp_path: Path, answer: str, level: float
) -> None:
    assert places(wellness(tmp_path, f"{AT},2,3,5,6,3,{answer},[],3")) == [("whole_body", "none", level)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"{AT},0,0,0,0,0,0,[],0", "soreness '0' is not on its scale of 1 to 5"),
        (f"{AT},2,2,2,2,2,2,[123],2", "no region of the body has the SNOMED CT code 123"),
        (f"{AT},2,2,2,2,2,2,somewhere,2", "'somewhere' is no list"),
    ],
)
def test_answers_that_cannot_be_used_are_reported(tmp_path: Path, row: str, reason: str) -> None:
    assert reasons(wellness(tmp_path, row)) == [reason]


def test_each_complaint_is_a_pain_report(tmp_path: Path) -> None:
    account = complaints(tmp_path, f"{AT},\"{{'groin_hip': 'minor',\n 'left_leg': 'major'}}\"")
    assert places(account) == [("hip", "none", 3.0), ("lower_leg", "left", 7.0)]
    assert account.used == 2


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("{}", "no complaint: nothing to send"),
        ("{'tail': 'minor'}", "no region of the body is called 'tail'"),
        ("{'left_leg': ['minor']}", "no severity is called \"['minor']\""),
        ("{'left_leg'", "\"{'left_leg'\" is no list of complaints"),
    ],
)
def test_complaints_that_cannot_be_used_are_reported(tmp_path: Path, cell: str, reason: str) -> None:
    assert reasons(complaints(tmp_path, f'{AT},"{cell}"')) == [reason]
