"""The published definition of adherence as pages: the clauses, the worked cases, and the program that goes by them."""

import json
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from markdown_it import MarkdownIt

from services.http.docs import page
from services.http.problems import Problem

FOLDER = files("definition")
CLAUSE = re.compile(r"\*\*(\d+\.\d+)\*\*")

FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/definition/page.css">
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""

STYLE = """body { margin: 0; font: 1rem/1.55 system-ui, sans-serif; color: #1c2733; background: #fff; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2.5rem; }
ul { padding-left: 0; list-style: none; }
li { margin: 0.6rem 0; padding: 0.2rem 0.5rem; }
li:target { background: #fff3c4; }
code { font-size: 0.9em; background: #eef2f6; padding: 0.1em 0.3em; border-radius: 0.2em; }
pre { overflow-x: auto; padding: 0.8rem; background: #eef2f6; border-radius: 0.3em; }
pre code { padding: 0; background: none; overflow-wrap: normal; }
td, th { padding: 0.2rem 0.8rem 0.2rem 0; text-align: left; vertical-align: top; }
a { color: #0b5cad; }
@media (prefers-color-scheme: dark) {
  body { color: #dfe7ef; background: #12181f; }
  code, pre { background: #25303b; }
  li:target { background: #4a3f12; }
  a { color: #7fb8f0; }
}
"""


@cache
def clauses() -> str:
    """The definition as HTML; every clause can be linked to by its number."""
    parser = MarkdownIt("commonmark")
    tokens = parser.parse((FOLDER / "adherence.md").read_text("utf-8"))
    for token, inside in zip(tokens, tokens[2:], strict=False):
        if token.type == "list_item_open" and (found := CLAUSE.match(inside.content)):
            token.attrSet("id", found[1])
    return FRAME.format(title="Adherence, defined", body=parser.renderer.render(tokens, parser.options, {}))


@cache
def cases() -> str:
    """The list of the worked cases as HTML."""
    lines = [_line(path.name, json.loads(path.read_text("utf-8"))) for path in _sorted_cases()]
    of_what = '<p>Of <a href="/definition/adherence">the definition</a>.</p>'
    return FRAME.format(title="Worked cases", body=f"<h1>Worked cases</h1>\n{of_what}\n<ul>{''.join(lines)}</ul>")


def _sorted_cases() -> list[Any]:
    return sorted((FOLDER / "cases").iterdir(), key=lambda path: path.name)


def _line(name: str, case: dict[str, Any]) -> str:
    shown = ", ".join(f'<a href="/definition/adherence#{clause}">{clause}</a>' for clause in case["shows"])
    return f'<li><a href="/definition/cases/{name}">{escape(case["title"])}</a> ({shown})</li>\n'


@cache
def served() -> dict[str, tuple[bytes, str]]:
    """What is handed out as it is, by its name: the worked cases and the program."""
    found = {f"cases/{path.name}": (path.read_bytes(), "application/json") for path in _sorted_cases()}
    programs = [path for path in FOLDER.iterdir() if path.name.endswith(".py")]
    found |= {path.name: (path.read_bytes(), "text/plain") for path in programs}
    return found | {"page.css": (STYLE.encode(), "text/css")}


@get("/definition/adherence", name="definition", sync_to_thread=False)
def definition() -> Response[bytes]:
    return page(clauses())


@get("/definition/cases", name="definitionCases", sync_to_thread=False)
def worked_cases() -> Response[bytes]:
    return page(cases())


@get(["/definition/{name:str}", "/definition/cases/{case:str}"], name="definitionFile", sync_to_thread=False)
def file(request: Request[Any, Any, Any]) -> Response[bytes]:
    """A worked case, or a file of the program that counts by the definition alone."""
    given = request.path_params
    name = f"cases/{given['case']}" if "case" in given else given["name"]
    if name not in served():
        raise Problem("not_found")
    return page(*served()[name])


def definition_routes() -> list[HTTPRouteHandler]:
    return [definition, worked_cases, file]
