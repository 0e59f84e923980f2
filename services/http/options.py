"""What an address says to OPTIONS: the methods that it takes. No other site is granted anything by it."""

import re
from collections import defaultdict
from collections.abc import Iterable

from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

TYPED = re.compile(r":\w+}")


def with_options(rest: ASGIApp, handlers: Iterable[HTTPRouteHandler]) -> ASGIApp:
    """Litestar's own answer knows only the methods of the handler that came first to an address."""
    methods: defaultdict[str, set[str]] = defaultdict(lambda: {"OPTIONS"})
    for handler in handlers:
        for path in handler.paths:
            methods[TYPED.sub("}", path)] |= {str(method) for method in handler.http_methods}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            taken = methods.get(scope.get("path_template", ""))
            if message["type"] == "http.response.start" and taken is not None:
                others = [header for header in message["headers"] if header[0].lower() != b"allow"]
                message["headers"] = [*others, (b"allow", ", ".join(sorted(taken)).encode())]
            await send(message)

        await rest(scope, receive, told if scope.get("method") == "OPTIONS" else send)

    return app
