"""Reading the body of a request: the right kind, not too large, not too slow, before anything looks inside."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from litestar.types import Receive, Scope

from services.http.cloud_events import BATCH, ONE
from services.http.patience import Patience
from services.http.positions import AT_LEAST_HEADER
from services.http.problems import Problem
from services.media.kinds import AT_MOST, TYPES, MediaKind

JSON = "application/json"
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
SINGLE_AT_MOST = 1 << 20  # bytes
BATCH_AT_MOST = 8 << 20
SECONDS_FOR_A_BODY = 30.0  # for the whole of it; a sender slower than that resends

JSON_LINES, CSV = "application/x-ndjson", "text/csv"

EVENTS_PATH = "/v1/events"
IMPORTS_BELOW = "/v1/imports/"
STREAM_PATH = "/v1/stream"
INBOUND_BELOW = "/v1/inbound/"
UNSUBSCRIBE_BELOW = "/v1/unsubscribe/"
TOKEN_BELOW = "/v1/oauth/"  # noqa: S105 (an address)
MEDIA_PATH = re.compile(r"/v1/exercises/[^/]{1,80}/(photo|film)")


ONCE = frozenset(
    {b"host", b"authorization", b"content-type", b"content-encoding", b"idempotency-key", b"if-match"}
    | {b"cookie", b"origin", b"sec-fetch-site", b"x-carryover-csrf"}
    | {AT_LEAST_HEADER.encode(), b"last-event-id"}
)
"""Headers that say one thing. Given twice, two readers could take them for different things."""


OF_AN_EVENT = b"ce-"
"""So begin the headers in which an event in binary mode says whose it is: each of them says one thing, too."""

OF_BINARY_MODE = OF_AN_EVENT + b"specversion"
"""The header that an event in binary mode cannot do without."""

Heading = Mapping[bytes, bytes]
"""What a request says of itself, by the headers' names in lower case."""


def heading_of(scope: Scope) -> Heading:
    """Raises Problem for a header given twice, and for a request that does not name its host (RFC 9112, 3.2)."""
    headers = [*scope["headers"]]
    heading = dict(headers)
    if len(heading) < len(headers):
        given = [name for name, _ in headers]
        said_once = (name for name in heading if name in ONCE or name.startswith(OF_AN_EVENT))
        twice = sorted(name.decode("latin-1") for name in said_once if given.count(name) > 1)
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


def media_at(path: str) -> MediaKind | None:
    """Whether an address takes the photo or the film of an exercise."""
    found = MEDIA_PATH.fullmatch(path)
    return None if found is None else MediaKind(found[1])


async def read_body(
    path: str, heading: Heading, receive: Receive, patience: Patience, *, whole_media: bool = False
) -> bytes:
    """The whole body, empty where there is none. Raises Problem before more than the limit is held in memory.

    `whole_media`: from who may put a photo or a film, so that one is taken in its full size.
    """
    encoding = heading.get(b"content-encoding")
    if encoding is not None and encoding.strip().lower() not in (b"", b"identity"):
        raise Problem("unsupported_encoding")
    kind = media_type(heading)
    batch = kind == BATCH if path == EVENTS_PATH else kind in (JSON_LINES, CSV) and path.startswith(IMPORTS_BELOW)
    media = media_at(path) if whole_media else None
    most = AT_MOST[media] if media else BATCH_AT_MOST if batch else SINGLE_AT_MOST
    length = heading.get(b"content-length")
    if length is not None and (not length.isdigit() or len(length) > 12 or int(length) > most):
        raise too_large(most)
    try:
        body = await patience.wait(_gather(receive, most))
    except TimeoutError as error:
        raise Problem("too_slow") from error
    if path.startswith(UNSUBSCRIBE_BELOW):
        check_kind(kind, ("", FORM, PARTS))  # as mailers send their click; nothing of it is read
    elif path.startswith(TOKEN_BELOW):
        check_kind(kind, (FORM,))
    elif body or path == EVENTS_PATH:
        check_kind(kind, _taken(path, heading))
    return body


def _taken(path: str, heading: Heading) -> tuple[str, ...]:
    media = media_at(path)
    if media is not None:
        return (*TYPES[media], JSON)  # which is refused further in, by who knows the method
    if path != EVENTS_PATH:
        return (JSON, JSON_LINES, CSV) if path.startswith(IMPORTS_BELOW) else (JSON,)
    return (ONE, BATCH, JSON) if OF_BINARY_MODE in heading else (ONE, BATCH)


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
