"""S28: what is refused is refused with the same work, so that no time tells what was wrong with it.

No clock is read: on a machine with others on it that would sometimes fail and sometimes hide the fault. What is
compared is what is done, question by question.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.unsubscribe import SIGNATURE_BYTES, NoLink, whose_link
from tests.support.database import Database
from tests.support.doors import client
from tests.support.two_houses import House, open_house


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


BY_US: ContextVar[bool] = ContextVar("by_us", default=False)
"""What runs in the background was started before it is set, and asks for itself."""


class Asked:
    """What the log and the directory were asked by us, without the ids: by whom, and for how many."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        BY_US.set(True)
        self.questions: list[tuple[str, int]] = []
        store = house.ours.context.store
        for name in ("load", "load_many", "by_subject", "read"):
            monkeypatch.setattr(store, name, self._heard(name, getattr(store, name)))
        log = house.ours.context.log
        for name in ("fetch", "fetchrow", "fetchval", "execute"):
            monkeypatch.setattr(log, name, self._heard(name, getattr(log, name)))
        monkeypatch.setattr(house.ours.context.rights, "held", self._heard("held", house.ours.context.rights.held))

    def _heard(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        async def heard(*args: Any, **more: Any) -> Any:
            if BY_US.get():
                self.questions.append((name, len(args[-1]) if args and isinstance(args[-1], Sequence) else 0))
            return await real(*args, **more)

        return heard

    def taken(self) -> list[tuple[str, int]]:
        told, self.questions = self.questions, []
        return told


def nearly(key: str, place: int) -> str:
    return key[:place] + ("A" if key[place] != "A" else "B") + key[place + 1 :]


async def test_a_key_that_is_nearly_right_is_asked_for_like_any_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = house.ours.org.owner_key
    asked, work = Asked(house, monkeypatch), []
    for wrong in (
        nearly(key, 8),
        nearly(key, 30),
        nearly(key, len(key) - 1),
        "co_live_" + "x" * 43,
        "co_test_" + "x" * 43,
    ):
        async with client(house.ours.app, wrong) as line:
            assert (await line.get("/v1/whoami")).status_code == 401
        work.append(asked.taken())
    assert work[0]
    assert work == [work[0]] * len(work)


@pytest.mark.parametrize("path", ["adherence", "symptoms", "visits"])
async def test_somebody_elses_patient_is_looked_for_like_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    asked, work = Asked(house, monkeypatch), []
    await house.ours.owner.get("/v1/whoami")
    asked.taken()
    for patient_id in (house.elsewhere["patient_id"], str(uuid4()), house.elsewhere["clinic_id"]):
        assert (await house.ours.owner.get(f"/v1/patients/{patient_id}/{path}")).status_code == 404
        work.append(asked.taken())
    assert work[0]
    assert work == [work[0]] * len(work)


async def test_tokens_that_were_touched_at_any_place_are_opened_alike(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that we did not seal is refused before anybody is asked anything."""
    asked = Asked(house, monkeypatch)
    for token in ("co_at_" + "A" * 135, "co_at_" + "z" * 134 + "A"):
        async with client(house.ours.app, token) as line:
            assert (await line.get("/v1/whoami")).status_code == 401
    assert asked.taken() == []


def test_the_signature_of_a_link_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[int, int]] = []

    def never_the_same(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return False

    monkeypatch.setattr(hmac, "compare_digest", never_the_same)
    signature = bytes(SIGNATURE_BYTES)
    link = urlsafe_b64encode(UUID(int=1).bytes + UUID(int=2).bytes + signature).decode().rstrip("=")
    with pytest.raises(NoLink):
        whose_link(b"k" * 32, link)
    assert compared == [(SIGNATURE_BYTES, SIGNATURE_BYTES)]


def test_no_secret_is_compared_by_its_letters() -> None:
    """A comparison with == ends at the first letter that differs."""
    suspicious = [
        f"{path.name}: {line.strip()}"
        for folder in ("services", "eventstore", "workers")
        for path in sorted((Path(__file__).parents[2] / folder).rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if any(f"{name} {sign} " in line for name in ("signature", "mac", "digest", "secret") for sign in ("==", "!="))
    ]
    assert suspicious == []
