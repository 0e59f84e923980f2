"""The words of the pages as they stand in the tree: what templates and modules say, and what the catalogues have."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

WEB = Path(__file__).parents[2] / "services" / "web"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "N_": None,
    "words": None,
    "_words": None,
    "ngettext": (1, 2),
    "many": (1, 2),
    "pgettext": ((1, "c"), 2),
    "meant": ((1, "c"), 2),
    "NP_": ((1, "c"), 2),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
OPTIONS = {
    "**.html": {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}


class Said(NamedTuple):
    """One thing that is said: its context, and its forms (one, or one and several)."""

    context: str | None
    forms: tuple[str, ...]


def areas() -> list[Path]:
    """The folders that say something."""
    return sorted({path.parent.parent.parent for path in WEB.glob("*/locale/*/*.po")})


def said_in(area: Path) -> set[Said]:
    """What the templates and modules of an area say, in English."""
    found = extract_from_dir(area, METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True)
    return {Said(context, _forms(message)) for _, _, message, _, context in found if _forms(message) != ("",)}


def _forms(message: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def messages(area: Path, language: str) -> Iterator[tuple[Said, Message]]:
    for path in sorted((area / "locale" / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    yield Said(message.context, _forms(message.id)), message
