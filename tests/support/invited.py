"""Accepting an invitation, and making a key of one's own: as a new member of staff does it, in one go."""

from uuid import uuid4

import httpx2
from litestar.types import ASGIApp

from services.http.sign_in.cookie import CSRF_HEADER


async def own_key(app: ASGIApp, invitation: str) -> str:
    """The key of whoever the link invites."""
    transport = httpx2.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx2.AsyncClient(transport=transport, base_url="https://carryover.test") as browser:
        body = {
            "token": invitation.partition("#")[2],
            "email": f"{uuid4().hex}@clinic.test",
            "password": "a long walk by the harbour",
        }
        accepted = await browser.post("/v1/invitations/accept", json=body)
        assert accepted.status_code == 200, accepted.text
        told = {CSRF_HEADER: accepted.json()["csrf"]}
        made = await browser.post("/v1/account/keys", json={"label": "A program"}, headers=told)
        assert made.status_code == 200, made.text
        key: str = made.json()["api_key"]
        return key
