"""One client's connection: request after request, each passed on and its answer passed back."""

import asyncio
import contextlib
from dataclasses import dataclass

from civic_stack.front_door import messages
from civic_stack.front_door.http1 import (
    Answer,
    Refused,
    Request,
    content_length,
    iterate_body,
    read_body,
    read_request,
    tokens,
    values,
)
from civic_stack.front_door.routing import Routes
from civic_stack.front_door.upstream import Address, Pool, Upstream

_IDLE = 75.0  # seconds without a request
_BODY_WITHIN = 60.0  # seconds for a request's body
_LINGER = 2.0  # seconds in which a refused client may finish talking and read why


@dataclass(frozen=True)
class Door:
    """What all connections share. `max_body` in bytes."""

    routes: Routes
    pool: Pool
    max_body: int
    scheme: str


class ClientGone(Exception):
    """The client closed the connection; nobody is left to answer."""


class Connection:
    """A client's connection."""

    def __init__(
        self, door: Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._door = door
        self._reader = reader
        self._writer = writer
        self._early = b""  # what the client sent while its last answer was under way

    async def serve(self) -> None:
        """Answer until either side ends the connection; raises nothing but cancellation."""
        try:
            while await self._serve_one():
                pass
        except Refused as refused:
            await self._refuse_and_linger(refused)
        except (ClientGone, OSError, TimeoutError):
            self._writer.transport.abort()
        finally:
            self._writer.close()

    async def _serve_one(self) -> bool:
        async with asyncio.timeout(_IDLE):
            request = await read_request(self._reader, self._early)
        self._early = b""
        if request is None:
            return False
        if len(values(request.headers, b"host")) != 1 and request.minor_version == 1:
            raise Refused(400, "Exactly one Host header is needed.")
        body = await self._body(request)
        try:
            return await self._answer(request, body)
        except Refused as refused:
            # The request was read to its end, so the connection can go on.
            self._writer.write(
                messages.problem(
                    refused.status,
                    refused.detail,
                    keeps_alive=request.keeps_alive,
                    body_wanted=request.method != "HEAD",
                    as_page=messages.wants_page(request.headers),
                )
            )
            await self._writer.drain()
            return request.keeps_alive

    async def _body(self, request: Request) -> bytes:
        declared = content_length(request.headers) or 0
        if declared <= self._door.max_body and b"100-continue" in tokens(
            request.headers, b"expect"
        ):
            self._writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        async with asyncio.timeout(_BODY_WITHIN):
            return await read_body(self._reader, request.headers, self._door.max_body)

    async def _answer(self, request: Request, body: bytes) -> bool:
        own = self._own_answer(request)
        if own is not None:
            self._writer.write(own)
            await self._writer.drain()
            return request.keeps_alive
        _, address = self._door.routes.service_for(request.target)
        client = str((self._writer.get_extra_info("peername") or ("unknown",))[0])
        sent = messages.request_bytes(request, body, client, self._door.scheme)
        exchange = asyncio.create_task(self._exchange(request, address, sent))
        return await self._unless_client_leaves(exchange)

    def _own_answer(self, request: Request) -> bytes | None:
        """What the front door answers by itself."""
        target = self._door.routes.leads_to(request.target)
        if target is not None:
            return messages.redirect(target)
        if self._door.routes.is_for_robots(request.target):
            return messages.plain(messages.ROBOTS, body_wanted=request.method != "HEAD")
        return None

    async def _unless_client_leaves(self, exchange: asyncio.Task[bool]) -> bool:
        """Await the exchange, but end it when the client closes: streams may last for ever."""
        listening = asyncio.create_task(self._reader.read(1))
        try:
            await asyncio.wait({exchange, listening}, return_when=asyncio.FIRST_COMPLETED)
            if listening.done() and not listening.cancelled():
                self._early = listening.result()
                if not self._early and not exchange.done():
                    raise ClientGone
            return await exchange
        finally:
            for task in (exchange, listening):
                task.cancel()
            await asyncio.gather(exchange, listening, return_exceptions=True)

    async def _exchange(self, request: Request, address: Address, sent: bytes) -> bool:
        upstream, answer = await self._door.pool.ask(
            address, sent, repeatable=_is_repeatable(request)
        )
        try:
            keeps_alive = await self._relay(request, upstream, answer)
        except BaseException:
            upstream.close()
            raise
        if b"close" in tokens(answer.headers, b"connection") or not _is_framed(answer):
            upstream.close()
        else:
            self._door.pool.give_back(address, upstream)
        return keeps_alive

    async def _relay(self, request: Request, upstream: Upstream, answer: Answer) -> bool:
        without_body = request.method == "HEAD" or answer.status in (204, 304)
        has_length = content_length(answer.headers) is not None
        chunked = not without_body and not has_length and request.minor_version == 1
        keeps_alive = request.keeps_alive and (chunked or has_length or without_body)
        self._writer.write(messages.answer_head(answer, chunked=chunked, keeps_alive=keeps_alive))
        if without_body:
            await self._writer.drain()
            return keeps_alive
        try:
            async for piece in iterate_body(upstream.reader, answer):
                self._writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
                await self._writer.drain()
        except Refused as cut:
            raise ClientGone from cut  # too late for another status: cut the client's too
        if chunked:
            self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()
        return keeps_alive

    async def _refuse_and_linger(self, refused: Refused) -> None:
        self._writer.write(messages.problem(refused.status, refused.detail, keeps_alive=False))
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_LINGER):
                await self._writer.drain()
                self._writer.write_eof()
                # Closing with unread bytes would reset the connection and lose the answer.
                while await self._reader.read(64 * 1024):
                    pass


def _is_repeatable(request: Request) -> bool:
    """Whether to send it twice is as good as once: under an idempotency key it is."""
    reads = request.method in ("GET", "HEAD", "OPTIONS")
    return reads or bool(values(request.headers, b"idempotency-key"))


def _is_framed(answer: Answer) -> bool:
    framing = (b"content-length", b"transfer-encoding")
    return answer.status in (204, 304) or any(key in framing for key, _ in answer.headers)
