"""S6: a JWT that is not exactly what a partner signs proves nothing, whatever its header says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.clock import SetClock
from services.context import open_context
from services.partners import assertion
from tests.support.assertions import AUDIENCE, EC, NOW, OTHER_RSA, RSA, Client, public, signing_partner, spelled
from tests.support.database import Database, copied
from tests.support.doors import client, open_doors
from tests.support.times import NOON


@pytest.fixture(scope="module")
async def partner(template: Database) -> AsyncIterator[Client]:
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON), real_now=lambda: NOON) as context,
        open_doors(context) as doors,
    ):
        yield await signing_partner(doors)


def with_head(partner: Client, **head: Any) -> str:
    return partner.signed(head=head)


def with_claims(partner: Client, **claims: Any) -> str:
    return partner.signed(partner.claims(**claims))


def unsigned(partner: Client, alg: str) -> str:
    return f"{spelled({'alg': alg, 'kid': 'r'})}.{spelled(partner.claims())}."


def by_secret(partner: Client, secret: bytes) -> str:
    """Signed as if that were a secret between the two."""
    return partner.signed(key=secret, head={"alg": "HS384"})


def pem() -> bytes:
    return RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def padded(partner: Client) -> str:
    head, claims, signature = partner.signed().split(".")
    return f"{head}.{claims}.{signature}=="


def respelled(partner: Client) -> str:
    """The last character's unused bits set: the same bytes, another text."""
    head, claims, signature = partner.signed(key=RSA).split(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return f"{head}.{claims}.{signature[:-1]}{alphabet[alphabet.index(signature[-1]) ^ 1]}"


def flipped(partner: Client) -> str:
    head, claims, signature = partner.signed().split(".")
    return f"{head}.{claims}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def own_key_along(partner: Client) -> str:
    return partner.signed(key=OTHER_RSA, head={"jwk": public(OTHER_RSA, "r")})


BAD: dict[str, Callable[[Client], str]] = {
    "no algorithm": lambda partner: unsigned(partner, "none"),
    "no algorithm, otherwise spelled": lambda partner: unsigned(partner, "NonE"),
    "no signature": lambda partner: unsigned(partner, "RS384"),
    "the public key as a secret": lambda partner: by_secret(partner, pem()),
    "an empty secret": lambda partner: by_secret(partner, b""),
    "RS256": lambda partner: with_head(partner, alg="RS256"),
    "PS384": lambda partner: with_head(partner, alg="PS384"),
    "an elliptic key's name": lambda partner: with_head(partner, kid="e"),
    "another key": lambda partner: partner.signed(key=OTHER_RSA),
    "a key that came along": own_key_along,
    "a critical extension": lambda partner: with_head(partner, crit=["exp"], exp=NOW),
    "an unknown critical extension": lambda partner: with_head(partner, crit=["x"], x=1),
    "b64 false": lambda partner: with_head(partner, crit=["b64"], b64=False),
    "jku": lambda partner: with_head(partner, jku="https://evil.example/keys"),
    "x5u": lambda partner: with_head(partner, x5u="https://evil.example/cert"),
    "x5c": lambda partner: with_head(partner, x5c=["MIIB"]),
    "kid of another folder": lambda partner: with_head(partner, kid="../../etc/passwd"),
    "kid in SQL": lambda partner: with_head(partner, kid="r'--"),
    "kid with NUL": lambda partner: with_head(partner, kid="r\0"),
    "no kid": lambda partner: partner.signed().replace(
        partner.signed().split(".")[0], spelled({"alg": "RS384", "typ": "JWT"})
    ),
    "another type": lambda partner: with_head(partner, typ="at+jwt"),
    "another issuer": lambda partner: with_claims(partner, iss=partner.doors.org.partner_id.hex),
    "another subject": lambda partner: with_claims(partner, sub=f"{partner.id}0"),
    "another partner's name": lambda partner: with_claims(
        partner,
        iss=f"{partner.doors.org.organisation_id}.{partner.doors.org.partner_id}",
        sub=f"{partner.doors.org.organisation_id}.{partner.doors.org.partner_id}",
    ),
    "another audience": lambda partner: with_claims(partner, aud="https://other.example/v1/oauth/token"),
    "two audiences": lambda partner: with_claims(partner, aud=[AUDIENCE, "https://other.example"]),
    "no audience": lambda partner: with_claims(partner, aud=None),
    "no end": lambda partner: with_claims(partner, exp=None),
    "an end in fractions": lambda partner: with_claims(partner, exp=NOW + 240.5),
    "an end as text": lambda partner: with_claims(partner, exp=str(NOW + 240)),
    "an endless end": lambda partner: with_claims(partner, exp=10**30),
    "1e400": lambda partner: partner.signed(
        msgspec.json.encode(partner.claims()).replace(str(NOW + 240).encode(), b"1e400")
    ),
    "over": lambda partner: with_claims(partner, exp=NOW - 5),
    "not begun": lambda partner: with_claims(partner, nbf=NOW + 60),
    "signed in the future": lambda partner: with_claims(partner, iat=NOW + 60),
    "no jti": lambda partner: with_claims(partner, jti=None),
    "an empty jti": lambda partner: with_claims(partner, jti=""),
    "padded": padded,
    "spelled in another way": respelled,
    "a flipped bit": flipped,
    "claims that are no object": lambda partner: partner.signed(b"[]"),
    "claims that are no JSON": lambda partner: partner.signed(b"{"),
    "nested claims": lambda partner: partner.signed(b"[" * 5000),
    "four parts": lambda partner: partner.signed() + ".x",
    "nothing": lambda partner: "",
}


@pytest.mark.parametrize("fault", BAD)
async def test_it_is_refused_in_the_same_words(partner: Client, fault: str) -> None:
    answer = await partner.ask(BAD[fault](partner))
    assert (answer.status_code, answer.json()) == (
        401,
        {"error": "invalid_client", "error_description": "The assertion is not accepted."},
    )


async def test_one_as_it_must_be_is_not(partner: Client) -> None:
    """Without this the others could be refused for anything."""
    good = [
        partner.signed(),
        partner.signed(key=EC, head={"alg": "ES384", "kid": "e"}),
        with_claims(partner, aud=[AUDIENCE], nbf=NOW, iat=NOW, extra={"is": "passed over"}),
        with_claims(partner, exp=NOW + 300),
    ]
    assert [(await partner.ask(each)).status_code for each in good] == [200] * len(good)


async def test_a_megabyte_is_refused_before_it_is_taken_apart(partner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> bytes:
        raise AssertionError("it was taken apart")

    monkeypatch.setattr(assertion, "_decoded", never)
    head, claims, signature = partner.signed(partner.claims(jti="x" * 500_000)).split(".")
    answers = await asyncio.gather(
        partner.ask(f"{head}.{claims}.{signature}"), partner.ask("A" * 900_000), partner.ask("A." * 400_000)
    )
    assert [answer.status_code for answer in answers] == [401] * 3


FORMS = [
    ({"grant_type": "password"}, "unsupported_grant_type"),
    ({"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"}, "invalid_request"),
    ({"scope": "reports everything"}, "invalid_scope"),
    ({"scope": "enrolment"}, "invalid_scope"),
]


@pytest.mark.parametrize(("fields", "error"), FORMS)
async def test_a_form_is_refused_as_the_standard_says(partner: Client, fields: dict[str, str], error: str) -> None:
    answer = await partner.ask(partner.signed(), **fields)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_a_token_opens_what_its_scopes_say_for_five_minutes(partner: Client) -> None:
    context, patient_id = partner.doors.context, await partner.doors.enrol()
    answer = await partner.ask(partner.signed(), scope="reports")
    assert {**answer.json(), "access_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "reports",
    }
    assert answer.headers["cache-control"] == "no-store"
    async with (
        client(partner.doors.app, answer.json()["access_token"]) as narrow,
        client(partner.doors.app, await partner.token()) as wide,
    ):
        read = f"/v1/patients/{patient_id}/adherence"
        assert [(await line.get(read)).status_code for line in (narrow, wide)] == [403, 200]
        assert (await narrow.get("/v1/whoami")).json()["id"] == str(partner.partner_id)
        later = NOON.replace(minute=NOON.minute + 5)
        context.real_now = lambda: later
        try:
            assert (await wide.get("/v1/whoami")).status_code == 401
        finally:
            context.real_now = lambda: NOON


@pytest.mark.parametrize("place", [6, 20, 60, -1])
async def test_a_token_that_was_touched_opens_nothing(partner: Client, place: int) -> None:
    token = await partner.token()
    touched = token[:place] + ("A" if token[place] != "A" else "B") + (token[place + 1 :] if place != -1 else "")
    for bad in (touched, token + "=", token + "A", token[:-1], "co_at_"):
        async with client(partner.doors.app, bad) as line:
            assert (await line.get("/v1/whoami")).status_code == 401
