"""The pages of the guide as HTML: markdown from the tree, with the examples in it exactly as the tests run them."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from markdown_it import MarkdownIt

from services.http.definition import FRAME

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "start": "From nothing to a first alert",
        "sandbox": "Sandboxes",
        "signing": "Keys and tokens",
        "webhooks": "Webhooks",
        "feed": "The feed",
        "imports": "Imports",
        "errors": "Errors",
        "limits": "Limits",
    }
)
"""The pages in their order, by the last part of their address."""

TEXT = files("services.http.guide") / "text"
EXAMPLES = Path(__file__).parents[3] / "examples"
SHOWN = re.compile(r"^\{\{(\S+)\}\}$", re.MULTILINE)
LANGUAGES = {"py": "python", "ts": "typescript", "sh": "bash"}


@cache
def html_of(name: str) -> str:
    """One page whole; `name` is one of TITLES."""
    source = SHOWN.sub(lambda found: example(found[1]), (TEXT / f"{name}.md").read_text("utf-8"))
    body = (
        MarkdownIt("commonmark").enable("table").render(source).replace("<pre>", '<pre tabindex="0">')
    )  # scrolled by keys too
    return FRAME.format(title=f"Carryover: {TITLES[name]}", body=f"{_others(name)}\n{body}")


def example(path: str) -> str:
    """A file of `examples/` as it is shown: whole."""
    program = EXAMPLES.joinpath(*path.split("/")).read_text("utf-8")
    return f"`examples/{path}`:\n\n```{LANGUAGES[path.rpartition('.')[2]]}\n{program}```"


def _others(name: str) -> str:
    """Links to the other pages, and to every address."""
    links = [title if other == name else f'<a href="/docs/{other}">{title}</a>' for other, title in TITLES.items()]
    return f"<nav>{' · '.join(links)} · <a href='/docs'>Every address</a></nav>"
