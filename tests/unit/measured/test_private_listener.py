"""The private listener answers its addresses and nothing else, whatever goes wrong behind one of them."""

import http.client
import socket

import pytest

from services.measured import listener
from services.measured.listener import Answer, CannotListen, listening


def fails() -> Answer:
    raise ValueError("what nobody may read")


ADDRESSES = {"/livez": lambda: Answer(b"well\n"), "/busy": lambda: Answer(b"later\n", status=503), "/fails": fails}


def asked(port: int, path: str, method: str = "GET") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_an_address_answers_what_is_behind_it() -> None:
    with listening("127.0.0.1", 0, ADDRESSES) as port:
        assert asked(port, "/livez") == (200, b"well\n")
        assert asked(port, "/livez?of=anything") == (200, b"well\n")
        assert asked(port, "/busy") == (503, b"later\n")
        assert asked(port, "/livez", "HEAD") == (200, b"")


def test_anything_else_is_not_there() -> None:
    with listening("127.0.0.1", 0, ADDRESSES) as port:
        assert asked(port, "/v1/patients")[0] == 404
        assert asked(port, "/livez", "POST")[0] == 501


def test_what_fails_says_nothing_of_itself_and_stops_nobody() -> None:
    with listening("127.0.0.1", 0, ADDRESSES) as port:
        status, body = asked(port, "/fails")
        assert (status, b"nobody may read" in body) == (500, False)
        assert asked(port, "/livez")[0] == 200


def test_who_does_not_end_a_request_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(listener._Handler, "timeout", None)  # however often a word of it comes
    with listening("127.0.0.1", 0, ADDRESSES) as port:
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(listener.AT_ONCE)]
        for one in slow:
            one.sendall(b"GET /livez HTTP/1.1\r\nHost: ")
        for one in slow:
            while one.recv(1024):
                pass
            one.close()
        assert asked(port, "/livez") == (200, b"well\n")


def test_after_the_block_nobody_listens() -> None:
    with listening("127.0.0.1", 0, ADDRESSES) as port:
        pass
    with pytest.raises(ConnectionRefusedError):
        asked(port, "/livez")


def test_a_port_in_use_is_told_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(CannotListen, match=f"^127.0.0.1:{port} cannot be listened on: "),
            listening("127.0.0.1", port, ADDRESSES),
        ):
            pass
