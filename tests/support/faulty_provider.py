"""An identity provider of our own on this machine, which tells the truth until a test lets it lie."""

import asyncio
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT = "carryover"
Json = dict[str, Any]


class FaultyProvider:
    """`claims` go over those that are right; `lies` by the path of an endpoint give a status and a body instead."""

    def __init__(self, port: int, now: Callable[[], float] = time.time) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.now = now
        self.claims: Json = {}
        self.lies: dict[str, tuple[int, bytes]] = {}
        self.described: Json = {}
        self.key = self._published = new_key("one")
        self._codes: dict[str, tuple[str, str]] = {}  # by code: nonce and challenge

    def rotate(self, *, published: bool = True) -> None:
        """Sign by another key from now on; where it is not published, by one that nobody knows."""
        self.key = new_key(token_urlsafe(4))
        if published:
            self._published = self.key

    def let_in(self, location: str) -> tuple[str, str]:
        """What the person's click leads to: a code, and the state as it was given."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["code_challenge_method"] == "S256"
        code = token_urlsafe(12)
        self._codes[code] = asked["nonce"], asked["code_challenge"]
        return code, asked["state"]

    def answer(self, path: str, body: bytes) -> tuple[int, bytes]:
        if path in self.lies:
            return self.lies[path]
        match path:
            case "/.well-known/openid-configuration":
                return 200, json.dumps(self._description()).encode()
            case "/jwks":
                keys = KeySet([self._published]).as_dict(private=False)
                return 200, json.dumps(keys).encode()
            case "/token":
                return self._redeemed({name: values[0] for name, values in parse_qs(body.decode()).items()})
            case _:
                return 404, b"{}"

    def _description(self) -> Json:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_response_iss_parameter_supported": True,
            **self.described,
        }

    def _redeemed(self, form: dict[str, str]) -> tuple[int, bytes]:
        nonce, challenge = self._codes.pop(form["code"], ("", ""))
        proof = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if proof != challenge:
            return 400, b'{"error": "invalid_grant"}'
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.claims,
        }
        told = {name: value for name, value in claims.items() if value is not None}
        return 200, json.dumps({"id_token": jwt.encode({"alg": "RS256", "kid": self.key.kid}, told, self.key)}).encode()


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@asynccontextmanager
async def provider_running(now: Callable[[], float]) -> AsyncIterator[FaultyProvider]:
    provider: FaultyProvider | None = None

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next(
            (int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length")), 0
        )
        body = await reader.readexactly(length)
        assert provider is not None
        status, told = provider.answer(head.split(" ")[1], body)
        writer.write(
            f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(told)}\r\n"
            "connection: close\r\n\r\n".encode()
            + told
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    provider = FaultyProvider(server.sockets[0].getsockname()[1], now)
    try:
        yield provider
    finally:
        server.close()
        await server.wait_closed()
