"""The written list of what the soak measures, and how flat each figure has to be."""

from collections.abc import Mapping
from types import MappingProxyType

from bench.soak.verdict import Limit

PARTS = ("api", "engine", "worker")
"""Whose memory, descriptors and threads are ours."""

MEGABYTES_AT_MOST = 250
_MEMORY = Limit(share=0.05, most=MEGABYTES_AT_MOST)
_STAYS = Limit(stays=True)

LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        **{f"{part}, resident MB": _MEMORY for part in PARTS},
        **{f"{part}, its own MB": Limit(share=0.05) for part in PARTS},  # PSS: what is shared is shared out
        **{f"{part}, descriptors": _STAYS for part in PARTS},
        **{f"{part}, threads": _STAYS for part in PARTS},
        "postgres, its own MB": Limit(),  # its buffers fill with the log
        "postgres, connections": _STAYS,
        "valkey, resident MB": Limit(share=0.05),
        "valkey, data MB": Limit(share=0.05),
        "queue, messages": _STAYS,
        "effects, not ended": _STAYS,
        "lag, events": _STAYS,
        "lag, seconds": Limit(stays=True, p99=1.0),
        "answers a second": Limit(),
        "answers, p50 ms": Limit(),
        "answers, p99 ms": Limit(),
    }
)
"""By name: the name of each figure, in the order of the table."""
