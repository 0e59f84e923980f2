"""The pages for programmers: the API shown by Swagger UI from a wheel, and a page for each problem. Nothing foreign."""

from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from services.http.codes import MEANINGS
from services.http.contract.asyncapi import told_asyncapi
from services.http.contract.openapi import description
from services.http.problems import Problem

WHEEL = "mkdocs_swagger_ui_tag"
ASSETS = {
    "swagger-ui.css": ("stylesheets/swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": ("javascripts/swagger-ui-bundle.js", "text/javascript"),
    "LICENSE": ("LICENSE", "text/plain"),
    "NOTICE": ("NOTICE", "text/plain"),
}
"""By the name in the address: the file in the wheel, and its type."""

HTML = "text/html"
KEPT = {"cache-control": "public, max-age=3600"}  # by browsers: the files of the wheel say nothing of anybody
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The pictures of Swagger UI stand in its style sheet as data."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Carryover API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="api"><noscript>The description itself is at <a href="/openapi.json">/openapi.json</a>.</noscript></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
"""


def wheel_folder() -> Path:
    """Where the wheel lies; it is not imported, only its files are read. Raises LookupError where it is missing."""
    spec = find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"the wheel {WHEEL} is not installed")
    return Path(spec.submodule_search_locations[0]) / "swagger-ui"


@cache
def file_of_wheel(path: str) -> bytes:
    """Read once: a megabyte and a half for each asker would be a way to fill the memory."""
    return (wheel_folder() / path).read_bytes()


def page(text: str | bytes, media_type: str = HTML, **headers: str) -> Response[bytes]:
    body = text.encode() if isinstance(text, str) else text
    return Response(body, media_type=media_type, headers={"content-security-policy": POLICY, **headers})


@get("/openapi.json", name="openapi")
async def openapi() -> Response[bytes]:
    """The description of the API."""
    return Response(description(), media_type="application/json")


@get("/asyncapi.json", name="asyncapi")
async def asyncapi() -> Response[bytes]:
    """The description of the events."""
    return Response(told_asyncapi(), media_type="application/json")


@get("/docs", name="docs")
async def docs() -> Response[bytes]:
    return page(PAGE)


@get("/docs/{name:str}", name="docsAsset", sync_to_thread=True)
def asset(request: Request[Any, Any, Any]) -> Response[bytes]:
    name: str = request.path_params["name"]
    if name == "start.js":
        return page(START, "text/javascript")
    if name not in ASSETS:
        raise Problem("not_found")
    path, media_type = ASSETS[name]
    return page(file_of_wheel(path), media_type, **KEPT)


@get("/problems/{code:str}", name="problem")
async def problem(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What a code means."""
    code: str = request.path_params["code"]
    meaning = MEANINGS.get(code)
    if meaning is None:
        raise Problem("not_found")
    title = escape(meaning.title)
    return page(
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{code}</title>\n</head>\n<body>\n'
        f"<h1>{code}</h1>\n<p>{title}</p>\n<p>HTTP status {meaning.status}.</p>\n</body>\n</html>\n"
    )


def docs_routes() -> list[HTTPRouteHandler]:
    return [openapi, asyncapi, docs, asset, problem]
