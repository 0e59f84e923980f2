"""Events of several old versions on the real log: read models say the same of them, and what cannot be read parks."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec.structs import replace

from domain.deciders import EVENTS
from domain.symptom.events import SymptomReported
from domain.values import Provenance
from eventstore.codec import Codec
from eventstore.walls import Pool, walled
from projections import reading
from projections.catalogue import PROJECTIONS
from projections.runner import run_once
from tests.support.feed import Feed, Told
from tests.support.rebuilt import assert_rebuilt_is_live, rows_of
from tests.support.stories import Story, messy_story
from tests.support.story_draws import BEGIN

REPORTED = "symptom.reported"
PARKED = "SELECT reader, subject_id, pos, error FROM log.parked ORDER BY reader"


def renamed(raw: dict[str, Any]) -> dict[str, Any]:
    """From version 1, which called the level strength."""
    return {**{key: value for key, value in raw.items() if key != "strength"}, "level": raw["strength"]}


def split(raw: dict[str, Any]) -> dict[str, Any]:
    """From version 2, which held region and side in one field."""
    region, side = raw["place"].split("/")
    return {**{key: value for key, value in raw.items() if key != "place"}, "region": region, "side": side}


def said_by(raw: dict[str, Any]) -> dict[str, Any]:
    """From version 3, which did not say who reported, but marked what the sender had imported."""
    provenance = "imported" if raw.get("imported") else "patient"
    return {**{key: value for key, value in raw.items() if key != "imported"}, "provenance": provenance}


STEPS = {(REPORTED, 1): renamed, (REPORTED, 2): split, (REPORTED, 3): said_by}
TODAY = Codec(EVENTS, STEPS)


class Through(Codec):
    """Writes symptoms as version 1, 2, 3 and 4 in turn, as if the log had grown through all of them."""

    def __init__(self) -> None:
        super().__init__(EVENTS, STEPS)
        self.written = 0

    def encode(self, event: object) -> tuple[str, int, bytes]:
        name, newest, data = super().encode(event)
        if name != REPORTED:
            return name, newest, data
        self.written += 1
        version = 1 + self.written % newest
        return name, version, msgspec.json.encode(downgraded(msgspec.json.decode(data), version))


def downgraded(raw: dict[str, Any], version: int) -> dict[str, Any]:
    """The fields as that version would have stored them."""
    if version < 4 and raw.pop("provenance") == "imported":
        raw["imported"] = True
    if version < 3:
        raw["place"] = f"{raw.pop('region')}/{raw.pop('side', 'none')}"
    if version < 2:
        raw["strength"] = raw.pop("level")
    return raw


@pytest.fixture
def story() -> Story:
    """Messy, and with some reports that were imported."""
    story = messy_story(21)
    reported = [
        replace(told, event=replace(told.event, provenance=Provenance.IMPORTED))
        if isinstance(told.event, SymptomReported) and told.event.level % 2
        else told
        for told in story.reported
    ]
    return replace(story, reported=tuple(reported))


@pytest.fixture(autouse=True)
def upgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it would be after three new versions of one event."""
    monkeypatch.setattr(reading, "codec", lambda: TODAY)


async def test_a_log_that_grew_through_four_versions_reads_like_one_of_the_newest(
    engine_pool: Pool, story: Story
) -> None:
    grown, new = (Feed(engine_pool, uuid4(), BEGIN, codec) for codec in (Through(), TODAY))
    for feed in (grown, new):
        await feed.tell(story.in_order())
    assert await assert_rebuilt_is_live(engine_pool, [grown.org_id, new.org_id])
    for model in PROJECTIONS:
        tables = [await rows_of(engine_pool, model, feed.org_id) for feed in (grown, new)]
        of_grown, of_new = ({name: [row[1:] for row in rows] for name, rows in each.items()} for each in tables)
        assert of_grown == of_new, model.name


async def test_an_old_event_that_trips_its_step_parks_its_patient_and_nobody_else(
    engine_pool: Pool, story: Story
) -> None:
    class Tripping(Through):
        def encode(self, event: object) -> tuple[str, int, bytes]:
            if isinstance(event, SymptomReported) and event.patient_id == story.patients[0]:
                return REPORTED, 2, b'{"place":"knee"}'
            return super().encode(event)

    feed = Feed(engine_pool, uuid4(), BEGIN, Tripping())
    told = story.in_order()
    await feed.tell(told)
    while await run_once(engine_pool):
        pass
    first = 1 + next(pos for pos, each in enumerate(told) if is_of(each, story.patients[0]))
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [feed.org_id])
        parked = [tuple(row) for row in await db.fetch(PARKED)]
    readers = sorted(model.name for model in PROJECTIONS if SymptomReported in model.wants)
    why = f"Undecodable: {REPORTED} v2: ValueError: not enough values to unpack (expected 2, got 1)"
    assert parked == [(reader, story.patients[0], first, why) for reader in readers]


def is_of(told: Told, patient_id: UUID) -> bool:
    return isinstance(told.event, SymptomReported) and told.event.patient_id == patient_id
