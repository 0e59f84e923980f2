"""S10: an address that somebody gave us leads nowhere inside, and whatever answers there takes neither memory nor time.

The way out is the one of production: only the resolver, the trust and the last step to the socket are the tests'.
"""

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest
from msgspec import Struct

from services.egress import Egress, EgressFailed, EgressRefused, Fetched, fetch
from tests.support.bad_addresses import INSIDE, NO_ADDRESSES
from tests.support.elsewhere import HOST, PUBLIC, Elsewhere, elsewhere, saying

URL = f"https://{HOST}/hook?a=1"
FINE = b"HTTP/1.1 200 x\r\ncontent-length: 2\r\n\r\nok"


class Out(Struct, frozen=True):
    egress: Egress


@pytest.fixture(scope="module")
async def there() -> AsyncIterator[Elsewhere]:
    async with elsewhere(saying(FINE)) as there:
        yield there


@pytest.fixture
def partner(there: Elsewhere) -> Elsewhere:
    """Somebody whom nobody asked yet."""
    for seen in (there.asked, there.names, there.looked_up, there.dialled):
        seen.clear()
    there.addresses = [[PUBLIC]]
    return there


async def ask(there: Elsewhere, url: str = URL, *, seconds: float = 10.0, most_bytes: int = 65_536) -> Fetched:
    egress = there.egress(seconds=seconds)
    return await fetch(Out(egress), "POST", url, {"x-said": "1"}, b"{}", most_bytes=most_bytes)


async def refusal(there: Elsewhere, url: str) -> str:
    """The code it is refused with; nothing was connected to."""
    with pytest.raises(EgressRefused) as refused:
        await ask(there, url)
    assert there.dialled == []
    return refused.value.code


async def failure(there: Elsewhere, *, seconds: float = 10.0, most_bytes: int = 65_536) -> str:
    with pytest.raises(EgressFailed) as failed:
        await ask(there, seconds=seconds, most_bytes=most_bytes)
    return failed.value.code


async def test_a_public_name_is_asked_at_its_address_by_its_name(partner: Elsewhere) -> None:
    assert await ask(partner) == Fetched(200, {"content-length": "2"}, b"ok")
    assert (partner.dialled, partner.names) == ([(PUBLIC, 443)], [HOST])
    [asked] = partner.asked
    assert asked == (
        b"POST /hook?a=1 HTTP/1.1\r\nhost: hooks.partner.example\r\naccept-encoding: identity\r\n"
        b"user-agent: Carryover\r\nx-said: 1\r\nContent-Length: 2\r\n\r\n"
    )


async def test_the_other_port_stands_in_the_host(partner: Elsewhere) -> None:
    await ask(partner, f"https://{HOST.upper()}:8443")
    assert partner.dialled == [(PUBLIC, 8443)]
    assert partner.asked[0].startswith(b"POST / HTTP/1.1\r\nhost: hooks.partner.example:8443\r\n")


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(partner: Elsewhere, address: str) -> None:
    partner.addresses = [[address]]
    assert await refusal(partner, URL) == "not_public"


@pytest.mark.parametrize("address", [address for address in INSIDE if "%" not in address])
async def test_so_is_such_an_address_itself(partner: Elsewhere, address: str) -> None:
    partner.addresses = [[address]]
    assert await refusal(partner, f"https://[{address}]/" if ":" in address else f"https://{address}/") == "not_public"


async def test_a_name_with_one_address_inside_among_public_ones_is_refused(partner: Elsewhere) -> None:
    partner.addresses = [[PUBLIC, "10.0.0.1"]]
    assert await refusal(partner, URL) == "not_public"


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_what_two_readers_could_take_for_two_hosts_is_no_address(partner: Elsewhere, url: str) -> None:
    assert await refusal(partner, url) == "bad_url"
    assert partner.looked_up == []


@pytest.mark.parametrize("port", [0, 22, 25, 80, 6379, 8080, 65535, 65536, 99999])
async def test_other_ports_are_refused(partner: Elsewhere, port: int) -> None:
    assert await refusal(partner, f"https://{HOST}:{port}/") == "bad_port"


@pytest.mark.parametrize("url", [f"http://{HOST}/", f"http://{HOST}:443/", "http://localhost/", "HTTP://127.0.0.1/"])
async def test_http_is_refused(partner: Elsewhere, url: str) -> None:
    assert await refusal(partner, url) in {"not_https", "bad_url"}


