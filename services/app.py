"""The application: the gate in front, the events door beside Litestar, and in Litestar all other doors and pages."""

from collections.abc import Iterator, Sequence
from typing import Any

from litestar import Litestar, Request, Response
from litestar.handlers import HTTPRouteHandler

from eventstore.directory import FoundLink, find_link
from eventstore.schema import Schema
from services.context import Context
from services.http.access import ACCESS
from services.http.address import Addresses, networks_in
from services.http.allowed import GUARDS, Guards, Served, check_listed
from services.http.definition import definition_routes
from services.http.docs import docs_routes
from services.http.events_door import EventsDoor
from services.http.gate import Gate, asked_of, wants_no_key
from services.http.guide.routes import guide_routes
from services.http.health import livez, readyz
from services.http.inbound import inbound_routes
from services.http.keys_way import Keys
from services.http.live.door import StreamDoor
from services.http.live.hub import Live
from services.http.my.way import my_way
from services.http.operation import Operation, routes_of
from services.http.operations import OPERATIONS
from services.http.options import with_options
from services.http.page_door import Pages
from services.http.partners.token_door import token_routes
from services.http.problems import MEDIA_TYPE, bare, body_of
from services.http.red_flags import COMMAND_PATHS, with_general_text
from services.http.request_told import REQUEST_ID, noted
from services.http.sign_in.way import cookie_way, personal_way
from services.http.tokens_way import TokensWay
from services.http.who import Who
from services.partners.granting import Granting
from services.partners.tokens import Tokens
from services.web.access import PAGE_ACCESS
from services.web.areas import PAGES
from services.web.assets import asset
from services.web.my.files import FILES as MY_FILES
from services.web.problems.told import problem_words
from services.web.routes import PagesDoor, page_routes


def create_app(
    context: Context,
    guards: Guards = GUARDS,
    *,
    operations: Sequence[Operation] = OPERATIONS,
    schema: Schema | None = None,
) -> Gate:
    """The ASGI application over an open context. `schema`: what the database has to have run for it to be ready.

    Raises Unlisted for an address of which nobody said who may ask.
    """

    async def find(kind: str, hash_: bytes) -> FoundLink | None:
        return await find_link(context.log, kind, hash_)

    tokens = Tokens(context.settings.master_key)
    signed = [*inbound_routes(), *token_routes(Granting(context, tokens))]
    plain = [livez, readyz, *docs_routes(), *definition_routes(), *guide_routes(), *signed]
    door = PagesDoor(PAGES)
    check_listed(ACCESS, served(plain, operations))
    check_listed(PAGE_ACCESS, (Served(page.name, page.path, door.is_open(page.path)) for page in PAGES))
    handlers = [*plain, *routes_of(operations, guards), asset, problem_words, *MY_FILES, *page_routes(PAGES, guards)]
    rest = Litestar(
        handlers,
        exception_handlers={Exception: answer_error},
        debug=False,  # or a variable of the environment says
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # the gate has its own
    )
    rest.state.context = context
    rest.state.schema = schema
    rest.state.pages = door
    keys = Keys(find, context.rights, context.key_use.note)
    context.memories.append(keys)
    tokens_way = TokensWay(tokens, context.rights, lambda: context.real_now().timestamp())
    who = Who([keys, tokens_way, personal_way(context), my_way(context), cookie_way(context)])
    live = Live(context, who)
    addresses = Addresses(networks_in(context.settings.trusted_proxies))

    def end() -> None:
        live.end()
        context.feed_news.end()

    return Gate(
        with_options(rest, handlers),
        who,
        context.limiter,
        addresses,
        EventsDoor(context, guards),
        StreamDoor(live, guards),
        end,
        pages=door,
        open_sandboxes=context.settings.open_sandboxes,
        tracing=context.tracing,
        log_requests=context.settings.log_requests,
    )


def served(plain: Sequence[HTTPRouteHandler], operations: Sequence[Operation]) -> Iterator[Served]:
    """Every address, by the name under which the table of access has it."""
    for handler in plain:
        for path in sorted(handler.paths):
            yield Served(handler.name or "", path, wants_no_key("GET", path))
    for operation in operations:
        for path in (operation.path, *operation.also):
            yield Served(operation.name, path, wants_no_key(operation.method, path))


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The same problems as everywhere; to people as a page."""
    request_id = request.scope["state"][REQUEST_ID]
    problem = bare(noted(error, request.scope))
    pages: Pages = request.app.state.pages
    if pages.has(request.scope):
        told = pages.refused(problem, *asked_of(request.scope), request_id)
        return Response(told.body, status_code=told.status, media_type=told.media_type, headers=dict(told.headers))
    if request.scope["path"] in COMMAND_PATHS:
        problem = with_general_text(problem, request.headers.get("accept-language"))
    return Response(
        body_of(problem, request_id), status_code=problem.status, media_type=MEDIA_TYPE, headers=dict(problem.headers)
    )
