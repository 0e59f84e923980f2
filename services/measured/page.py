"""The operations page: what `carryover status` says, for a browser on the private network, and the runbooks beside it.

It needs no script, and nothing from elsewhere: it is read on a phone at night.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from services.measured.lines import lines
from services.measured.listener import Answer
from services.measured.overview import Overview

HERE = Path(__file__).parent
TOKENS = HERE.parent / "web" / "assets" / "tokens.css"
RUNBOOKS = HERE.parents[1] / "docs" / "runbooks"
"""In a checkout. Where the packages are installed alone there are none, and the links lead nowhere."""

EVERY_SECONDS = 30
LIVE = "/live"  # the page that is looked at anew by itself
HTML = "text/html; charset=utf-8"


def operations(found: Overview, *, again: bool = False) -> Answer:
    """The page of one moment; `again`: the browser asks for the next one by itself, for whoever wished that.

    Its status is 200, whatever is wrong: `/readyz` is for programs.
    """
    body = _templates().get_template("operations.html")
    return _page(
        body.render(
            tokens=_tokens(),
            seconds=EVERY_SECONDS,
            again=again,
            live=LIVE,
            version=found.version,
            at=f"{found.at:%Y-%m-%d %H:%M:%S} UTC",
            wrong=found.complaints,
            lines=list(lines(found)),
        )
    )


def runbook(file: Path) -> Answer:
    """One runbook as a page."""
    text = MarkdownIt("commonmark", {"html": False}).render(file.read_text(encoding="utf-8"))
    return _page(_templates().get_template("runbook.html").render(tokens=_tokens(), name=file.stem, text=text))


def runbooks() -> dict[str, Path]:
    """Every runbook by the address under which the page names it."""
    return {f"/docs/runbooks/{file.name}": file for file in sorted(RUNBOOKS.glob("*.md"))}


def _page(text: str) -> Answer:
    return Answer(text.encode(), HTML)


@cache
def _tokens() -> str:
    return TOKENS.read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
