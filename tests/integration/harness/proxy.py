"""A TCP proxy between a service and a server, through which a network fails on demand.

It fails as a network does: towards each side separately, for connections that are open and for new
ones, and heals without either side being told.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum
from types import TracebackType
from typing import Self

from civic_stack.ports import LOOPBACK

CHUNK = 65_536
# A closed socket with this setting sends RST and not FIN.
AT_ONCE = struct.pack("ii", 1, 0)
# How long the server has to take in what passed before the cut.
LAST_WORDS_SECONDS = 0.05


class Cut(Enum):
    """How a network fails."""

    REFUSE = "refused"
    """Nobody listens; what was open is reset."""
    RESET = "reset"
    """Every connection is reset, also a new one once it is made."""
    BLACKHOLE = "swallowed"
    """Nothing passes and nobody is told; afterwards everything arrives, late."""
    HALF_OPEN = "half open"
    """The server's side is gone; the client's stays open and silent for ever."""


class Proxy:
    """Listens on ``port`` of the loopback and passes everything on to ``upstream`` there.

    ``delay`` (seconds) holds each chunk back; ``throttle`` (bytes/s) bounds each direction of a
    connection.
    """

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.port = 0
        self.delay = 0.0
        self.throttle = 0.0
        self.cut: Cut | None = None
        self._left: int | None = None  # bytes to the server until it is cut
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._flowing.set()
        await self._deafen()
        self._end_all()

    async def fail(self, cut: Cut) -> None:
        """Begins to fail, until :meth:`heal`."""
        self.cut = cut
        match cut:
            case Cut.REFUSE:
                await self._deafen()
                self._end_all()
            case Cut.RESET:
                self._end_all()
            case Cut.BLACKHOLE:
                self._flowing.clear()
            case Cut.HALF_OPEN:
                for connection in self._open:
                    connection.sever()

    async def heal(self) -> None:
        """Lets everything through again; what was half open stays silent."""
        self.cut = None
        self._flowing.set()
        if self._server is None:
            await self._listen()

    @asynccontextmanager
    async def failing(self, cut: Cut) -> AsyncIterator[None]:
        """Fails within the block."""
        await self.fail(cut)
        try:
            yield
        finally:
            await self.heal()

    def cut_after(self, count: int) -> None:
        """Resets the connection over which the ``count``-th byte to the server goes.

        The server gets these bytes and may act on them; the client hears no more of it.
        """
        self._left = count

    @property
    def is_about_to_cut(self) -> bool:
        """Whether what :meth:`cut_after` waits for has not come yet."""
        return self._left is not None

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, LOOPBACK, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _deafen(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _end_all(self) -> None:
        for connection in list(self._open):
            connection.reset()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(self, reader, writer)
        self._open.add(connection)
        try:
            await connection.run()
        finally:
            self._open.discard(connection)

    async def _pass(self, size: int) -> None:
        """Holds a chunk back for as long as it takes to get through."""
        await self._flowing.wait()
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.throttle:
            await asyncio.sleep(size / self.throttle)

    def _spend(self, size: int) -> int | None:
        """How many of ``size`` bytes to the server still pass; None for all."""
        if self._left is None:
            return None
        self._left -= size
        if self._left > 0:
            return None
        passing, self._left = size + self._left, None
        return passing


class _Connection:
    """One client and its connection to the server."""

    def __init__(
        self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._proxy = proxy
        self._reader, self._writer = reader, writer
        self._onward: asyncio.StreamWriter | None = None
        self._severed = False
        self._deaf = False  # nothing more is passed back to the client

    async def run(self) -> None:
        """Passes bytes both ways until either side ends."""
        if self._proxy.cut is Cut.RESET:
            self.reset()
            return
        if self._proxy.cut is Cut.HALF_OPEN:
            self.sever()
        with suppress(OSError):
            await self._proxy._flowing.wait()
            if self._severed:
                await self._listen_only()
                return
            back, self._onward = await asyncio.open_connection(LOOPBACK, self._proxy.upstream)
            await asyncio.gather(self._forwards(self._onward), self._backwards(back))
        self.reset()

    async def _forwards(self, onward: asyncio.StreamWriter) -> None:
        while data := await self._reader.read(CHUNK):
            await self._proxy._pass(len(data))
            if self._severed:
                continue
            passing = self._proxy._spend(len(data))
            onward.write(data if passing is None else data[:passing])
            await onward.drain()
            if passing is not None:
                self._deaf = True
                await asyncio.sleep(LAST_WORDS_SECONDS)
                raise ConnectionResetError
        raise ConnectionAbortedError

    async def _backwards(self, back: asyncio.StreamReader) -> None:
        while data := await back.read(CHUNK):
            await self._proxy._pass(len(data))
            if not (self._severed or self._deaf):
                self._writer.write(data)
                await self._writer.drain()
        if not self._severed:
            await self._proxy._flowing.wait()  # that it ended is news as well
            raise ConnectionAbortedError

    async def _listen_only(self) -> None:
        while await self._reader.read(CHUNK):
            pass

    def sever(self) -> None:
        """Ends the server's side; the client's stays open and hears nothing more."""
        self._severed = True
        if self._onward is not None:
            _reset(self._onward)

    def reset(self) -> None:
        """Ends both sides at once."""
        _reset(self._writer)
        if self._onward is not None:
            _reset(self._onward)


def _reset(writer: asyncio.StreamWriter) -> None:
    opened = writer.get_extra_info("socket")
    if opened is not None:
        with suppress(OSError):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    writer.transport.abort()
