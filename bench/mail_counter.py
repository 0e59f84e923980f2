"""A mail server that takes every mail as fast as it can, and counts those it has not had before: a child of a bench.

Run as `python -m bench.mail_counter PORT`. VRFY answers how many it took and how many different ones by Message-ID.
"""

import asyncio
import sys
from typing import cast

import uvloop

HOST = "127.0.0.1"
END = b"\r\n.\r\n"
ID = b"\nMessage-ID: <"


class Counted:
    def __init__(self) -> None:
        self.taken = 0
        self.ids: set[bytes] = set()

    def take(self, mail: bytes) -> None:
        begins = mail.find(ID) + len(ID)
        self.taken += 1
        self.ids.add(mail[begins : mail.index(b">", begins)])


class Taking(asyncio.Protocol):
    """One connection; as much of SMTP as a client needs that sends one mail after the other."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._buffer = b""
        self._mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(b"220 counting\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            end = END if self._mail else b"\r\n"
            before, found, behind = self._buffer.partition(end)
            if not found:
                return
            self._buffer = behind
            if self._mail:
                self._mail = False
                self._counted.take(before)
                self._transport.write(b"250 taken\r\n")
            else:
                self._answer(before[:4].upper())

    def _answer(self, verb: bytes) -> None:
        match verb:
            case b"EHLO":
                self._transport.write(b"250-counting\r\n250 8BITMIME\r\n")
            case b"DATA":
                self._mail = True
                self._transport.write(b"354 go on\r\n")
            case b"VRFY":
                self._transport.write(b"252 %d %d\r\n" % (self._counted.taken, len(self._counted.ids)))
            case b"QUIT":
                self._transport.write(b"221 bye\r\n")
                self._transport.close()
            case _:
                self._transport.write(b"250 ok\r\n")


async def serve(port: int) -> None:
    counted = Counted()
    server = await asyncio.get_running_loop().create_server(lambda: Taking(counted), HOST, port)
    async with server:
        await server.serve_forever()


class Asking:
    """Asks a counter how far it is."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def counted(self) -> tuple[int, int]:
        """Mails taken, and different ones among them."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self._port)
            await self._streams[0].readline()
        reader, writer = self._streams
        writer.write(b"VRFY\r\n")
        _, taken, different = (await reader.readline()).split()
        return int(taken), int(different)


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