async def test_a_name_that_changes_while_we_look_is_looked_up_once(partner: Elsewhere) -> None:
    partner.addresses = [[PUBLIC], ["127.0.0.1"]]
    await ask(partner)
    assert (partner.looked_up, partner.dialled) == ([HOST], [(PUBLIC, 443)])
    partner.dialled.clear()
    assert await refusal(partner, URL) == "not_public"


async def test_a_redirect_inside_is_an_answer_and_not_a_way() -> None:
    moved = b"HTTP/1.1 307 x\r\nlocation: http://169.254.169.254/latest/\r\ncontent-length: 0\r\n\r\n"
    async with elsewhere(saying(moved)) as there:
        answer = await ask(there)
        assert (answer.status, there.dialled, len(there.asked)) == (307, [(PUBLIC, 443)], 1)


async def test_a_header_with_a_line_break_goes_nowhere(partner: Elsewhere) -> None:
    for broken in ("1\r\nx-injected: 1", "\u2028", "a\x00b"):
        with pytest.raises(EgressRefused):
            await fetch(Out(partner.egress()), "POST", URL, {"x-said": broken}, b"{}")
    assert partner.asked == []


async def test_a_gigabyte_is_left_after_the_first_bytes() -> None:
    sent = 0

    async def endless(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 x\r\ncontent-length: 1073741824\r\n\r\n")
        while not writer.is_closing() and sent < 1 << 30:
            writer.write(b"a" * 65_536)
            sent += 65_536
            await writer.drain()

    async with elsewhere(endless) as there:
        assert await failure(there) == "too_large"
    assert sent < 1 << 26  # what buffers of both sides hold


async def test_headers_without_an_end_are_left_too() -> None:
    async def endless(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 x\r\n")
        while not writer.is_closing():
            writer.write(b"x-more: " + b"a" * 4_000 + b"\r\n")
            await writer.drain()

    async with elsewhere(endless) as there:
        assert await failure(there) == "broken"


async def test_a_gzip_bomb_stays_packed() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    said = b"HTTP/1.1 200 x\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(bomb)
    async with elsewhere(saying(said + bomb)) as there:
        assert (await ask(there)).body == bomb


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 x\r\n", b"HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\na"])
async def test_one_who_never_finishes_is_left_in_time(begun: bytes) -> None:
    async def never(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begun)
        await writer.drain()
        await reader.read()

    async with elsewhere(never) as there:
        assert await failure(there, seconds=0.3) == "timed_out"


async def test_one_who_drips_is_left_in_time() -> None:
    async def drip(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 x\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with elsewhere(drip) as there:
        assert await failure(there, seconds=0.3) == "timed_out"


async def test_a_resolver_that_hangs_is_left_in_time(partner: Elsewhere) -> None:
    async def never(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(EgressFailed, match="timed_out"):
        await fetch(Out(Egress(resolve=never, seconds=0.05)), "GET", URL, {})


async def test_who_wants_no_body_reads_none() -> None:
    async with elsewhere(saying(b"HTTP/1.1 204 x\r\ncontent-length: 1073741824\r\n\r\n")) as there:
        assert (await ask(there, most_bytes=0)).status == 204


@pytest.mark.parametrize(
    ("certified", "trusted", "days"), [("other.example", True, 1), (HOST, False, 1), (HOST, True, -1)]
)
async def test_a_certificate_that_is_not_good_for_the_name_ends_it(certified: str, trusted: bool, days: int) -> None:
    async with elsewhere(saying(FINE), certified=certified, trusted=trusted, days=days) as there:
        assert await failure(there) == "bad_certificate"
        assert there.asked == []


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 nine x\r\n\r\n", b""])
async def test_what_is_no_http_is_told_so(said: bytes) -> None:
    async with elsewhere(saying(said)) as there:
        assert await failure(there) == "broken"


async def test_only_where_one_is_trying_out_this_machine_may_be_reached_and_nothing_else_inside() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(FINE)
        writer.close()

    taken = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    async with taken:
        assert (await fetch(Out(Egress(trying_out=True)), "GET", f"http://127.0.0.1:{port}/", {})).body == b"ok"
        with pytest.raises(EgressRefused, match="not_https"):
            await fetch(Out(Egress()), "GET", f"http://127.0.0.1:{port}/", {})
    for url, code in (
        ("http://10.0.0.1/", "not_https"),
        ("https://10.0.0.1/", "not_public"),
        ("https://8.8.8.8:22/", "bad_port"),
    ):
        with pytest.raises(EgressRefused, match=code):
            await fetch(Out(Egress(trying_out=True)), "GET", url, {})
