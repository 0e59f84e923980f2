"""R16: backups under load, a disk that is lost, and the platform as it was at a moment, by the operator's commands."""

from collections.abc import AsyncIterator

import pytest

from eventstore.cursor import decode_cursor
from eventstore.verify import verify
from services.backup.lost import Lost
from services.backup.server import connected
from tests.support.acknowledged import Acknowledged
from tests.support.canaries import left
from tests.support.disaster import Drill, drilled
from tests.support.doors import SOURCE
from tests.support.rebuilt import assert_rebuilt_is_live

OF_ALTER_SYSTEM = "SELECT name, setting FROM pg_file_settings WHERE sourcefile LIKE '%/postgresql.auto.conf'"

pytestmark = pytest.mark.timeout(600)  # three servers and eight commands: half a minute on two idle cores


@pytest.fixture(scope="module")
async def drill() -> AsyncIterator[Drill]:
    async with drilled() as drill:
        yield drill


async def test_r16_what_was_acknowledged_until_the_moment_is_there_and_the_rest_is_named_lost(drill: Drill) -> None:
    remembered = drill.remembered
    for position in remembered.early.told.values():
        assert decode_cursor(position)[0] <= remembered.end
    await remembered.early.compared(drill.doors.context.store)  # each where it was acknowledged
    [lost] = drill.report.lost
    assert lost == Lost(drill.org_id, remembered.end + 1, remembered.newest, lost.recorded_until)
    assert f"LOST {lost}" in drill.finished.lines
    assert {decode_cursor(place)[0] > remembered.end for place in remembered.late.told.values()} == {True}


async def test_r16_the_chain_is_whole_and_the_read_models_are_those_of_the_moment(drill: Drill) -> None:
    assert drill.digests_restored == drill.remembered.digests
    assert (drill.finished.code, drill.report.differing) == (0, [])
    assert (await verify(drill.engine)).faults == ()
    await assert_rebuilt_is_live(drill.engine, [drill.org_id])


async def test_r16_places_from_beyond_are_refused_at_the_feed_and_those_from_before_go_on(drill: Drill) -> None:
    for place in drill.remembered.late.told.values():
        answer = await drill.doors.partner.get("/v1/events", params={"after": place})
        assert (answer.status_code, answer.json()["code"]) == (410, "cursor_from_lost_log")
    for place in drill.remembered.early.told.values():
        answer = await drill.doors.partner.get("/v1/events", params={"after": place, "limit": 1})
        assert answer.status_code == 200


async def test_r16_who_was_erased_since_is_erased_again_also_from_the_keys_of_before(drill: Drill) -> None:
    assert drill.report.erased_again == {str(drill.remembered.erased_id): "erased again"}
    assert "1 erased again" in drill.finished.lines
    assert await left(drill.doors, drill.database, drill.remembered.erased_id) == set()


async def test_r16_texts_whose_keys_are_in_no_backup_close_the_doors_until_they_are_given_up(drill: Drill) -> None:
    named = drill.remembered.named_id
    assert drill.refused.code == 1
    assert f"the names and texts of 1 people (such as {named})" in drill.refused.err
    assert drill.report.without_keys == {drill.org_id: [named]}
    answer = await drill.doors.owner.get(f"/v1/patients/{named}")
    assert (answer.status_code, answer.json()["person"]) == (200, None)


async def test_r16_what_partners_send_again_counts_once(drill: Drill) -> None:
    remembered, again = drill.remembered, Acknowledged(SOURCE)
    for sent in (remembered.early, remembered.late, remembered.storm):
        for _ in range(2):
            for item in sent.sent.values():
                place = again.send(drill.org_id, item)
                [outcome] = await drill.doors.send(item)
                again.hear(place, outcome["position"])
    counts = await again.compared(drill.doors.context.store)
    assert (counts.lost, counts.doubled, counts.acknowledged) == (0, 0, counts.sent)
    assert len(remembered.storm.sent) > len(remembered.storm.told) > 0
    await assert_rebuilt_is_live(drill.engine, [drill.org_id])


async def test_r16_the_servers_own_settings_are_again_what_they_were(drill: Drill) -> None:
    async with connected(drill.database.url("postgres")) as db:
        left = {row["name"]: row["setting"] for row in await db.fetch(OF_ALTER_SYSTEM)}
    assert left == {"archive_mode": "on"}
