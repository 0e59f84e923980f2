"""What people wrote, as it reads: without the characters that are not seen and turn a line round or hide in a word."""

import re
from typing import Any

UNSEEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Joiners that languages are written with, and the soft hyphens of our own words, stay."""


def plainly(value: Any) -> Any:
    """For every value that a template shows; text alone is changed, and what is markup stays markup."""
    if isinstance(value, str) and UNSEEN.search(value):
        return type(value)(UNSEEN.sub("", value))
    return value
