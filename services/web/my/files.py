"""What a phone asks for beside the pages: the worker that shows them without a connection, the sheet and the icons with
which they stand on a home screen.
"""

from functools import cache
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from services.http.problems import Problem
from services.web.assets import BELOW, FOR_EVER, address_of_asset, assets, digest
from services.web.my.icon import icon_png
from services.web.words import LANGUAGES, N_, words_in

WORKER = "/my/worker.js"
KEPT_PAGES = ("/my", "/my/feel", "/my/progress", "/my/messages", "/my/settings", "/my/wrong")
"""Shown without a connection as they were last; the first one in place of all others."""

POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
"""A worker goes by its own: it asks for pages and files, and sends."""

KEPT_AREAS = ("site/", "my/", "charts/", "figures/")
ICONS = {"icon-192": (192, False), "icon-512": (512, False), "maskable-512": (512, True), "icon-180": (180, False)}
NAME = N_("My exercises")
HOME_SCREEN = "home-screen/"
"""No area of that name has assets: a router would find only these."""


@get(WORKER, name="myWorker", sync_to_thread=False)
def my_worker() -> Response[bytes]:
    """A few lines that change with each release, so that a browser notices."""
    kept = {
        "digest": digest(),
        "assets": [address_of_asset(name) for name in assets() if name.startswith(KEPT_AREAS)],
        "pages": KEPT_PAGES,
        "enter": "/my/enter",
    }
    module = address_of_asset("my/worker.js")
    body = f'import {{ run }} from "{module}";\n\nrun({msgspec.json.encode(kept).decode()});\n'
    headers = {"cache-control": "no-cache", "service-worker-allowed": "/my", "content-security-policy": POLICY}
    return Response(body.encode(), media_type="text/javascript", headers=headers)


@get("/assets/{version:str}/home-screen/manifest/{language:str}", name="myManifest", sync_to_thread=False)
def my_manifest(request: Request[Any, Any, Any]) -> Response[bytes]:
    """In one language; English for one that there is not."""
    language = request.path_params["language"]
    return Response(
        _manifest(language if language in LANGUAGES else "en"),
        media_type="application/manifest+json",
        headers={"cache-control": _kept(request)},
    )


@get("/assets/{version:str}/home-screen/icons/{name:str}", name="myIcon", sync_to_thread=True)
def my_icon(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Drawn once by each process. Raises Problem `not_found`."""
    found = ICONS.get(request.path_params["name"].removesuffix(".png"))
    if found is None:
        raise Problem("not_found")
    size, maskable = found
    body = icon_png(size, maskable=maskable)
    return Response(body, media_type="image/png", headers={"cache-control": _kept(request)})


FILES: tuple[HTTPRouteHandler, ...] = (my_worker, my_manifest, my_icon)


def manifest_address(language: str) -> str:
    return f"{BELOW}{digest()}/{HOME_SCREEN}manifest/{language}"


def icon_address(name: str) -> str:
    """Raises KeyError for one that there is not."""
    ICONS[name]
    return f"{BELOW}{digest()}/{HOME_SCREEN}icons/{name}.png"


@cache
def _manifest(language: str) -> bytes:
    icons = [
        {
            "src": icon_address(name),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "maskable" if maskable else "any",
        }
        for name, (size, maskable) in ICONS.items()
    ]
    return msgspec.json.encode(
        {
            "id": "/my",
            "name": words_in(language)(NAME),
            "short_name": words_in(language)(NAME),
            "lang": language,
            "start_url": "/my",
            "scope": "/my",
            "display": "standalone",
            "background_color": "#f6f5f1",
            "theme_color": "#0f5c5c",
            "icons": icons,
        }
    )


def _kept(request: Request[Any, Any, Any]) -> str:
    return FOR_EVER if request.path_params["version"] == digest() else "no-store"
