"""Both kinds of route, the plain one and Litestar's, so that a test runs against each."""

from typing import Any

import httpx2
import msgspec

from services.http.codes import MEANINGS


class Route(msgspec.Struct):
    """One kind of route: where it is, what it takes, and a body that it accepts."""

    asker: httpx2.AsyncClient
    path: str
    media_type: str
    good: dict[str, Any]
    text_field: tuple[str, ...]  # the way to a text that is sealed
    rating_field: tuple[str, ...]
    time_field: tuple[str, ...]

    async def send(self, body: bytes, **headers: str) -> httpx2.Response:
        """Header names with underscores for hyphens; values go as UTF-8."""
        given = {"content_type": self.media_type, **headers}
        encoded = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
        return await self.asker.post(self.path, content=body, headers=encoded)

    async def send_with(self, way: tuple[str, ...], raw: bytes) -> httpx2.Response:
        """The good body with raw JSON in one place."""
        return await self.send(spliced(self.good, way, raw))

    async def accepts_good(self) -> bool:
        return (await self.send(msgspec.json.encode(self.good))).status_code == 200


def spliced(body: dict[str, Any], way: tuple[str, ...], raw: bytes) -> bytes:
    if not way:
        return raw
    first, *rest = way
    return msgspec.json.encode({**body, first: msgspec.Raw(spliced(body.get(first, {}), tuple(rest), raw))})


def is_problem(answer: httpx2.Response, status: int, code: str) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body["type"] == f"/problems/{code}"
    assert body["title"] == MEANINGS[code].title
    assert answer.headers["carryover-request"] == body["instance"].removeprefix("urn:uuid:")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
