"""A partner that signs assertions: its keys, what it says, and the door where it is given tokens."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx2
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

from services.http.partners.token_door import ASSERTION_TYPE
from tests.support.doors import Doors
from tests.support.times import NOON

NOW = int(NOON.timestamp())
PATH = "/v1/oauth/token"
AUDIENCE = "http://127.0.0.1:8080/v1/oauth/token"

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | bytes

RSA = rsa.generate_private_key(65537, 2048)
OTHER_RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP384R1())


def public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, kid: str) -> dict[str, Any]:
    """As it stands in a key set."""
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {"kty": "RSA", "kid": kid, "n": spelled(numbers.n.to_bytes(256)), "e": "AQAB"}
    point = key.public_key().public_numbers()
    return {
        "kty": "EC",
        "kid": kid,
        "crv": "P-384",
        "x": spelled(point.x.to_bytes(48)),
        "y": spelled(point.y.to_bytes(48)),
    }


def spelled(value: bytes | Mapping[str, Any]) -> str:
    raw = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def signature(alg: str, key: Private, text: bytes) -> bytes:
    """As the algorithm has it. Written by hand: no library signs what is wrong on purpose."""
    hash_ = SHA256() if alg.endswith("256") else SHA384()
    if isinstance(key, bytes):
        return hmac.digest(key, text, "sha384")
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(text, ec.ECDSA(hash_)))
        return r.to_bytes(48) + s.to_bytes(48)
    return key.sign(text, PSS(MGF1(hash_), 48) if alg.startswith("PS") else PKCS1v15(), hash_)


class Client:
    """One partner, with an RSA key `r` and an elliptic one `e`."""

    def __init__(self, doors: Doors, partner_id: UUID) -> None:
        self.doors = doors
        self.partner_id = partner_id
        self.id = f"{doors.org.organisation_id}.{partner_id}"

    def claims(self, **other: Any) -> dict[str, Any]:
        """As they should be, but for those that are given; one that is None is left out."""
        right = {"iss": self.id, "sub": self.id, "aud": AUDIENCE, "exp": NOW + 240, "jti": str(uuid4())}
        return {name: value for name, value in {**right, **other}.items() if value is not None}

    def signed(
        self,
        claims: Mapping[str, Any] | bytes | None = None,
        *,
        key: Private = RSA,
        head: Mapping[str, Any] | None = None,
    ) -> str:
        """The compact form, signed in the way that the header names, whatever else the header says."""
        header = {"alg": "RS384", "kid": "r", "typ": "JWT"} | dict(head or {})
        text = f"{spelled(header)}.{spelled(claims or self.claims())}"
        return f"{text}.{spelled(signature(header['alg'], key, text.encode()))}"

    async def ask(self, assertion: str, **fields: str) -> httpx2.Response:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
            **fields,
        }
        return await self.doors.nobody.post(PATH, data=form)

    async def token(self, **fields: str) -> str:
        answer = await self.ask(self.signed(), **fields)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    async def told(self, command: str, **fields: Any) -> None:
        """The owner gives a command about it."""
        body = {"partner_id": str(self.partner_id), **fields}
        answer = await self.doors.owner.post(f"/v1/commands/{command}", json=body)
        assert answer.status_code == 200, answer.text


async def signing_partner(doors: Doors) -> Client:
    """Registered just now, with its two keys."""
    body = {"name": "Signs", "scopes": ["reports", "read"]}
    made = await doors.owner.post("/v1/commands/register-partner", json=body)
    client = Client(doors, UUID(made.json()["id"]))
    await client.told("set-partner-key-set", keys=[public(RSA, "r"), public(EC, "e")])
    return client
