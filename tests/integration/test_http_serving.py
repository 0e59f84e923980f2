"""The server as its own process: it listens, answers, stops when told, and refuses a port that is taken."""

import signal
import socket

import httpx2
import pytest
from msgspec.structs import replace

from services.context import Context
from services.embedded.port import free_port
from services.serving import PortInUse, refuse_port_in_use, run_server
from tests.support.doors import founded
from tests.support.server_process import started


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_answers_until_it_is_told_to_stop(context: Context, number: signal.Signals) -> None:
    org = await founded(context)
    port = free_port()
    server = await started(context.settings, port)
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        ready = await client.get("/readyz")
        who = await client.get("/v1/whoami", headers={"authorization": f"Bearer {org.partner_key}"})
        lost = await client.get("/v1/whoami")
    assert (ready.status_code, who.json()["kind"], lost.status_code) == (200, "partner", 401)
    server.send_signal(number)
    await server.communicate()
    assert server.returncode == 0


def test_a_port_that_is_taken_is_refused_even_where_it_could_be_shared(context: Context) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortInUse, match=f"127.0.0.1:{port}"):
            run_server(replace(context.settings, http_port=port))
    refuse_port_in_use("127.0.0.1", port)
