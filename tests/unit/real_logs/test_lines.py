"""Every line of a diary's table is a heading, a record, or a record with a fault."""

from pathlib import Path

from tests.support.real_logs.lines import Line, read_table

HEADING = "day,region,level\n"


def table(folder: Path, text: str | bytes) -> list[Line]:
    path = folder / "diary.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    read = read_table(path, ("day", "level"))
    assert read.length == read.headings + sum(line.lines for line in read.records)
    return list(read.records)


def outline(records: list[Line]) -> list[tuple[int, int, str | None]]:
    return [(line.number, line.lines, line.fault) for line in records]


def test_a_note_may_stand_over_the_heading(tmp_path: Path) -> None:
    [line] = table(tmp_path, "a note of the owner's,,\n" + HEADING + "3, Knee ,5\n")
    assert (line.number, dict(line.cells)) == (3, {"day": "3", "region": "Knee", "level": "5"})


def test_a_quoted_cell_may_hold_commas_and_lines(tmp_path: Path) -> None:
    records = table(tmp_path, HEADING + "3,\"{'knee': 1,\n'hip': 2}\",5\n4,,6\n")
    assert outline(records) == [(2, 2, None), (4, 1, None)]
    assert records[0].cells["region"] == "{'knee': 1,\n'hip': 2}"


def test_a_quote_that_is_never_closed_spoils_only_its_own_line(tmp_path: Path) -> None:
    records = table(tmp_path, HEADING + '3,"Knee,5\n4,Hip,6\n' + "5,Hip,1\n" * 30)
    assert outline(records)[:3] == [(2, 1, "a quote is never closed"), (3, 1, None), (4, 1, None)]
    assert len(records) == 32


def test_an_inch_sign_is_no_quote(tmp_path: Path) -> None:
    records = table(tmp_path, HEADING + '3,5" above the knee,5\n4,2" above,6\n')
    assert [line.cells["region"] for line in records] == ['5" above the knee', '2" above']


def test_a_heading_in_the_middle_and_an_empty_line_are_faults(tmp_path: Path) -> None:
    records = table(tmp_path, HEADING + "3,Knee,5\n" + HEADING + "\n,,\n4,Hip,6")
    assert outline(records) == [
        (2, 1, None),
        (3, 1, "the heading once more"),
        (4, 1, "the line is empty"),
        (5, 1, "the line is empty"),
        (6, 1, None),
    ]


def test_a_remark_beyond_the_headings_is_kept_beside_the_line(tmp_path: Path) -> None:
    [short, long] = table(tmp_path, HEADING + "3\n4,Hip,6,,could be 7\n")
    assert (dict(short.cells), short.beyond) == ({"day": "3", "region": "", "level": ""}, "")
    assert (long.cells["level"], long.beyond, long.fault) == ("6", "could be 7", None)


def test_windows_line_ends_a_byte_order_mark_and_letters_of_another_code_are_read(tmp_path: Path) -> None:
    records = table(tmp_path, b"\xef\xbb\xbfday,region,level\r\n3,\xe9paule,5\r\n4,Hip,6\r\n")
    assert [line.cells["region"] for line in records] == ["\ufffdpaule", "Hip"]
    assert [line.cells["level"] for line in records] == ["5", "6"]


def test_a_carriage_return_inside_a_line_is_its_own_fault(tmp_path: Path) -> None:
    [broken, good] = table(tmp_path, HEADING + "3,Kn\ree,5\n4,Hip,6\n")
    assert (broken.fault or "").startswith("the line is no CSV")
    assert good.fault is None


def test_without_a_known_heading_every_line_has_the_fault(tmp_path: Path) -> None:
    records = table(tmp_path, "what,ever\n1,2\n3,4\n")
    assert outline(records) == [(n, 1, "the file has no heading that is known") for n in (1, 2, 3)]
