"""The HTTP application: the gate in front, the events door beside Litestar, and Litestar with everything else."""

from collections.abc import Collection, Mapping
from typing import Any

from litestar import Litestar, Request, Response

from eventstore.directory import FoundLink, find_link, find_links
from services.context import Context
from services.http.auth import Keys
from services.http.definition import definition_routes
from services.http.docs import docs_routes
from services.http.events_door import EventsDoor
from services.http.gate import REQUEST_ID, Gate, noted
from services.http.health import livez, readyz
from services.http.inbound import inbound_routes
from services.http.live.door import StreamDoor
from services.http.live.hub import Live
from services.http.operation import routes_of
from services.http.operations import OPERATIONS
from services.http.problems import MEDIA_TYPE, body_of
from services.keys import LINK_KIND


def create_app(context: Context) -> Gate:
    """The ASGI application over an open context."""

    async def find(kind: str, hash_: bytes) -> FoundLink | None:
        return await find_link(context.log, kind, hash_)

    rest = Litestar(
        [livez, readyz, *docs_routes(), *definition_routes(), *inbound_routes(), *routes_of(OPERATIONS)],
        exception_handlers={Exception: answer_error},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # the gate has its own
    )
    rest.state.context = context
    keys = Keys(find)
    context.memories.append(keys)

    async def find_all(hashes: Collection[bytes]) -> Mapping[bytes, FoundLink]:
        return await find_links(context.log, LINK_KIND, hashes)

    live = Live(context, find_all)
    return Gate(rest, keys, EventsDoor(context), StreamDoor(live), live.end)


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The same problems as everywhere."""
    request_id = request.scope["state"][REQUEST_ID]
    problem = noted(error, request_id)
    return Response(
        body_of(problem, request_id), status_code=problem.status, media_type=MEDIA_TYPE, headers=dict(problem.headers)
    )
