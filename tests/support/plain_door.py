"""The real server with a partner's key, to be spoken to over a plain socket."""

import json

from services.http.cloud_events import ONE
from tests.support.server_process import Said, Served

BODY = b'{"a":1}'
LAST = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
"""Said behind a request: its answer comes second, and alone, where nobody lost count."""


class Door(Served, frozen=True):
    key: str

    def event(self, *heads: bytes, body: bytes = b"", line: bytes = b"POST /v1/events HTTP/1.1") -> bytes:
        """A request to the partner's door with these heads; Host, key and content type are there already."""
        own = (b"Host: x", b"Authorization: Bearer " + self.key.encode(), b"Content-Type: " + ONE.encode())
        return b"\r\n".join([line, *own, *heads, b"", body])

    def who(self, *heads: bytes, line: bytes = b"GET /v1/whoami HTTP/1.1") -> bytes:
        return b"\r\n".join([line, b"Authorization: Bearer " + self.key.encode(), *heads, b"", b""])


def statuses(said: list[Said]) -> list[int]:
    return [answer.status for answer in said]


def code(answer: Said) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    found: str = json.loads(answer.body)["code"]
    return found
