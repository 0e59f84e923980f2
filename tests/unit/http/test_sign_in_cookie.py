"""The cookie of a sign-in is read strictly, and a request that writes has to be meant by its holder."""

from uuid import UUID

import pytest

from services.accounts.tokens import new_token, read_token
from services.http.problems import Problem
from services.http.sign_in.cookie import check_csrf, check_origin, cookie_in, csrf_token, set_cookie
from services.http.who import SIGN_IN_COOKIE

ORG = UUID(int=1)
KEY = b"k" * 32
HERE = "https://carryover.test"


def test_a_token_tells_its_organisation_and_nothing_else() -> None:
    text = new_token(ORG)
    token = read_token(text)
    assert token is not None
    assert (token.org_id, len(text), new_token(ORG) != text) == (ORG, 64, True)


@pytest.mark.parametrize("text", ["", "x", "x" * 63, "x" * 65, "x" * 63 + "=", "é" * 64, "x" * 63 + "\n"])
def test_what_cannot_be_a_token_is_none(text: str) -> None:
    assert read_token(text) is None


def test_the_cookie_is_found_among_others() -> None:
    text = new_token(ORG)
    given = cookie_in(f"a=b; {SIGN_IN_COOKIE}={text}; {SIGN_IN_COOKIE}x=c")
    assert given == (text, read_token(text))


def test_a_cookie_that_is_not_there_is_none() -> None:
    assert cookie_in(None) is None
    assert cookie_in("a=b; __Host-carryover-device=c") is None


def test_two_cookies_of_one_name_are_no_token() -> None:
    text = new_token(ORG)
    given = cookie_in(f"{SIGN_IN_COOKIE}={text}; {SIGN_IN_COOKIE}={text}")
    assert given is not None
    assert given.token is None


def test_the_cookie_is_for_this_host_and_no_script_alone() -> None:
    said = set_cookie("t").to_header(header="")
    assert sorted(part.strip() for part in said.split(";")) == [
        "HttpOnly",
        "Path=/",
        "SameSite=lax",
        "Secure",
        "__Host-carryover=t",
    ]


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        ("null", None),
        ("https://elsewhere.test", None),
        ("http://carryover.test", None),
        ("https://carryover.test.elsewhere.test", None),
        (None, "cross-site"),
        (None, "same-site"),
        (HERE, "cross-site"),
    ],
)
def test_a_request_of_another_site_is_refused(origin: str | None, site: str | None) -> None:
    with pytest.raises(Problem) as refusal:
        check_origin(origin, site, HERE)
    assert refusal.value.code == "cross_site"


@pytest.mark.parametrize(("origin", "site"), [(None, None), (HERE, "same-origin"), (None, "none")])
def test_a_request_of_ours_is_let_through(origin: str | None, site: str | None) -> None:
    check_origin(origin, site, HERE)


def test_the_token_of_another_sign_in_is_refused() -> None:
    mine, other = read_token(new_token(ORG)), read_token(new_token(ORG))
    assert mine is not None
    assert other is not None
    check_csrf(csrf_token(KEY, mine), KEY, mine)
    for planted in (csrf_token(KEY, other), csrf_token(b"x" * 32, mine), "", "é", None):
        with pytest.raises(Problem) as refusal:
            check_csrf(planted, KEY, mine)
        assert refusal.value.code == "cross_site"
