"""Where sockets stand, and what their addresses look like to the drivers."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from services.embedded.errors import EmbeddedError
from services.embedded.folder import DataFolder
from services.embedded.postgres import postgres_url
from services.embedded.sockets import remove_socket_folder, socket_folder
from services.embedded.user import SystemUser, me
from services.embedded.valkey import valkey_url

MYSELF = SystemUser(me(), os.geteuid(), os.getegid(), switch=False)


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    # A short one, which pytest's own folders are not.
    with TemporaryDirectory(prefix="co-", dir="/tmp") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


def opened(path: Path) -> DataFolder:
    data = DataFolder.open(path)
    data.close()
    return data


def test_a_short_plain_path_keeps_its_sockets(tmp_path: Path) -> None:
    data = opened(tmp_path / "a b")
    assert socket_folder(data, MYSELF) == tmp_path / "a b" / "run"
    assert stat.S_IMODE((tmp_path / "a b" / "run").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["n" * 100, "a,b", "50%", "ü"])
def test_a_long_or_odd_path_gets_a_short_private_folder(name: str, tmp_path: Path, runtime: Path) -> None:
    data = opened(tmp_path / name)
    sockets = socket_folder(data, MYSELF)
    assert sockets.parent == runtime
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert socket_folder(data, MYSELF) == sockets
    (sockets / "valkey.sock").touch()
    remove_socket_folder(sockets, data)
    assert list(runtime.iterdir()) == []


def test_two_data_folders_do_not_share_sockets(tmp_path: Path, runtime: Path) -> None:
    one, other = (socket_folder(opened(tmp_path / (letter * 100)), MYSELF) for letter in "ab")
    assert one != other


def test_a_folder_others_may_enter_is_not_used(tmp_path: Path, runtime: Path) -> None:
    data = opened(tmp_path / ("n" * 100))
    socket_folder(data, MYSELF).chmod(0o755)
    with pytest.raises(EmbeddedError, match="is not a private folder of ours"):
        socket_folder(data, MYSELF)


def test_a_link_in_its_place_is_not_followed(tmp_path: Path, runtime: Path) -> None:
    data = opened(tmp_path / ("n" * 100))
    place = socket_folder(data, MYSELF)
    place.rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EmbeddedError, match="is not a private folder of ours"):
        socket_folder(data, MYSELF)


def test_the_addresses_carry_spaces_and_odd_names() -> None:
    assert postgres_url(Path("/a b/run"), "carryover_app", "co/1") == (
        "postgresql://carryover_app@/co%2F1?host=/a%20b/run&port=5432"
    )
    assert valkey_url(Path("/a b/run"), 3) == "unix:///a%20b/run/valkey.sock?db=3"
