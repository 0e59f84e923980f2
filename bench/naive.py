"""The naive service, as somebody would write it in an hour: the body to a dict, one INSERT, nothing checked.

It also answers one question, that costs one SELECT of nothing.

Run as `python -m bench.naive litestar|asgi PORT POSTGRES_URL`: as a Litestar handler, or as a plain ASGI route; on the
same server and event loop as ours.
"""

import sys
from typing import Any

import asyncpg
import msgspec
import uvloop
from litestar import Litestar, get, post
from litestar.types import ASGIApp, Receive, Scope, Send

from bench.grounds import HOST
from eventstore.walls import Pool
from services.serving import serve_app

TABLES = {"litestar": "naive_litestar", "asgi": "naive_asgi"}
CREATE = "CREATE TABLE IF NOT EXISTS {} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body json NOT NULL)"
INSERT = "INSERT INTO {} (body) VALUES ($1) RETURNING id"
COUNT = "SELECT count(*) FROM {}"
PATH = "/sessions"
ONE_PATH, ONE = "/one", "SELECT 1"
PAGE_PATH = "/page"
PAGE = "<!doctype html><html lang=en><title>One</title><h1>One sentence.</h1>"
CONNECTIONS = 16


def litestar_app(pool: Pool) -> ASGIApp:
    insert = INSERT.format(TABLES["litestar"])

    @post(PATH)
    async def store(data: dict[str, Any]) -> dict[str, int]:
        return {"id": await pool.fetchval(insert, msgspec.json.encode(data).decode())}

    @get(ONE_PATH)
    async def one() -> dict[str, int]:
        return {"one": await pool.fetchval(ONE)}

    @get(PAGE_PATH, media_type="text/html")
    async def page() -> str:
        return PAGE

    return Litestar([store, one, page], openapi_config=None, logging_config=None)


def asgi_app(pool: Pool) -> ASGIApp:
    insert = INSERT.format(TABLES["asgi"])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # type: ignore[comparison-overlap]  # the lifespan
            return
        body, more = b"", True
        while more:
            message: Any = await receive()
            body += message["body"]
            more = message["more_body"]
        data = msgspec.json.decode(body, type=dict[str, Any])
        made = await pool.fetchval(insert, msgspec.json.encode(data).decode())
        answer = msgspec.json.encode({"id": made})
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": answer, "more_body": False})

    return app


APPS = {"litestar": litestar_app, "asgi": asgi_app}


async def serve(kind: str, port: int, url: str) -> None:
    async with asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        await pool.execute(CREATE.format(TABLES[kind]))
        await serve_app(APPS[kind](pool), HOST, port)


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
