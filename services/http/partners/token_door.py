"""POST /v1/oauth/token: a token for an assertion, in the words of RFC 6749."""

from typing import Any
from urllib.parse import parse_qsl

import msgspec
import structlog
from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from services.partners.assertion import NotProven
from services.partners.granting import TOKEN_PATH, Granting, NoSuchScope
from services.partners.tokens import SECONDS

log = structlog.get_logger()

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT_TYPE = "client_credentials"
FIELDS_AT_MOST = 10
UNAUTHENTICATED, BAD_REQUEST = 401, 400
PRIVATE = {"cache-control": "no-store", "pragma": "no-cache"}


class TokenGiven(Struct, frozen=True, kw_only=True):
    """A token. `expires_in`: seconds."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 (as the standard has it)
    expires_in: int = SECONDS
    scope: str


class TokenRefused(Struct, frozen=True, kw_only=True):
    """Why there is none; what is wrong with an assertion is nobody's business."""

    error: str
    error_description: str


class BadRequest(Exception):
    """The form is not as it must be: an error of RFC 6749, and a sentence."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error, description)
        self.error = error
        self.description = description


def token_routes(granting: Granting) -> list[HTTPRouteHandler]:
    @post(TOKEN_PATH, name="giveToken", status_code=200)
    async def give(request: Request[Any, Any, Any]) -> Response[bytes]:
        try:
            assertion, wanted = read_form(await request.body())
            token, scopes = await granting.token(assertion, wanted)
        except BadRequest as error:
            return _refused(BAD_REQUEST, error.error, error.description)
        except NoSuchScope:
            return _refused(BAD_REQUEST, "invalid_scope", "The partner does not have all of these scopes.")
        except NotProven as reason:
            log.info("assertion_refused", reason=str(reason)[:200])
            return _refused(UNAUTHENTICATED, "invalid_client", "The assertion is not accepted.")
        given = TokenGiven(access_token=token, scope=" ".join(scopes))
        return Response(msgspec.json.encode(given), media_type="application/json", headers=PRIVATE)

    return [give]


def read_form(body: bytes) -> tuple[str, list[str] | None]:
    """The assertion, and the scopes that are wanted. Raises BadRequest."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS_AT_MOST
        )
    except ValueError as error:
        raise BadRequest("invalid_request", "The body is a form of a few fields.") from error
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise BadRequest("invalid_request", "A field is given twice.")
    if fields.get("grant_type") != GRANT_TYPE:
        raise BadRequest("unsupported_grant_type", f"The grant type is {GRANT_TYPE}.")
    if fields.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in fields:
        raise BadRequest("invalid_request", f"A client_assertion is wanted, of the type {ASSERTION_TYPE}.")
    return fields["client_assertion"], fields["scope"].split() if fields.get("scope") else None


def _refused(status: int, error: str, description: str) -> Response[bytes]:
    body = msgspec.json.encode(TokenRefused(error=error, error_description=description))
    return Response(body, status_code=status, media_type="application/json", headers=PRIVATE)
