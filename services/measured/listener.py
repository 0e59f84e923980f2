"""The private listener of a process: measurements and health for whoever watches it, on a port that no client reaches.

It runs in threads of its own: it answers when the event loop hangs, which is when it is asked for, and it ends with the
process whatever is under way.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6, SHUT_RDWR, socket
from typing import Any, NamedTuple

import structlog

AT_ONCE = 8
"""Who asks meanwhile is turned away: watchers are few."""

HEAD_SECONDS = 5.0
"""For a request to be told whole, however slowly it comes, and for its answer to be read."""

log = structlog.get_logger()


class Answer(NamedTuple):
    body: bytes
    media_type: str = "text/plain; charset=utf-8"
    status: int = 200


Ask = Callable[[], Answer]
"""What is behind an address. Called on a thread of its own; what it raises is answered with 500."""


class CannotListen(Exception):
    """Somebody listens there already, or the address is not this machine's."""


@contextmanager
def listening(host: str, port: int, addresses: Mapping[str, Ask]) -> Iterator[int]:
    """Answers these addresses for the time of a `with` block; gives the port, which is any free one for 0.

    Raises CannotListen.
    """
    try:
        server = _Server(host, port, addresses)
    except OSError as error:
        raise CannotListen(f"{host}:{port} cannot be listened on: {error.strerror or error}") from error
    threading.Thread(target=server.serve_forever, args=(0.1,), name="private listener", daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a process that ends waits for no watcher

    def __init__(self, host: str, port: int, addresses: Mapping[str, Ask]) -> None:
        self.address_family = AF_INET6 if ":" in host else AF_INET
        self.addresses = addresses
        self._room = threading.BoundedSemaphore(AT_ONCE)
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: "socket | tuple[bytes, socket]", client_address: Any) -> None:
        """Whoever asked went away, or was too slow: nobody needs to know."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = HEAD_SECONDS  # of each word that is waited for

    def setup(self) -> None:
        super().setup()
        self._head = threading.Timer(HEAD_SECONDS, self._too_slow)
        self._head.daemon = True
        self._head.start()

    def finish(self) -> None:
        self._head.cancel()
        super().finish()

    def _too_slow(self) -> None:
        with suppress(OSError):  # it has gone away
            self.connection.shutdown(SHUT_RDWR)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        self._head.cancel()
        answer = _asked(self.server.addresses, self.path.partition("?")[0])
        self.send_response(answer.status)
        for name, value in {
            "content-type": answer.media_type,
            "content-length": str(len(answer.body)),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def version_string(self) -> str:
        return "carryover"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name in the library)
        """Nothing: it is asked every few seconds."""


def _asked(addresses: Mapping[str, Ask], path: str) -> Answer:
    ask = addresses.get(path)
    if ask is None:
        return Answer(b"There is nothing here.\n", status=404)
    try:
        return ask()
    except Exception:
        log.exception("not_told", path=path)
        return Answer(b"This cannot be told now; the log of the process says why.\n", status=500)
