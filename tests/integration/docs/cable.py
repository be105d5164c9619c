"""A cable between a service and a server, that a test can pull out and put back."""

import asyncio
import contextlib
from types import TracebackType
from typing import Self


class Cable:
    """Passes TCP connections on to a loopback port; cut, it refuses new ones and ends all."""

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.port = 0
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    async def mend(self) -> None:
        """Listens, on the port that it had before, if it does not already."""
        if self._server is not None:
            return
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Ends every connection, abruptly, and listens no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in list(self._ends):
            end.transport.abort()

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.cut()

    async def _carry(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self._ends.add(back)
        try:
            with contextlib.suppress(OSError):
                there, onward = await asyncio.open_connection("127.0.0.1", self.to_port)
                self._ends.add(onward)
                await asyncio.gather(self._pump(here, onward), self._pump(there, back))
                self._ends.discard(onward)
        finally:
            self._ends.discard(back)
            back.close()

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        target.close()
