"""Quotas as answers tell them: the headers of draft-ietf-httpapi-ratelimit-headers, and what is said beyond them."""

from functools import lru_cache

from services.quotas.limiter import WINDOW, Standing

PairOfHeaders = tuple[tuple[bytes, bytes], tuple[bytes, bytes]]


def headers_of(standing: Standing) -> PairOfHeaders:
    """What the policy is, how much of it is left about, and in how many seconds it begins anew."""
    policy, limit, left, seconds = standing
    return _policy(policy, limit), (b"ratelimit", b'"%s";r=%d;t=%d' % (policy.encode(), left, seconds))


@lru_cache(maxsize=1000)
def _policy(name: str, limit: int) -> tuple[bytes, bytes]:
    return b"ratelimit-policy", b'"%s";q=%d;w=%d' % (name.encode(), limit, WINDOW)


def told(standing: Standing) -> dict[str, str]:
    """The headers of an answer that refuses for a quota."""
    headers = {name.decode(): value.decode() for name, value in headers_of(standing)}
    return {**headers, "retry-after": str(standing.seconds)}
