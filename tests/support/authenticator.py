"""A device with passkeys, in software: answers registrations and sign-ins as a browser would give them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40

Options = dict[str, Any]


class Device:
    """One passkey. `counter` is told with each answer and goes up by itself; set it to replay."""

    def __init__(self, origin: str, rp_id: str) -> None:
        self.origin, self.rp_id = origin, rp_id
        self.id, self.counter, self.flags = token_bytes(16), 0, PRESENT | VERIFIED
        self.handle = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def registered(self, options: Options) -> dict[str, Any]:
        """The answer to what the browser is asked for a new passkey."""
        self.handle = bytes_of(options["user"]["id"])
        numbers = self._key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self._data(ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=text_of(client), attestationObject=text_of(attestation))

    def signed(self, options: Options) -> dict[str, Any]:
        """The answer to a challenge of a sign-in."""
        self.counter += 1
        data, client = self._data(0), self._client("webauthn.get", options["challenge"])
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=text_of(client),
            authenticatorData=text_of(data),
            signature=text_of(signature),
            userHandle=text_of(self.handle),
        )

    def _data(self, more: int) -> bytes:
        return sha256(self.rp_id.encode()).digest() + bytes([self.flags | more]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, **response: str) -> dict[str, Any]:
        return {"id": text_of(self.id), "rawId": text_of(self.id), "type": "public-key", "response": response}


def text_of(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
