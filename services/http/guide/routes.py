"""The addresses of the guide."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from services.http.docs import page
from services.http.guide.pages import TITLES, html_of


@get([f"/docs/{name}" for name in TITLES], name="guide", sync_to_thread=False)
def guide(request: Request[Any, Any, Any]) -> Response[bytes]:
    return page(html_of(request.url.path.rpartition("/")[2]))


def guide_routes() -> list[HTTPRouteHandler]:
    return [guide]
