"""Reading the log person by person: everybody whole, in the order of the feed, and what is about nobody at the end."""

from uuid import UUID, uuid4

import pytest

from domain.clinic.events import ClinicOpened
from domain.symptom.events import SymptomReported
from eventstore.walls import Pool
from projections.by_subject import Stretch, groups
from tests.support.feed import Feed, Told
from tests.support.levels import pain
from tests.support.story_draws import BEGIN, NOW

ANN, BEN, CAT = (UUID(int=n) for n in (1, 2, 3))
WANTED: frozenset[type] = frozenset({SymptomReported, ClinicOpened})


def opened() -> Told:
    return Told(uuid4(), ClinicOpened(clinic_id=uuid4(), name="Harbour", country="DE", zone="Europe/Berlin"), NOW)


@pytest.fixture
async def feed(engine_pool: Pool) -> Feed:
    """Ann has five reports, Ben one, Cat two, and two events are about nobody."""
    feed = Feed(engine_pool, uuid4(), BEGIN)
    await feed.tell([pain(patient) for patient in (CAT, ANN, ANN, BEN, ANN)])
    await feed.tell([opened(), pain(ANN), opened(), pain(CAT), pain(ANN)])
    return feed


async def whose(pool: Pool, stretch: Stretch, at_once: int) -> list[list[tuple[UUID | None, int]]]:
    return [[(row["subject_id"], row["pos"]) for row in group] async for group in groups(pool, stretch, at_once)]


@pytest.mark.parametrize("at_once", range(1, 12))
async def test_everybody_is_whole_in_one_group(engine_pool: Pool, feed: Feed, at_once: int) -> None:
    found = await whose(engine_pool, Stretch(feed.org_id, 10, WANTED), at_once)
    ann, ben, cat = [(ANN, pos) for pos in (2, 3, 5, 7, 10)], [(BEN, 4)], [(CAT, 1), (CAT, 9)]
    assert [row for group in found for row in group][:8] == [*ann, *ben, *cat]
    assert sorted([row for group in found for row in group][8:]) == [(None, 6), (None, 8)]
    for person in (ANN, BEN, CAT):
        assert sum(person in dict(group) for group in found) == 1
    assert max(map(len, found)) <= at_once + 5


async def test_only_what_is_wanted_and_only_up_to_the_position(engine_pool: Pool, feed: Feed) -> None:
    reports = Stretch(feed.org_id, 7, frozenset({SymptomReported}))
    assert await whose(engine_pool, reports, 100) == [
        [(ANN, 2), (ANN, 3), (ANN, 5), (ANN, 7), (BEN, 4), (CAT, 1)],
    ]
