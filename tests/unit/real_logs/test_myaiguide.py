"""The pain and sport diary: blanks mean "as above", words stand where numbers should, and dates jump."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.generated_logs import PAIN_HEADING, SPORT_HEADING
from tests.support.real_logs.cloudevents import Person
from tests.support.real_logs.convert import Account, account_of
from tests.support.real_logs.maker import Maker
from tests.support.real_logs.myaiguide import PainDiary, SportDiary

ANNE = Person("anne", "Europe/Paris", "fr")


def pain(folder: Path, *rows: str) -> Account:
    return read(folder, PainDiary(ANNE), ["a note,,,region,side", PAIN_HEADING, *rows])


def sport(folder: Path, *rows: str) -> Account:
    return read(folder, SportDiary(ANNE), [SPORT_HEADING, *rows])


def read(folder: Path, maker: Maker, lines: Sequence[str]) -> Account:
    path = folder / "diary.csv"
    path.write_text("\n".join(lines) + "\n")
    return account_of(path, maker)


def felt(account: Account) -> list[tuple[str, str, str, float]]:
    """Date, region, side and level of each report."""
    return [
        (event["time"][:10], event["data"]["region"], event["data"]["side"], event["data"]["level"])
        for event in account.events
    ]


def test_a_line_becomes_a_report_at_noon_where_the_person_lives(tmp_path: Path) -> None:
    account = pain(tmp_path, "2014,3,17,Knees,,4.6")
    assert account.events == [
        {
            "specversion": "1.0",
            "id": "3:pain-knee-none",
            "source": "urn:carryover:real-logs:diary.csv",
            "type": "org.carryover.symptom.reported",
            "subject": "ext:anne",
            "time": "2014-03-17T12:00:00+01:00",
            "datacontenttype": "application/json",
            "data": {"kind": "pain", "level": 4.6, "region": "knee", "side": "none", "timing": "at_rest"},
        }
    ]


def test_blank_dates_and_regions_mean_what_stands_above(tmp_path: Path) -> None:
    account = pain(tmp_path, "2015,11,30,Knees,,5", ",,,Hip,,4", ",12,1,,,3", ",,2,Knees,,2", "2016,1,2,,,1")
    assert felt(account) == [
        ("2015-11-30", "knee", "none", 5.0),
        ("2015-11-30", "hip", "none", 4.0),
        ("2015-12-01", "hip", "none", 3.0),
        ("2015-12-02", "knee", "none", 2.0),
        ("2016-01-02", "knee", "none", 1.0),
    ]


def test_a_blank_side_or_intensity_is_that_of_the_last_line_about_the_region(tmp_path: Path) -> None:
    account = pain(
        tmp_path, "2016,1,1,Hip,Right Only,4", ",,,Knees,,3", ",,2,Hip,,", ",,3,Hip,Left Mostly,2", ",,4,Hip,,"
    )
    assert felt(account) == [
        ("2016-01-01", "hip", "right", 4.0),
        ("2016-01-01", "knee", "none", 3.0),
        ("2016-01-02", "hip", "right", 4.0),
        ("2016-01-03", "hip", "left", 2.0),
        ("2016-01-04", "hip", "left", 2.0),
    ]


def test_a_word_for_two_regions_makes_two_reports_of_one_line(tmp_path: Path) -> None:
    account = pain(tmp_path, "2016,1,1,Forehead and Eyes,,3.9")
    assert [event["id"] for event in account.events] == ["3:pain-head-none", "3:pain-eyes-none"]
    assert (account.used, account.reported) == (1, [])


def test_being_sick_is_no_pain(tmp_path: Path) -> None:
    [event] = pain(tmp_path, "2016,1,1,Sick/Tired,,2").events
    assert (event["data"]["kind"], event["data"]["region"]) == ("other", "whole_body")


@pytest.mark.parametrize(
    ("cell", "level"),
    [("5", 5.0), ("5.7", 5.7), ('"5,5"', 5.5), ("~3", 3.0), ("3-4", 3.5), ("3 to 4", 3.5), ("0", 0.0)],
)
def test_intensities_are_read_however_they_are_written(tmp_path: Path, cell: str, level: float) -> None:
    assert felt(pain(tmp_path, f"2016,1,1,Knees,,{cell}")) == [("2016-01-01", "knee", "none", level)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2016,1,1,Knees,,strong", "'strong' is no number"),
        ("2016,1,1,Knees,,", "'' is no number"),
        ("2016,1,1,Knees,,10.1", "10.1 is off the scale of 0 to 10"),
        ("2016,1,1,Knees,,-1", "'-1' is no number"),
        ("2016,1,1,The aura,,3", "no region of the body is called 'the aura'"),
        ("2016,1,1,Knees,Upside,3", "no side is called 'Upside'"),
        ("2016,2,30,Knees,,3", "no such date: year '2016', month '2', day '30'"),
        ("16,2,3,Knees,,3", "the year 16 is no year of this diary"),
        (",,3,Knees,,3", "no such date: year '', month '', day '3'"),
    ],
)
def test_what_cannot_be_used_is_reported_with_its_reason(tmp_path: Path, row: str, reason: str) -> None:
    account = pain(tmp_path, row)
    assert account.events == []
    assert [(each.file, each.number, each.reason, each.text) for each in account.reported] == [
        ("diary.csv", 3, reason, row)
    ]


def test_an_unusable_line_still_dates_the_blanks_below_it(tmp_path: Path) -> None:
    account = pain(tmp_path, "2016,1,1,Knees,,3", ",,2,Knees,,strong", ",,,Hip,,4", ',,3,"Knees,,1', ",,,Hip,,5")
    assert [each.number for each in account.reported] == [4, 6]
    assert felt(account)[1:] == [("2016-01-02", "hip", "none", 4.0), ("2016-01-03", "hip", "none", 5.0)]


def test_a_remark_on_a_line_is_kept_in_the_account(tmp_path: Path) -> None:
    account = pain(tmp_path, "2016,1,1,Knees,,3,could be 3.1")
    assert (account.used, [tuple(cell) for cell in account.left_out]) == (
        1,
        [("diary.csv", 3, "beyond the headings", "could be 3.1")],
    )


def test_a_year_ahead_is_sent_as_it_is_written(tmp_path: Path) -> None:
    assert felt(pain(tmp_path, "2116,1,1,Knees,,3")) == [("2116-01-01", "knee", "none", 3.0)]


def test_the_same_day_twice_and_days_out_of_order_are_reports_of_their_own(tmp_path: Path) -> None:
    account = pain(tmp_path, "2016,1,5,Knees,,3", ",,5,Knees,,3", ",,4,Knees,,2")
    assert [day for day, *_ in felt(account)] == ["2016-01-05", "2016-01-05", "2016-01-04"]
    assert len({event["id"] for event in account.events}) == 3


def test_a_session_and_the_pain_after_it(tmp_path: Path) -> None:
    account = sport(tmp_path, "2016,7,1,Walk,16:38,21,~1,50,,,7,Knees,Right Mostly,1.5,,,")
    session, after = account.events
    assert session["time"] == "2016-07-01T16:38:00+02:00"
    assert {key: session["data"][key] for key in ("duration_seconds", "effort")} == {
        "duration_seconds": 1260,
        "effort": 1.5,
    }
    assert after["time"] == "2016-07-01T16:59:00+02:00"
    assert after["data"] == {
        "kind": "pain",
        "level": 7.0,
        "region": "knee",
        "side": "right",
        "timing": "after",
        "session": session["id"],
    }


def test_words_in_the_columns_of_times_are_left_out_and_accounted_for(tmp_path: Path) -> None:
    account = sport(tmp_path, "2016,1,17,Climbing,taplog,taplog,,65,,,bad,Knees,,6a+,,,")
    [session] = account.events
    assert (session["time"], list(session["data"])) == ("2016-01-17T12:00:00+01:00", ["entries"])
    assert [(cell.column, cell.value) for cell in account.left_out] == [
        ("start time", "taplog"),
        ("duration", "taplog"),
        ("effort Intensity", "6a+"),
        ("pain after", "bad"),
        ("in reg", "Knees"),
    ]


@pytest.mark.parametrize(
    ("cell", "seconds"), [("17.5", 1050), ("0", None), ("4000", None), ("", None), ("60-90", 4500)]
)
def test_minutes_become_seconds_where_they_can_be_true(tmp_path: Path, cell: str, seconds: int | None) -> None:
    [session] = sport(tmp_path, f"2016,1,17,Yoga,8:20,{cell},,,,,,,,,,,").events
    assert session["data"].get("duration_seconds") == seconds


def test_a_clock_time_that_spring_skips_is_the_next_that_exists(tmp_path: Path) -> None:
    [session] = sport(tmp_path, "2016,3,27,Walk,2:30,,,,,,,,,,,,").events
    assert session["time"] == "2016-03-27T03:30:00+02:00"


def test_an_activity_that_the_library_cannot_say_is_reported(tmp_path: Path) -> None:
    account = sport(tmp_path, "2016,1,17,Sleeping,8:20,60,,,,,,,,,,,", ",,,Yoga,9:20,,,,,,,,,,,,")
    assert [each.reason for each in account.reported] == [
        "no exercise of the library stands for the activity 'Sleeping'"
    ]
    assert [event["time"] for event in account.events] == ["2016-01-17T09:20:00+01:00"]
