"""The public keys with which a partner signs that it is itself (RFC 7523), as a JWK Set has them (RFC 7517)."""

from collections.abc import Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Annotated

from msgspec import Meta, Struct


class KeyKind(StrEnum):
    RSA = "RSA"
    EC = "EC"


class Curve(StrEnum):
    P384 = "P-384"


class Algorithm(StrEnum):
    """Those that SMART Backend Services ask for, and no other."""

    RS384 = "RS384"
    ES384 = "ES384"


KeyName = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]
Number = Annotated[
    str,
    Meta(min_length=1, max_length=683, pattern=r"^[A-Za-z0-9_-]+$", description="A number in base64url."),
]
Coordinate = Annotated[str, Meta(min_length=64, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
KeySetAddress = Annotated[str, Meta(max_length=500, pattern=r"^https://[^\s\x00-\x1f\x7f]+$")]

KEYS_AT_MOST = 10
MODULUS_AT_LEAST = 342  # characters of base64url: 2,048 bits; the most, 4,096 bits, is in the form of a number
EXPONENT_AT_MOST = 6  # characters: 32 bits, so that nobody makes us raise to a power for a minute


class Use(StrEnum):
    SIGNATURE = "sig"


class Operation(StrEnum):
    VERIFY = "verify"


class PublicKey(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One key. Its private half is refused like any member that is not named here."""

    kty: KeyKind
    kid: KeyName
    alg: Algorithm | None = None
    use: Use | None = None
    key_ops: tuple[Operation, ...] = ()
    ext: bool | None = None
    n: Number | None = None
    e: Number | None = None
    crv: Curve | None = None
    x: Coordinate | None = None
    y: Coordinate | None = None

    @property
    def algorithm(self) -> Algorithm:
        """The one with which it signs: each kind of key has one alone."""
        return Algorithm.RS384 if self.kty is KeyKind.RSA else Algorithm.ES384

    @property
    def thumbprint(self) -> bytes:
        """RFC 7638, 32 bytes: the same however the key is called."""
        parts = f'"e":"{self.e}","kty":"RSA","n":"{self.n}"'
        if self.kty is KeyKind.EC:
            parts = f'"crv":"{self.crv}","kty":"EC","x":"{self.x}","y":"{self.y}"'
        return sha256(f"{{{parts}}}".encode()).digest()


def is_sound(key: PublicKey) -> bool:
    """Whether it has the parts of its kind, no other's, and is of a size that is safe and cheap to verify."""
    if key.alg not in (None, key.algorithm):
        return False
    if key.kty is KeyKind.EC:
        return None not in (key.crv, key.x, key.y) and key.n is None and key.e is None
    if key.n is None or key.e is None or not (key.crv is key.x is key.y is None):
        return False
    return len(key.n) >= MODULUS_AT_LEAST and len(key.e) <= EXPONENT_AT_MOST


def are_sound(keys: Sequence[PublicKey]) -> bool:
    """Whether a set may be used: a few keys, each sound and with a name of its own."""
    return len(keys) <= KEYS_AT_MOST and len({key.kid for key in keys}) == len(keys) and all(map(is_sound, keys))
