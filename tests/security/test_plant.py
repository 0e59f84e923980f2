"""The runner of planted faults: what it calls found, and that each of the written faults can be planted."""

import subprocess
from pathlib import Path

import pytest

from tests.security.plant import HOUSE, Fault, NotPlantable, faults, plant, silent, text_with

DOOR = "def is_open(key):\n    return key == 'right'\n"
TESTS = """from door import is_open

def test_opens():
    assert is_open("right")

def test_shuts():
    assert not is_open("wrong")
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they take longer than these tests
    (tmp_path / "door.py").write_text(DOOR)
    (tmp_path / "test_door.py").write_text(TESTS)
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def fault(was: str, becomes: str, *tests: str) -> Fault:
    return Fault(what="A fault.", file="door.py", was=was, becomes=becomes, tests=tests)


def test_a_fault_is_found_where_each_test_named_fails_with_it_and_passes_without(house: Path) -> None:
    said: list[str] = []
    open_to_all = fault("key == 'right'", "True", "test_door.py::test_shuts")
    assert plant(house, {"S01": open_to_all}, said.append)
    assert said[-1] == "1 of 1 faults were found"
    overlooked = fault("key == 'right'", "True", "test_door.py::test_shuts", "test_door.py::test_opens")
    broken = fault("def is_open", "def opens", "test_door.py::test_shuts")
    assert not plant(house, {"S01": open_to_all, "S02": overlooked, "S03": broken}, said.append)
    assert "NOT FOUND (passed all the same: test_door.py::test_opens)" in said[-3]
    assert "NOT FOUND (the tests did not run: " in said[-2]
    assert said[-1] == "1 of 3 faults were found; not S02, S03"
    assert (house / "door.py").read_text() == DOOR


def test_tests_that_fail_anyway_find_nothing(house: Path) -> None:
    said: list[str] = []
    (house / "door.py").write_text("def is_open(key):\n    return False\n")
    assert not plant(house, {"S01": fault("return False", "return True", "test_door.py::test_opens")}, said.append)
    assert said[-1].startswith("Without any fault the tests do not pass:")


def test_a_test_is_told_from_another_whose_name_goes_on() -> None:
    told = "FAILED tests/test_x.py::test_door_two - boom\nFAILED tests/test_x.py::test_wall[a b] - boom\n"
    named = ("tests/test_x.py::test_door", "tests/test_x.py::test_wall", "tests/test_x.py::test_door_two")
    assert silent(named, told) == ["tests/test_x.py::test_door"]


@pytest.mark.parametrize("text", ["", "key key"])
def test_a_text_that_does_not_stand_there_once_is_not_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / "door.py").write_text(text)
    with pytest.raises(NotPlantable):
        text_with(fault("key", "lock"), tmp_path)


@pytest.mark.parametrize("name", faults())
def test_a_written_fault_can_be_planted_and_names_tests_that_are_there(name: str) -> None:
    written = faults()[name]
    assert text_with(written, HOUSE) != (HOUSE / written.file).read_text("utf-8")
    assert written.tests
    for test in written.tests:
        file, _, function = test.partition("::")
        function = function.partition("[")[0].rpartition("::")[2]
        assert f"def {function}(" in (HOUSE / file).read_text("utf-8"), test


def test_every_row_has_its_fault() -> None:
    missing = {f"S{number:02}" for number in range(1, 41)} - faults().keys()
    assert not missing, f"no fault is written for {', '.join(sorted(missing))}"
