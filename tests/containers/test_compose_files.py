"""What compose makes of the files together, before anything is started."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.composed import ROOT
from tests.support.engine import docker, need_engine

pytestmark = pytest.mark.docker


def put_together(*names: str) -> dict[str, Any]:
    need_engine()
    files = [word for name in names for word in ("--file", str(ROOT / "deploy" / "compose" / f"{name}.yml"))]
    base = ("--file", str(ROOT / "docker-compose.yml"))
    told = docker("compose", "--profile", "once", *base, *files, "config", "--format", "json")
    services: dict[str, Any] = json.loads(told)["services"]
    return services


def test_postgres_archives_beside_the_backups_and_lets_a_base_be_taken() -> None:
    services = put_together("backup", "archive")
    postgres = services["postgres"]
    assert postgres["entrypoint"][2].endswith('"$$@" -cconfig_file=/etc/carryover/archive.conf')
    assert postgres["command"] == put_together()["postgres"]["command"]  # which the entrypoint is given
    mounted = {volume["target"]: volume["source"] for volume in postgres["volumes"]}
    assert mounted["/backups/wal"] == str(ROOT / "backups" / "log" / "wal")
    for name in ("/usr/local/bin/archive-segment", "/etc/carryover/archive.conf", "/etc/carryover/pg_hba.conf"):
        assert mounted[name] == str(ROOT / "deploy" / "compose" / Path(name).name)
    beside = {volume["target"]: volume["source"] for volume in services["backup"]["volumes"]}
    assert beside["/backups"] == str(ROOT / "backups" / "log")
    assert beside["/keys"] == str(ROOT / "backups" / "keys")
