"""Reading the body of a request: the right kind, not too large, not too slow, before anything looks inside."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from litestar.types import Receive, Scope

from services.http.cloud_events import BATCH, ONE
from services.http.patience import Patience
from services.http.positions import AT_LEAST_HEADER
from services.http.problems import Problem

JSON = "application/json"
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
SINGLE_AT_MOST = 1 << 20  # bytes
BATCH_AT_MOST = 8 << 20
SECONDS_FOR_A_BODY = 30.0  # for the whole of it; a sender slower than that resends

EVENTS_PATH = "/v1/events"
STREAM_PATH = "/v1/stream"
INBOUND_BELOW = "/v1/inbound/"
UNSUBSCRIBE_BELOW = "/v1/unsubscribe/"


ONCE = frozenset(
    {b"host", b"authorization", b"content-type", b"content-encoding", b"idempotency-key", b"if-match"}
    | {AT_LEAST_HEADER.encode(), b"last-event-id"}
)
"""Headers that say one thing. Given twice, two readers could take them for different things."""


Heading = Mapping[bytes, bytes]
"""What a request says of itself, by the headers' names in lower case."""


def heading_of(scope: Scope) -> Heading:
    """Raises Problem for a header given twice, and for a request that does not name its host (RFC 9112, 3.2)."""
    headers = [*scope["headers"]]
    heading = dict(headers)
    if len(heading) < len(headers):
        given = [name for name, _ in headers]
        twice = sorted(name.decode() for name in heading if name in ONCE and given.count(name) > 1)
        if twice:
            raise Problem("invalid_header", f"A header is given twice that says one thing: {', '.join(twice)}")
    if scope["http_version"] == "1.1" and not heading.get(b"host"):
        raise Problem("invalid_header", "Host is missing.")
    return heading


def media_type(heading: Heading) -> str:
    """The content type without its parameters. Raises Problem for one that is not in UTF-8."""
    return _without_parameters(heading.get(b"content-type", b""))


@lru_cache(maxsize=256)
def _without_parameters(given: bytes) -> str:
    kind, *parameters = given.decode("latin-1").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise Problem("unsupported_media_type", "JSON is in UTF-8.")
    return kind.strip().lower()


async def read_body(path: str, heading: Heading, receive: Receive, patience: Patience) -> bytes:
    """The whole body, empty where there is none. Raises Problem before more than the limit is held in memory."""
    encoding = heading.get(b"content-encoding")
    if encoding is not None and encoding.strip().lower() not in (b"", b"identity"):
        raise Problem("unsupported_encoding")
    kind = media_type(heading)
    most = BATCH_AT_MOST if kind == BATCH and path == EVENTS_PATH else SINGLE_AT_MOST
    length = heading.get(b"content-length")
    if length is not None and (not length.isdigit() or len(length) > 12 or int(length) > most):
        raise too_large(most)
    try:
        body = await patience.wait(_gather(receive, most))
    except TimeoutError as error:
        raise Problem("too_slow") from error
    if path.startswith(UNSUBSCRIBE_BELOW):
        check_kind(kind, ("", FORM, PARTS))  # as mailers send their click; nothing of it is read
    elif body or path == EVENTS_PATH:
        check_kind(kind, (ONE, BATCH) if path == EVENTS_PATH else (JSON,))
    return body


def check_kind(kind: str, taken: Iterable[str]) -> None:
    """Raises Problem unless the content type is one of those taken."""
    if kind not in taken:
        raise Problem("unsupported_media_type", f"Taken here: {', '.join(taken)}.")


async def _gather(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":  # the sender went away, or what came is no HTTP any more
            raise Problem("incomplete")
        chunk: bytes = message.get("body", b"")
        if len(body) + len(chunk) > most:
            raise too_large(most)
        if not message.get("more_body", False):
            return bytes(body + chunk) if body else chunk
        body += chunk


def too_large(most: int) -> Problem:
    return Problem("too_large", f"At most {most} bytes are taken.")
