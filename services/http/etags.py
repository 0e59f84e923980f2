"""ETags of single things, and the short answer to whoever has it already (RFC 9110, section 13).

Where a thing is one stream its ETag is the stream's version, and what changes it takes that as If-Match. Where the
answer says more than the stream does, a digest follows the version: what changes the stream looks at the version alone.
Every other answer has a weak ETag over all that it says but for how fresh it is.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

AS_OF = re.compile(rb'^\{"as_of":\{[^}]*\},?')
DIGEST_CHARACTERS = 24


VERSION = re.compile(rf'"?([0-9]{{1,9}})(?:\.[0-9a-f]{{{DIGEST_CHARACTERS}}})?"?')


def etag_of(body: bytes, version: int | None = None) -> str:
    """Of an answer, apart from its `as_of`: a weak one, or one that begins with the version of the stream behind it."""
    digest = sha256(AS_OF.sub(b"{", body, count=1)).hexdigest()[:DIGEST_CHARACTERS]
    return f'W/"{digest}"' if version is None else f'"{version}.{digest}"'


def version_in(etag: str) -> int | None:
    """The version of a stream that an ETag begins with; None for one that has none."""
    found = VERSION.fullmatch(etag.strip())
    return None if found is None else int(found[1])


def is_known(etag: str, if_none_match: str | None) -> bool:
    """Whether the asker has this one; by weak comparison."""
    if if_none_match is None:
        return False
    known = [each.strip() for each in if_none_match.split(",")]
    return "*" in known or _strong(etag) in map(_strong, known)


def _strong(etag: str) -> str:
    return etag.removeprefix("W/")


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Of the answer that is not given again: what says which one it was."""
    return {name: value for name, value in headers.items() if name in ("etag", "cache-control", "vary")}
