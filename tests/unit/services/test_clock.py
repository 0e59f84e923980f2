"""Business time for trying out: it runs faster, or stands where a file says, and a wrong one is named in a sentence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.clock import RealClock, RunningClock, clock_of, move_file_clock
from services.settings import SettingsError, clock_setting

ORG = UUID(int=1)
MONDAY = datetime(2026, 10, 19, tzinfo=UTC)
TRYING_OUT = {"CARRYOVER_TRYING_OUT": "yes"}


def test_a_running_clock_runs_as_many_times_as_fast_as_it_is_told() -> None:
    clock = RunningClock(MONDAY, since=1000.0, speed=2000, real=lambda: 1003.6)
    assert clock.now(ORG) == MONDAY + timedelta(hours=2)


def test_a_clock_that_is_not_set_is_the_real_one() -> None:
    assert isinstance(clock_of(clock_setting({})), RealClock)


def test_a_running_clock_is_read_from_its_setting() -> None:
    clock = clock_of("2026-10-19T02:00:00+02:00@0x1e-9")  # so slow that it stands for as long as a test lasts
    assert clock.now(ORG).replace(microsecond=0) - timedelta(seconds=1) <= MONDAY <= clock.now(ORG)


def test_a_clock_in_a_file_stands_until_it_is_moved(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    move_file_clock(file, MONDAY)
    clock = clock_of(str(file))
    assert clock.now(ORG) == MONDAY
    move_file_clock(file, MONDAY + timedelta(minutes=5))
    assert clock.now(ORG) == MONDAY + timedelta(minutes=5)


def test_no_clock_but_the_real_one_is_taken_where_nobody_says_that_this_is_for_trying_out() -> None:
    with pytest.raises(SettingsError, match="CARRYOVER_TRYING_OUT=yes"):
        clock_setting({"CARRYOVER_CLOCK": "2026-10-19T00:00:00Z@0x1"})


@pytest.mark.parametrize(
    "setting",
    ["fast", "2026-10-19T00:00:00@0x1", "2026-10-19T00:00:00Z@0", "2026-10-19T00:00:00Z@0x1e99", "/nowhere/at/all"],
)
def test_a_wrong_clock_is_told_in_a_sentence(setting: str) -> None:
    with pytest.raises(SettingsError, match="CARRYOVER_CLOCK is wrong: "):
        clock_setting({**TRYING_OUT, "CARRYOVER_CLOCK": setting})
