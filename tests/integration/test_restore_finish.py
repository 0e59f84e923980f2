"""`restore finish` may stop anywhere and be called again: what is lost is counted from where the restored log ended."""

from pathlib import Path

import msgspec
import pytest

from eventstore.anchors import Anchor, newest_anchors
from eventstore.walls import Pool
from services.backup.errors import BackupError
from services.backup.lost import Lost
from services.cli.finishing import Given, Report, finish
from services.clock import SetClock
from services.context import open_context
from services.records.listed import Listed
from tests.support.canaries import enrolled
from tests.support.database import Database
from tests.support.doors import open_doors
from tests.support.times import NOON


async def test_a_second_call_knows_where_the_log_ended_before_the_first_one_wrote_to_it(
    database: Database, engine_pool: Pool, tmp_path: Path
) -> None:
    settings = database.settings
    async with open_context(settings, clock=SetClock(NOON)) as context, open_doors(context) as doors:
        erased = await enrolled(doors)
        await doors.enrol()
        org_id = doors.org.organisation_id
    [end] = await newest_anchors(engine_pool)
    after = Anchor(organisation=org_id, position=end.position + 1, hash="0" * 64, recorded_at=end.recorded_at)
    given = Given(
        kept=[after],
        erasures=[Listed(organisation_id=org_id, patient_id=erased, erased_at=NOON)],
        report=tmp_path / "report.json",
        others_may_be_connected=True,  # the test's own
    )
    with pytest.raises(BackupError, match="the master key does not open"):
        await finish(msgspec.structs.replace(settings, master_key=b"x" * 32), given, print)
    [now] = await newest_anchors(engine_pool)
    assert now.position > end.position  # who was on the list is erased again
    finished = await finish(settings, given, print)
    assert finished.ends == {org_id: end.position}
    assert finished.lost == [Lost(org_id, end.position + 1, end.position + 1, end.recorded_at)]
    assert msgspec.json.decode(given.report.read_bytes(), type=Report) == finished
