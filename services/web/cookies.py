"""The plain cookies of a request: what this device remembers for a page, and nothing that lets anybody in."""

from collections.abc import Mapping
from urllib.parse import unquote


def cookies_in(headers: Mapping[str, str]) -> dict[str, str]:
    """By name, as the page's own modules wrote them; of two of one name the first counts."""
    found: dict[str, str] = {}
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        found.setdefault(name, unquote(value))
    return found
