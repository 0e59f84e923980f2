"""What people see of us in the address line: the host and the origin that browsers bind things to."""

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """Without its port."""
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    """Scheme, host and port, as browsers tell it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
