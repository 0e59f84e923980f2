"""`carryover wait`: it looks until nothing is missing, tells each reason once, and gives up in the end."""

import pytest

from services.cli.reach import NotReachable
from services.cli.wait import PAUSE_SECONDS, until_there
from services.settings import SettingsError


class Servers:
    """What is missing at each look, and a clock that moves by what is waited."""

    def __init__(self, *missing: str) -> None:
        self.missing = list(missing)
        self.now = 100.0
        self.told: list[str] = []

    def look(self) -> None:
        if self.missing:
            raise NotReachable(self.missing.pop(0))

    def wait(self, seconds: float) -> None:
        until_there(self.look, seconds, self.told.append, lambda: self.now, self.pause)

    def pause(self, seconds: float) -> None:
        self.now += seconds


def test_where_everything_is_there_nothing_is_told() -> None:
    servers = Servers()
    servers.wait(0)
    assert (servers.told, servers.now) == ([], 100.0)


def test_it_waits_and_tells_each_reason_when_it_comes() -> None:
    servers = Servers("no Postgres", "no Postgres", "no schema")
    servers.wait(60)
    assert servers.told == ["waiting: no Postgres", "waiting: no schema"]
    assert servers.now == 100.0 + 3 * PAUSE_SECONDS


def test_it_gives_up_with_the_last_reason() -> None:
    servers = Servers(*["no Postgres"] * 3, "no schema", "never asked")
    with pytest.raises(NotReachable, match="no schema"):
        servers.wait(3 * PAUSE_SECONDS)
    assert servers.missing == ["never asked"]


def test_a_wrong_setting_is_not_waited_for() -> None:
    servers = Servers()

    def look() -> None:
        raise SettingsError("CARRYOVER_APP_URL is wrong")

    with pytest.raises(SettingsError):
        until_there(look, 60, servers.told.append, lambda: servers.now, servers.pause)
    assert (servers.told, servers.now) == ([], 100.0)
