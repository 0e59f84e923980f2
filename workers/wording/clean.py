"""What others named, as it may stand in what we write: on one line, and showing what it says."""

import re

MISLEADING = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
"""Marks of direction and signs without width: behind them a text may read otherwise than it is. The joiners that
Persian and Hindi are written with stay."""


def one_line(text: str) -> str:
    """Without line breaks, without what only misleads, and with single blanks."""
    return " ".join(MISLEADING.sub("", text).split())
