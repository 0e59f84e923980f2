"""From what is on a page to HTML: the templates, in the viewer's language, zone and forms of dates and numbers."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from services.web import shown
from services.web.assets import BELOW, address_of_asset, digest
from services.web.common.navigation import is_below, navigation
from services.web.common.vocabulary import Vocabulary
from services.web.plainly import plainly
from services.web.words import LANGUAGES, words_in

HERE = Path(__file__).parent


@cache
def templates(language: str) -> Environment:
    """The environment of one language. A name that nobody filled raises, and is not shown as nothing."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
        finalize=plainly,
    )
    words = words_in(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        words, words.plain_many, newstyle=True, pgettext=words.meant
    )
    environment.filters.update(shown.FILTERS)
    environment.globals.update(
        asset=address_of_asset,
        asset_below=f"{BELOW}{digest()}/",
        navigation=partial(navigation, words),
        is_here=is_here,
        v=Vocabulary(words),
        languages=LANGUAGES,
        language=language,
        words=words,
    )
    return environment


@pass_context
def is_here(context: Context, address: str) -> bool:
    """Whether the page that is shown belongs to a place of the menu."""
    return is_below(address, str(context["here"]))


def rendered(template: str, language: str, fields: Mapping[str, Any]) -> str:
    """Raises jinja2's errors: a page that cannot be filled is a fault of ours."""
    return templates(language).get_template(template).render(fields)
