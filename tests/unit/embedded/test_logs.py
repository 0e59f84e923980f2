"""Logs stay small while their writers go on writing."""

import os
from pathlib import Path

from services.embedded.logs import keep_small


def test_a_long_log_is_set_aside_and_its_writer_goes_on_in_an_empty_file(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    writer = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(writer, b"0123456789")
    keep_small(tmp_path, limit=10)
    assert log.read_bytes() == b"0123456789"
    os.write(writer, b"x")
    keep_small(tmp_path, limit=10)
    os.write(writer, b"new")
    os.close(writer)
    assert log.read_bytes() == b"new"
    assert (tmp_path / "api.log.1").read_bytes() == b"0123456789x"


def test_only_one_older_part_is_kept(tmp_path: Path) -> None:
    for said in (b"first part", b"second part"):
        (tmp_path / "engine.log").write_bytes(said)
        keep_small(tmp_path, limit=1)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "engine.log": b"",
        "engine.log.1": b"second part",
    }
