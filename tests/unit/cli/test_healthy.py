"""Whether a part lives is asked at the port that it has for that."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner, Result

from services.cli.healthy import healthy


class Doors(BaseHTTPRequestHandler):
    """Lives where it is asked for that, is not ready, and knows no other page."""

    def do_GET(self) -> None:
        self.send_response({"/livez": 200, "/readyz": 503}.get(self.path, 404))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its own name for it)
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Doors) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield str(server.server_port)
        server.shutdown()
        thread.join()


def asked(*words: str, **env: str) -> Result:
    return CliRunner().invoke(healthy, words, env={"CARRYOVER_HTTP_PORT": "1", "CARRYOVER_METRICS_PORT": "1"} | env)


def test_the_api_is_asked_at_its_own_port(port: str) -> None:
    assert asked("api", CARRYOVER_HTTP_PORT=port).exit_code == 0


@pytest.mark.parametrize("words", [[], ["engine"], ["worker"]])
def test_the_others_are_asked_at_their_private_port(words: list[str], port: str) -> None:
    assert asked(*words, CARRYOVER_METRICS_PORT=port).exit_code == 0


def test_a_part_that_does_not_answer_does_not_live() -> None:
    told = asked("engine")
    assert told.exit_code == 1
    assert told.output.startswith("Error: http://127.0.0.1:1/livez does not answer")


def test_what_lives_may_not_be_ready_yet(port: str) -> None:
    told = asked("api", "--ready", CARRYOVER_HTTP_PORT=port)
    assert (told.exit_code, told.output) == (1, f"Error: http://127.0.0.1:{port}/readyz answers 503.\n")


def test_without_a_port_nobody_can_be_asked() -> None:
    told = asked("worker", CARRYOVER_METRICS_PORT="0")
    assert (told.exit_code, told.output) == (
        1,
        "Error: CARRYOVER_METRICS_PORT is not set: worker has no port to be asked at.\n",
    )
