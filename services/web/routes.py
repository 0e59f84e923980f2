"""The pages as Litestar serves them, and what a refusal looks like to people."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.types import HTTPScope

from services.actor import NOBODY
from services.http.allowed import GUARDS, Access, Guards
from services.http.audit.noting import audited
from services.http.audit.seen import Seen
from services.http.body import Heading
from services.http.gate import ACTOR, address_of
from services.http.operation import Asked, read_query
from services.http.page_door import ToldPage
from services.http.problems import Problem
from services.http.request_told import REQUEST_ID
from services.http.sign_in.cookie import READING
from services.http.who import nobody
from services.measured.requests import DOOR, Door
from services.web.access import PAGE_ACCESS
from services.web.assets import BELOW
from services.web.my.files import WORKER
from services.web.page import Elsewhere, Page
from services.web.problems.meanings import FOR_PEOPLE
from services.web.rendering import rendered
from services.web.view import View, csrf_of
from services.web.viewer import Viewer, language_asked, viewer_of
from services.web.words import words_in

HTML = "text/html"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Nothing inline, nothing foreign."""

HEADERS = {"content-security-policy": POLICY, "cross-origin-opener-policy": "same-origin"}
SIGN_IN, ENTER = "/sign-in", "/my/enter"
OF_PATIENTS = "/my"
API = ("/v1/", "/docs", "/definition/", "/problems/", "/openapi.json", "/asyncapi.json", "/livez", "/readyz")
"""How the addresses for programs begin; all others are pages."""

UNAUTHENTICATED, SEE_OTHER = 401, 303


def page_routes(pages: Iterable[Page], guards: Guards = GUARDS) -> list[HTTPRouteHandler]:
    """The Litestar routes of all pages."""
    return [_route(page, PAGE_ACCESS[page.name], guards) for page in pages]


def _route(page: Page, access: Access, guards: Guards) -> HTTPRouteHandler:
    door = Door("pages", page.name)

    async def handle(request: Request[Any, Any, Any]) -> Response[str]:
        request.scope["state"][DOOR] = door
        actor = request.scope["state"].get(ACTOR, NOBODY if access.open else None)
        if actor is None:
            raise nobody()
        asked = Asked(
            context=request.app.state.context,
            actor=actor,
            request_id=request.scope["state"][REQUEST_ID],
            path=request.path_params,
            query=read_query(request.query_params.dict(), page.query),
            body=b"",
            headers=request.headers,
            seen=Seen(page.name, reads=True, address=address_of(request.scope)),
            guards=guards,
        )
        if actor is NOBODY:
            return await _shown(page, asked, request.scope["path"])
        async with audited(asked):
            if guards.access:
                access.check(actor)
            return await _shown(page, asked, request.scope["path"])

    path = page.path.replace("}", ":str}")
    return HTTPRouteHandler([path], http_method=["GET"], name=page.name, status_code=200)(handle)


async def _shown(page: Page, asked: Asked, here: str) -> Response[str]:
    viewer = await viewer_of(asked)
    view = View(asked, viewer, words_in(viewer.language))
    shown = await page.show(view)
    if isinstance(shown, Elsewhere):
        return Response("", status_code=SEE_OTHER, headers={"location": shown.location}, media_type=HTML)
    fields = {
        "view": view,
        "viewer": viewer,
        "page": page,
        "now": view.now,
        "here": here,
        "csrf": csrf_of(asked),
        **shown.fields,
    }
    body = rendered(shown.template, viewer.language, {**fields, "title": shown.title})
    return Response(body, status_code=shown.status, media_type=HTML, headers={**HEADERS})


class PagesDoor:
    """What the gate asks of the pages."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._open = frozenset(page.path for page in pages if PAGE_ACCESS[page.name].open and "{" not in page.path)

    def has(self, scope: HTTPScope) -> bool:
        """Whether it is people who ask, for something to look at: a program that writes is told as programs are."""
        if scope["path"].startswith(API):
            return False
        return scope["method"] in READING or any(
            name == b"accept" and b"text/html" in value for name, value in scope["headers"]
        )

    def is_open(self, path: str) -> bool:
        """Whether nobody is asked there who they are."""
        return path in self._open or path == WORKER or path.startswith(BELOW)

    def refused(self, problem: Problem, path: str, query: bytes, heading: Heading, request_id: UUID) -> ToldPage:
        """A refusal as a page with the same status; who is not signed in is sent to where they can."""
        if problem.status == UNAUTHENTICATED:
            wanted = path + (f"?{query.decode('latin-1')}" if query else "")
            of_patients = path == OF_PATIENTS or path.startswith(OF_PATIENTS + "/")
            to = ENTER if of_patients else SIGN_IN if path == "/" else f"{SIGN_IN}?next={quote(wanted, safe='')}"
            return ToldPage(SEE_OTHER, b"", HTML, {"location": to})
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in heading.items()}
        language = language_asked(headers)
        title = words_in(language)(FOR_PEOPLE.get(problem.code, problem.meaning.title))
        fields = {"problem": problem, "request_id": str(request_id), "title": title, "csrf": "", "here": path}
        body = rendered("common/refused.html", language, {**fields, "viewer": Viewer(language=language)})
        return ToldPage(problem.status, body.encode(), HTML, {**HEADERS, **problem.headers})
