"""Who asks: each way in turn, one credential at a time, and the same words whatever is wrong."""

import pytest

from services.actor import Actor, ActorKind
from services.http.body import Heading
from services.http.problems import Problem
from services.http.who import Way, Who, nobody
from tests.support.known_rights import ORG_ID

KEY = Actor(kind=ActorKind.STAFF, org_id=ORG_ID, via="key:1")
COOKIE = Actor(kind=ActorKind.STAFF, org_id=ORG_ID, via="sign-in:1")


def way(header: bytes, good: bytes, actor: Actor) -> Way:
    async def found(method: str, path: str, heading: Heading) -> Actor | None:
        given = heading.get(header)
        if given is None:
            return None
        if given != good:
            raise nobody()
        return actor

    return found


WHO = Who([way(b"authorization", b"good", KEY), way(b"cookie", b"__Host-carryover=good", COOKIE)])


async def test_the_first_way_whose_credential_is_given_says_who() -> None:
    asked: list[Heading] = [{b"authorization": b"good"}, {b"cookie": b"__Host-carryover=good"}]
    assert [await WHO.actor("GET", "/", heading) for heading in asked] == [KEY, COOKIE]
    both: Heading = {b"authorization": b"good", b"cookie": b"theme=dark"}
    assert await WHO.actor("GET", "/", both) == KEY


@pytest.mark.parametrize("heading", [{}, {b"authorization": b"bad"}, {b"cookie": b"__Host-carryover=bad"}])
async def test_whoever_is_not_known_hears_the_same(heading: Heading) -> None:
    with pytest.raises(Problem) as told:
        await WHO.actor("GET", "/", heading)
    assert (told.value.code, told.value.detail, told.value.headers) == ("unauthenticated", "", nobody().headers)


@pytest.mark.parametrize("key", [b"good", b"bad"])
async def test_two_credentials_are_one_too_many(key: bytes) -> None:
    with pytest.raises(Problem, match="invalid_header"):
        await WHO.actor("GET", "/", {b"authorization": key, b"cookie": b"a=b; __Host-carryover=good"})
