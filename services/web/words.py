"""The words of the pages in four languages: gettext catalogues, English in the source, one catalogue for each area."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français"})
"""By their code what each calls itself."""

SOURCE = "en"
HERE = Path(__file__).parent


def N_(message: str) -> str:  # noqa: N802 (gettext's own name, by which the words are found)
    """Marks words that are looked up later."""
    return message


def NP_(context: str, message: str) -> str:  # noqa: N802 (as above)
    """The same for one of several meanings of an English word."""
    return message


class Words:
    """What is said in one language."""

    def __init__(self, language: str, said: NullTranslations) -> None:
        self.language = language
        self._said = said

    def __call__(self, message: str, **fields: object) -> str:
        found: str = self._said.gettext(message)
        return found % fields if fields else found

    def many(self, one: str, several: str, n: int, **fields: object) -> str:
        """The form for so many; `%(n)s` in it is the number."""
        found: str = self._said.ngettext(one, several, n)
        return found % {"n": n, **fields}

    def plain_many(self, one: str, several: str, n: int) -> str:
        """The form for so many, as it stands: templates fill it."""
        found: str = self._said.ngettext(one, several, n)
        return found

    def meant(self, context: str, message: str, **fields: object) -> str:
        """One of several meanings of the same English word."""
        found = str(self._said.pgettext(context, message))
        return found % fields if fields else found


@cache
def words_in(language: str) -> Words:
    """Raises KeyError for a language that there is not."""
    if language not in LANGUAGES:
        raise KeyError(language)
    said = Translations()
    for path in sorted(HERE.glob(f"*/locale/{language}/*.po")):
        said.merge(_catalogue(path))
    return Words(language, said)


def _catalogue(path: Path) -> Translations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.name)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def best_language(accept: str | None) -> str:
    """The first of ours among what a browser asks for, in its order of preference; English where there is none."""
    wanted: list[tuple[float, str]] = []
    for part in (accept or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        quality = parameters.strip().removeprefix("q=")
        try:
            wanted.append((-float(quality) if quality else -1.0, tag.strip()))
        except ValueError:
            continue
    tags = [tag for _, tag in sorted(wanted, key=lambda each: each[0])]
    return negotiate_locale([*tags, *(tag[:2].lower() for tag in tags)], list(LANGUAGES), sep="-") or SOURCE
