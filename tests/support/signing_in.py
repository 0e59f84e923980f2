"""Staff who sign in: a house whose real time the test moves, browsers that keep cookies, and words that are cheap to
check."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx2
from argon2 import PasswordHasher
from litestar.types import ASGIApp
from msgspec.structs import replace

from services.accounts.invitations import make_link
from services.accounts.one_time import Kind
from services.accounts.passwords import Passwords
from services.clock import SetClock
from services.context import Context, open_context
from services.http.sign_in.cookie import CSRF_HEADER
from tests.support.database import Database, copied
from tests.support.doors import Doors, open_doors
from tests.support.times import NOON

HERE = "https://carryover.test"
WORD = "a long walk by the harbour"


class RealTime:
    """Stands where it was set."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def seconds(self) -> float:
        """Since the beginning of 1970."""
        return self.instant.timestamp()

    def move(self, **by: float) -> None:
        self.instant += timedelta(**by)


class Browser:
    """One browser: keeps its cookies, and tells the token of its sign-in with what it writes."""

    def __init__(self, client: httpx2.AsyncClient, origin: str = HERE) -> None:
        self.client = client
        self.origin = origin
        self.csrf = ""

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        return await self.send("POST", path, body, **headers)

    async def get(self, path: str) -> httpx2.Response:
        return await self.client.get(path)

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        told = {
            CSRF_HEADER: self.csrf,
            "origin": self.origin,
            **{name.replace("_", "-"): is_ for name, is_ in headers.items()},
        }
        answer = await self.client.request(method, path, json=body, headers={k: v for k, v in told.items() if v})
        if answer.headers.get("content-type") == "application/json" and "csrf" in answer.json():
            self.csrf = answer.json()["csrf"] or ""
        return answer

    @property
    def cookie(self) -> str:
        return self.client.cookies.get("__Host-carryover") or ""


class House:
    """An organisation whose staff have no accounts yet. `time` is real time, for whoever signs in; `clock` the
    organisation's."""

    def __init__(self, doors: Doors, time: RealTime, clock: SetClock | None = None) -> None:
        self.doors, self.time, self.clock = doors, time, clock or SetClock(NOON)
        self._numbers = count()

    @property
    def context(self) -> Context:
        return self.doors.context

    @property
    def org_id(self) -> UUID:
        return self.doors.org.organisation_id

    @asynccontextmanager
    async def browser(self, address: str | None = None) -> AsyncIterator[Browser]:
        """At an address of its own, where none is given."""
        number = next(self._numbers)
        async with browser_on(self.doors.app, address or f"10.1.{number // 250}.{number % 250}") as opened:
            yield opened

    async def invited(self, role: str = "therapist", clinic: int | None = 0, email: str | None = None) -> UUID:
        """A new member of staff, who has not accepted yet; with the address that the owner says is theirs."""
        clinics = [] if clinic is None else [str(self.doors.org.clinic_ids[clinic])]
        answer = await self.doors.owner.post(
            "/v1/commands/invite-staff",
            json={"role": role, "clinics": clinics, "private": {} if email is None else {"email": email}},
        )
        assert answer.status_code == 200, answer.text
        return UUID(answer.json()["id"])

    async def accepted(self, browser: Browser, email: str, staff_id: UUID | None = None, word: str = WORD) -> UUID:
        """Signed in there, as somebody who has accepted an invitation."""
        staff_id = staff_id or await self.invited()
        answer = await browser.post(
            "/v1/invitations/accept", {"token": await self.token(staff_id), "email": email, "password": word}
        )
        assert answer.status_code == 200, answer.text
        return staff_id

    async def token(self, staff_id: UUID, kind: Kind = Kind.INVITATION) -> str:
        return (await make_link(self.context, self.org_id, staff_id, kind)).partition("#")[2]

    async def signs_in(self, browser: Browser, email: str, word: str = WORD) -> httpx2.Response:
        return await browser.post(
            "/v1/sign-in", {"organisation_id": str(self.org_id), "email": email, "password": word}
        )


@asynccontextmanager
async def browser_on(app: ASGIApp, address: str, origin: str = HERE) -> AsyncIterator[Browser]:
    """Its cookies are secure ones, whatever `origin` its pages say they are of."""
    transport = httpx2.ASGITransport(app, client=(address, 50000))  # type: ignore[arg-type]
    async with httpx2.AsyncClient(transport=transport, base_url=HERE) as client:
        yield Browser(client, origin)


@asynccontextmanager
async def open_house(template: Database) -> AsyncIterator[House]:
    time, clock = RealTime(), SetClock(NOON)
    async with copied(template) as database:
        settings = replace(database.settings, public_url=HERE)
        async with open_context(settings, clock=clock, real_now=time) as context:
            context.passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
            async with open_doors(context) as doors:
                yield House(doors, time, clock)
