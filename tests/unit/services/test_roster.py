"""A roster is read as RFC 4180 has it, and what is wrong with it is told by its line."""

import pytest

from services.imports.lines import count_lines, handfuls
from services.imports.roster import BadRoster, Row, check_roster, read_header, row_handfuls

HEAD = b"record_number,name,clinic\r\n"


def rows(plain: bytes, behind: int = 0) -> list[tuple[int, Row]]:
    """With the lines they begin on, counted from 0."""
    header = read_header(HEAD)
    some = row_handfuls(plain, header, behind, headed=True)
    return [(handful.first + place, row) for handful in some for place, row in handful.items]


def checked(plain: bytes) -> None:
    read_header(plain)
    check_roster(plain)


def test_cells_may_hold_commas_quotes_and_line_breaks() -> None:
    plain = HEAD + b'A-1,"Example, Ada",\r\nA-2," Bo ""B"" ",Hill\r\n\r\nA-3,"two\r\nlines",Harbour'
    assert rows(plain) == [
        (1, Row({"record_number": "A-1", "name": "Example, Ada"})),
        (2, Row({"record_number": "A-2", "name": 'Bo "B"', "clinic": "Hill"})),
        (4, Row({"record_number": "A-3", "name": "two\r\nlines", "clinic": "Harbour"})),
    ]
    assert count_lines(plain) == 6


def test_a_mark_in_front_and_capitals_in_the_header_are_no_fault() -> None:
    assert read_header(b"\xef\xbb\xbfRecord_Number , NAME\nA-1,x\n") == ("record_number", "name")


def test_a_row_that_does_not_fit_the_header_is_a_fault_of_its_own() -> None:
    assert [row.fault for _, row in rows(HEAD + b"A-1\nA-2,x,y\n")] == ["There are 1 cells, and 3 columns.", None]


def test_reading_goes_on_behind_so_many_lines_as_if_it_had_never_stopped() -> None:
    plain = HEAD + b"".join(b'A-%d,"one\ntwo",Hill\n' % number for number in range(1000))
    whole = [
        (handful.first, handful.size, handful.items) for handful in row_handfuls(plain, ("a", "b", "c"), 0, headed=True)
    ]
    assert sum(size for _, size, _ in whole) == count_lines(plain)
    for number, (first, _, _) in enumerate(whole):
        again = row_handfuls(plain, ("a", "b", "c"), first, headed=True)
        assert [(handful.first, handful.size, handful.items) for handful in again] == whole[number:]


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        (b"", "A roster begins with the names of its columns."),
        (b"record_number,nme\n", "Line 1: 'nme' is no column. Known columns: record_number, clinic, name,"),
        (b"record_number,name,name\n", "Line 1: a column stands there twice."),
        (b"name\n", "Line 1: the column record_number is missing."),
        (b"record_number\nA\n\xff\n", "Line 3: the text is not UTF-8."),
        (HEAD + b"A,\0,\n", "Line 2: there is U+0000 in it."),
        (HEAD + b'A,"x,\n', "Line 2: unexpected end of data."),
        (HEAD + b'A,"x"y,\n', "Line 2: ',' expected after '\"'."),
        (HEAD + b"A,a\rb,\n", "Line 2: new-line character seen in unquoted field"),
        (HEAD + b"A," + b"x" * 200_000 + b",\n", "Line 2: field larger than field limit (131072)."),
    ],
)
def test_what_is_no_roster_is_refused_with_its_line(plain: bytes, said: str) -> None:
    with pytest.raises(BadRoster) as refused:
        checked(plain)
    assert str(refused.value).startswith(said)


def test_lines_are_taken_in_handfuls_that_lose_none() -> None:
    plain = b"\n".join(b"%d" % number if number % 7 else b" \r" for number in range(1234))
    some = list(handfuls(plain, 0))
    assert [handful.size for handful in some] == [400, 400, 400, 34]
    assert [(handful.first + place, line) for handful in some for place, line in handful.items] == [
        (number, b"%d" % number) for number in range(1234) if number % 7
    ]
    assert list(handfuls(plain, 800)) == some[2:]
    assert list(handfuls(plain, 1234)) == list(handfuls(b"", 0)) == []


def test_long_lines_are_taken_fewer_at_a_time() -> None:
    assert [handful.size for handful in handfuls(b"\n".join([b"x" * 400_000] * 5), 0)] == [2, 2, 1]
