"""A mail as it travels: headers, the text, and the same as HTML.

Put together here because the standard library takes most of a second for a thousand mails of this one shape, and a
minute may hold a hundred thousand of them. Its reader finds in them what its writer would have put there, as the tests
say.
"""

import re
from base64 import encodebytes
from collections.abc import Mapping
from email.header import Header
from functools import lru_cache

ADDRESS = re.compile(r"[^\s<>(),:;\"\[\]\\@\x00-\x20\x7f]{1,64}@[^\s<>(),:;\"\[\]\\@\x00-\x20\x7f]{1,255}")
"""What may stand behind To: without quotes; anything else could mean more than one, or another header."""

LINE = re.compile(r"\r\n|\r|\n")


def is_address(text: str) -> bool:
    """Whether this is one e-mail address, and nothing else."""
    return ADDRESS.fullmatch(text) is not None


def as_mail(headers: Mapping[str, str], text: str, html: str, boundary: str) -> bytes:
    """Headers in their order, then both bodies, with CRLF. Raises ValueError for a header of more than one line.

    `boundary` is any word that no base64 can hold, such as one with a dash.
    """
    head = "".join(f"{name}: {_header(name, value)}\r\n" for name, value in headers.items())
    opened = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
    return b"".join(
        (
            (head + opened).encode(),
            *_part(boundary, "plain", text),
            *_part(boundary, "html", html),
            f"--{boundary}--\r\n".encode(),
        )
    )


def _part(boundary: str, kind: str, body: str) -> tuple[bytes, bytes]:
    opened = f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    lines = encodebytes(LINE.sub("\r\n", body).encode())
    return opened.encode(), lines.replace(b"\n", b"\r\n")


@lru_cache(maxsize=1024)
def _header(name: str, value: str) -> str:
    if LINE.search(value):
        raise ValueError(f"{name} is more than one line")
    if name != "Subject":
        return value
    plain = value.isascii() and "=?" not in value  # what looks encoded would be decoded
    return Header(value, None if plain else "utf-8", header_name=name).encode(linesep="\r\n")
