"""A file is cut where no line and no quoted cell ends in two parts."""

from pathlib import Path

import pytest

from services.cli import bringing
from services.cli.bringing import parts


def test_lines_and_quoted_cells_stay_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "PART_BYTES", 10)
    file = tmp_path / "roster.csv"
    text = b'record_number,name\nA-1,"two\nlines ""x"""\nA-2,Bo\nA-3,"' + b"y\n" * 9 + b'"\nA-4'
    file.write_bytes(text)
    assert list(parts(file, quoted=True)) == [
        b"record_number,name\n",
        b'A-1,"two\nlines ""x"""\n',
        b'A-2,Bo\nA-3,"' + b"y\n" * 9 + b'"\n',
        b"A-4",
    ]
    assert b"".join(parts(file, quoted=False)) == text


def test_an_empty_file_has_no_parts(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"")
    assert list(parts(file, quoted=False)) == []
