"""A role's password is the one that its URLs name, and reaches the server as the server keeps it."""

import base64
import hashlib
import hmac

import pytest

from eventstore.role_passwords import PasswordsDiffer, passwords_in, verifier

SIGNED = b"6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
APP = "postgresql://carryover_app:p%40ss@db/carryover"


def test_our_roles_have_the_passwords_of_their_urls() -> None:
    urls = [APP, "postgresql://carryover_app:p%40ss@db/keys", "postgresql://carryover_engine@db/carryover", ""]
    assert passwords_in([*urls, "postgresql://postgres:other@db/postgres"]) == {"carryover_app": "p@ss"}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://carryover_app:else@db/keys", "two URLs name different passwords for carryover_app"),
        ("postgresql://carryover_engine:pass%C3%A9@db/x", "the password of carryover_engine must be of ASCII"),
        ("postgresql://carryover_engine:pa%0Ass@db/x", "the password of carryover_engine must be of ASCII"),
    ],
)
def test_what_cannot_be_set_is_told_by_role(url: str, why: str) -> None:
    with pytest.raises(PasswordsDiffer, match=why):
        passwords_in([APP, url])


def test_the_password_is_kept_as_the_standard_says() -> None:
    """The conversation of RFC 7677, section 3: with what is kept, its server signs just as it did there."""
    challenge = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    said = f"n=user,r=rOprNGfwEbeRWgbNEkqO,{challenge},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,{challenge}"
    kept = verifier("pencil", base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="))
    head, rounds, keys = kept.split("$")
    assert (head, rounds) == ("SCRAM-SHA-256", "4096:W22ZaJ0SNY7soEsUEjb6gQ==")
    stored, server = map(base64.b64decode, keys.split(":"))
    assert base64.b64encode(hmac.digest(server, said.encode(), "sha256")) == SIGNED
    proof = base64.b64decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    client = bytes(a ^ b for a, b in zip(proof, hmac.digest(stored, said.encode(), "sha256"), strict=True))
    assert hashlib.sha256(client).digest() == stored
