"""What the service writes to people, in each of its languages: a catalogue for each, the same phrases in all.

No health, no exercise, no patient's name: a clinic's name and a link, and nothing else.
"""

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from workers.channels.letter import Words
from workers.wording import de, en, es, fr
from workers.wording.clean import one_line
from workers.wording.phrase import Phrase

CATALOGUES: Mapping[str, Mapping[str, Phrase]] = MappingProxyType(
    {"en": en.PHRASES, "de": de.PHRASES, "es": es.PHRASES, "fr": fr.PHRASES}
)

AGAIN: Mapping[str, str] = MappingProxyType({"en": en.AGAIN, "de": de.AGAIN, "es": es.AGAIN, "fr": fr.AGAIN})
"""What is added where an earlier attempt may have arrived."""

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#1b1b1b;max-width:36em;margin:2em auto">
{paragraphs}
</body></html>
"""
BUTTON = (
    '<p><a href="{link}" style="display:inline-block;padding:.6em 1.2em;border-radius:.4em;'
    'background:#14532d;color:#ffffff;text-decoration:none">{shown}</a></p>'
)


OURS = "text"
"""The one field that we write ourselves, for operators, in several lines."""


def worded(phrase: str, language: str, *, again: bool = False, **fields: object) -> Words:
    """The phrase in that language, in English where there is no such language.

    Raises KeyError for a phrase that is not in the catalogue, or a field that it needs and was not given.
    """
    language = language if language in CATALOGUES else "en"
    said = CATALOGUES[language][phrase]
    fields = {name: _lines(str(value)) if name == OURS else one_line(str(value)) for name, value in fields.items()}
    subject = " ".join(said.subject.format(**fields).split())  # a line break would begin another header
    paragraphs = said.text.format(**fields).strip().split("\n\n")
    if again:
        paragraphs.append(AGAIN[language])
    return Words(
        subject=subject,
        text="\n\n".join(paragraphs) + "\n",
        html=PAGE.format(language=language, title=escape(subject), paragraphs="\n".join(map(_paragraph, paragraphs))),
        short=f"{said.short.format(**fields)} {AGAIN[language]}" if again else said.short.format(**fields),
    )


def _lines(text: str) -> str:
    return "\n".join(map(one_line, text.split("\n")))


def _paragraph(text: str) -> str:
    safe = escape(text)
    if text.startswith(("https://", "http://")) and not any(map(str.isspace, text)):
        return BUTTON.format(link=safe, shown=safe)
    return f"<p>{safe.replace(chr(10), '<br>')}</p>"
