"""S2: with every check of the code off and the asker's organisation forged, the wall in the database gives nothing.

The wall is held at the asker's own organisation in the database itself, so that no code can move it; what the code
believes is that the asker is an owner of the other organisation, or a partner of it.
"""

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from domain.partner.events import Scope
from domain.staff.events import Role
from services.actor import Actor, ActorKind
from services.app import create_app
from services.clock import SetClock
from services.context import Context, open_context
from services.http.allowed import Guards
from services.http.gate import Gate
from services.http.operation import Operation
from tests.support.database import Database
from tests.support.doors import client
from tests.support.sweep import EVENT_PLACES, PLACES, READS, Place, ask, send
from tests.support.times import NOON
from tests.support.two_houses import House, Ids, open_house

Askers = Mapping[str, httpx2.AsyncClient]

OFF = Guards(access=False, reach=False)
PIN = """
CREATE OR REPLACE FUNCTION log.orgs() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT ARRAY['{}'::uuid]
$$
"""
"""The wall stands at one organisation, whatever a transaction says."""

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Forged:
    """Instead of all ways in: whoever asks is this one."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    async def actor(self, method: str, path: str, heading: Mapping[bytes, bytes]) -> Actor:
        return self._actor


def forging(context: Context, actor: Actor) -> Gate:
    """The application without a check of its own, to which whoever asks is this one."""
    app = create_app(context, OFF)
    app._who = Forged(actor)  # type: ignore[assignment]
    return app


def actors_of(house: House) -> dict[str, Actor]:
    org = house.theirs.org
    owner = Actor(kind=ActorKind.STAFF, org_id=org.organisation_id, id=org.owner_id, role=Role.OWNER)
    partner = Actor(kind=ActorKind.PARTNER, org_id=org.organisation_id, id=org.partner_id, scopes=tuple(Scope))
    return {"owner": owner, "partner": partner}


@asynccontextmanager
async def forged(house: House) -> AsyncIterator[Askers]:
    """Each with an application in a process that has never read anything."""
    async with (
        open_context(house.ours.context.settings, clock=SetClock(NOON)) as context,
        AsyncExitStack() as opened,
    ):
        yield {
            name: await opened.enter_async_context(client(forging(context, actor)))
            for name, actor in actors_of(house).items()
        }


async def read_all(asker: httpx2.AsyncClient, ids: Ids) -> dict[str, httpx2.Response]:
    return {operation.name: await asker.get(operation.path.format(**ids)) for operation in READS}


def ids_in(answers: Iterable[httpx2.Response]) -> set[str]:
    return {id_ for answer in answers for id_ in ID.findall(answer.text)}


class Pinned(NamedTuple):
    """The wall stands; `secret` is every id of the other organisation's that was learnt before it did."""

    house: House
    askers: Askers
    secret: set[str]


@pytest.fixture(scope="module")
async def pinned(template: Database) -> AsyncIterator[Pinned]:
    async with open_house(template) as house:
        async with forged(house) as before:
            theirs = await read_all(before["owner"], house.elsewhere)
        ours = await read_all(house.ours.owner, house.here)
        told = {str(getattr(house.theirs.org, name)) for name in ("organisation_id", "owner_id", "partner_id")}
        assert {name: answer.status_code for name, answer in theirs.items() if answer.status_code != 200} == {}
        secret = ids_in(theirs.values()) - ids_in(ours.values()) - told
        assert secret >= {house.elsewhere[name] for name in ("patient_id", "alert_id", "session_id", "message_id")}
        db = await asyncpg.connect(house.ours.context.settings.owner_url)
        await db.execute(PIN.format(house.ours.org.organisation_id))
        await db.close()
        async with forged(house) as askers:
            yield Pinned(house, askers, secret)


REFUSED_BY_THE_WALL = frozenset({"askForRecord"})
"""It writes before it reads anything that is not a check, so the wall itself refuses the row: a fault of ours, told
as one, and nothing of the other organisation with it."""


def shown(pinned: Pinned, answer: httpx2.Response, sent: Iterable[str]) -> set[str]:
    """What an answer gives of the other organisation's, beyond what was sent to it."""
    return ids_in([answer]) & (pinned.secret - {*sent})


@pytest.mark.parametrize("operation", READS, ids=[one.name for one in READS])
async def test_a_reading_gives_nothing(pinned: Pinned, operation: Operation) -> None:
    for name, asker in pinned.askers.items():
        answer = await asker.get(operation.path.format(**pinned.house.elsewhere))
        sent = [pinned.house.elsewhere[part] for part in re.findall(r"{(\w+)}", operation.path)]
        assert answer.status_code < 500, answer.text
        assert shown(pinned, answer, sent) == set(), name


@pytest.mark.parametrize("place", [place for place in PLACES if place.operation.method != "GET"], ids=str)
async def test_a_wish_finds_nothing(pinned: Pinned, place: Place) -> None:
    for name, asker in pinned.askers.items():
        ids = pinned.house.elsewhere
        answer = await ask(asker, place, ids, ids[place.meant])
        assert (answer.status_code == 500) == (place.operation.name in REFUSED_BY_THE_WALL), answer.text
        assert shown(pinned, answer, ids.values()) == set(), name


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in EVENT_PLACES}))
async def test_an_event_finds_nobody(pinned: Pinned, kind: str) -> None:
    ids = pinned.house.elsewhere
    answer = await send(pinned.askers["partner"], kind, "patient_id", ids, ids["patient_id"], str(uuid4()))
    assert (answer.status_code, shown(pinned, answer, ids.values())) == (404, set())
